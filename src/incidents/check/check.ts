import { type FIELDS } from '../grading/types.js';
import { FALSE_ALARM_WEIGHTS, WEIGHTS } from '../grading/weights.js';
import { DIFFICULTIES, type Difficulty, type IncidentPlan, planIncident } from '../plan/plan.js';
import { gradeTrial, trialsOf } from './simulate.js';

/** What `incident check --json` prints. Stable; fields may be added. */
export interface IncidentCheck {
  ok: boolean;
  seeds: number;
  /** By difficulty and trial. */
  rows: CheckRow[];
  /** One per trial that did not grade as it should. */
  problems: string[];
}

export interface CheckRow {
  difficulty: Difficulty;
  trial: string;
  /** How often it was tried. */
  count: number;
  /** The field that it fails; null for the right report. */
  fails: string | null;
  /** The least and the most points over all seeds. */
  lowest: number;
  highest: number;
}

/**
 * Grades right and wrong reports on made-up histories, for each seed at each difficulty: right answers score in full,
 * and each deviation loses the points of its field and no others. Needs no lab.
 */
export async function checkIncidents(seeds: readonly number[]): Promise<IncidentCheck> {
  const rows = new Map<string, CheckRow>();
  const problems: string[] = [];
  for (const difficulty of DIFFICULTIES) {
    for (const seed of seeds) {
      const plan = planIncident(seed, difficulty);
      for (const trial of trialsOf(plan)) {
        const { score, fields } = await gradeTrial(plan, trial);
        const lost = fields.filter(({ points, weight }) => points < weight).map(({ field }) => field);
        const least = lowestOf(plan, trial.fails);
        const isRight =
          trial.fails === undefined ? score === 100 : lost.join() === trial.fails && score === least;
        if (!isRight) {
          problems.push(
            `seed ${seed}, difficulty ${difficulty}, ${trial.name}: ${score} points, lost ${lost.join(', ') || 'nothing'}`,
          );
        }
        const key = `${difficulty} ${trial.name}`;
        const row = rows.get(key);
        rows.set(key, {
          difficulty,
          trial: trial.name,
          fails: trial.fails ?? null,
          count: (row?.count ?? 0) + 1,
          lowest: Math.min(row?.lowest ?? 100, score),
          highest: Math.max(row?.highest ?? 0, score),
        });
      }
    }
  }
  return { ok: problems.length === 0, seeds: seeds.length, rows: [...rows.values()], problems };
}

function lowestOf({ faults }: IncidentPlan, fails: (typeof FIELDS)[number] | undefined): number {
  if (fails === undefined) return 100;
  return 100 - (faults.length === 0 ? FALSE_ALARM_WEIGHTS : WEIGHTS)[fails];
}

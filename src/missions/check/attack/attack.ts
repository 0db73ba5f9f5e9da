import { SCRAPE_INTERVAL_SECONDS } from '../../../prometheus/scrape-interval.js';
import { grade } from '../../grading/grade.js';
import type { World, WorldNow } from '../../grading/types.js';
import type { AnswerType, Mission, Step } from '../../library/schema.js';
import type { Finding, Report } from '../finding.js';
import { inTurns } from '../turns.js';
import type { Mutant, MutantClass } from './mutant.js';
import { type Source, sourcesOf } from './sources.js';

/** What became of a step's mutants. */
export interface AttackTally {
  /** How many were graded. */
  mutants: number;
  /** How many changes gave what means the same by algebra: those are not graded. */
  equivalent: number;
  /** How many pass for a built-in reason. */
  explained: number;
  /** How many pass that the mission lists. */
  listed: number;
  /** How many pass that nobody explains: each is a finding. */
  survivors: number;
  /** The classes of the survivors. */
  byClass: Partial<Record<MutantClass, number>>;
}

type Fate = 'fails' | 'passes' | { fault: string };

/** Queries wait for Prometheus, which evaluates 20 at once. */
const QUERIES_AT_ONCE = 8;
/** promtool is a process of its own each time. */
const PROCESSES_AT_ONCE = 3;
const BY_PROCESS: ReadonlySet<AnswerType> = new Set(['rules', 'exposition', 'relabel']);

/**
 * Changes each accepted answer of a step in every way that is likely wrong, and grades what comes of it.
 * @param world whose memory grows with every mutant: one for this step alone
 * @throws EnvironmentError where this machine lacks what grading takes; once aborted, the signal's reason
 */
export async function attackStep(
  mission: Mission,
  step: Step,
  world: World & { now: number },
  { report, signal }: { report: Report; signal: AbortSignal },
): Promise<{ tally: AttackTally; findings: Finding[] }> {
  const now: WorldNow = { scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS, ...world };
  const sources = await sourcesOf(mission, step, now);
  const mutants = distinct(sources);
  const fates = await inTurns(
    mutants,
    ({ mutant }) => {
      signal.throwIfAborted();
      return fateOf(mutant, step, now);
    },
    BY_PROCESS.has(step.answer.type) ? PROCESSES_AT_ONCE : QUERIES_AT_ONCE,
  );
  const listed = 'survivors' in step.answer ? (step.answer.survivors ?? []) : [];
  const names = listed.map(({ answer }) => compact(answer));
  const met = new Set<string>();
  const tally: AttackTally = {
    mutants: mutants.length,
    equivalent: sources.reduce((sum, { equivalent }) => sum + equivalent, 0),
    explained: 0,
    listed: 0,
    survivors: 0,
    byClass: {},
  };
  const findings: Finding[] = [];
  for (const [i, { mutant, path }] of mutants.entries()) {
    const fate = fates[i]!;
    if (fate === 'fails') continue;
    const { name, change, class: kind, reason } = mutant;
    if (fate !== 'passes') {
      findings.push(report(path, 'lab-fault', `\`${name}\`: ${fate.fault}`));
    } else if (names.includes(compact(name))) {
      met.add(compact(name));
      tally.listed++;
    } else if (reason !== undefined) {
      tally.explained++;
    } else {
      tally.survivors++;
      tally.byClass[kind] = (tally.byClass[kind] ?? 0) + 1;
      const told = name.endsWith(change) ? '' : `: ${change}`;
      findings.push(report(path, 'mutant-passes', `\`${name}\` passes${told} [${kind}]`));
    }
  }
  const idle = names.flatMap((name, i) =>
    met.has(name)
      ? []
      : [
          report(['answer', 'survivors', i], 'survivor-idle', 'no mutant that passes is called so', {
            severity: 'warning',
          }),
        ],
  );
  return { tally, findings: [...findings, ...idle] };
}

/** Several accepted answers may have a mutant in common. */
function distinct(sources: readonly Source[]): { mutant: Mutant; path: Source['path'] }[] {
  const found = new Map<string, { mutant: Mutant; path: Source['path'] }>();
  for (const { mutants, path } of sources) {
    for (const mutant of mutants) {
      if (!found.has(mutant.answer)) found.set(mutant.answer, { mutant, path });
    }
  }
  return [...found.values()];
}

async function fateOf({ answer }: Mutant, step: Step, world: WorldNow): Promise<Fate> {
  const graded = await grade(step, answer, world);
  if (graded.verdict !== 'lab-fault') return graded.verdict === 'pass' ? 'passes' : 'fails';
  // Not the mission's fault, and the same for all that follow.
  if (graded.cause) throw graded.cause;
  return { fault: graded.reason };
}

function compact(text: string): string {
  return text.replace(/\s+/g, '');
}

import type { Locate } from '../../util/yaml/read-yaml.js';
import type { World } from '../grading/types.js';
import type { Library } from '../library/library.js';
import type { Mission } from '../library/schema.js';
import { type AttackProgress, attackStep, type AttackTally } from './attack/attack.js';
import { type Finding, reportOn } from './finding.js';
import { proveStep, withInterval } from './prove.js';
import { inspectStep } from './static.js';
import { checkWorkedExample } from './worked-example.js';

/** Tests missions for their authors: `obs-lab mission check`. */

export interface StepResult {
  id: string;
  ok: boolean;
  /** Number of answers that were graded. */
  answers: number;
  /** Only of an attack. */
  attack?: AttackTally;
  findings: readonly Finding[];
}

export interface MissionResult {
  id: string;
  number: number;
  title: string;
  file: string;
  ok: boolean;
  steps: readonly StepResult[];
}

/** The document of `mission check --json`. */
export interface CheckDocument {
  ok: boolean;
  missions: (Omit<MissionResult, 'steps'> & { steps: Omit<StepResult, 'findings'>[] })[];
  findings: readonly Finding[];
  seconds: number;
}

/**
 * @param freshWorld a world whose series nobody has looked up yet; if given, accepted answers are attacked too
 * @param signal checked between steps
 * @throws its reason
 */
export async function checkMission(
  mission: Mission,
  locate: Locate,
  world: World & { now: number },
  {
    signal,
    onStep,
    onProgress = () => undefined,
    freshWorld,
    depth = 1,
  }: {
    signal: AbortSignal;
    onStep: (step: StepResult) => void;
    onProgress?: (progress: AttackProgress) => void;
    freshWorld?: (() => World & { now: number }) | undefined;
    /** Of the attack: how many changes at once, 1 or 2. */
    depth?: number;
  },
): Promise<MissionResult> {
  const steps: StepResult[] = [];
  for (const step of mission.steps) {
    signal.throwIfAborted();
    const report = reportOn(mission, step, locate);
    const { answers, findings: proved } = await proveStep(mission, step, world, report);
    signal.throwIfAborted();
    // An answer that does not pass itself has no mutants.
    const attacked =
      freshWorld && proved.every(isWarning)
        ? await attackStep(mission, step, freshWorld(), { report, signal, onProgress, depth })
        : undefined;
    const findings = [
      ...inspectStep(mission, step, report),
      ...(await checkWorkedExample(mission, step, withInterval(world), report)),
      ...proved,
      ...(attacked?.findings ?? []),
    ].sort((a, b) => a.line - b.line);
    const result = {
      id: step.id,
      ok: findings.every(isWarning),
      answers,
      ...(attacked && { attack: attacked.tally }),
      findings,
    };
    steps.push(result);
    onStep(result);
  }
  const { id, number, title, file } = mission;
  return { id, number, title, file, ok: steps.every(({ ok }) => ok), steps };
}

/** The errors in files that could not be read at all. */
export function brokenFindings({ broken }: Library): Finding[] {
  return broken.flatMap(({ folder, error: { file, problems } }) =>
    problems.map(({ line, column, path, message }) => ({
      file,
      line,
      column,
      mission: folder,
      step: undefined,
      rule: 'mission-invalid',
      severity: 'error',
      message: path === '' ? message : `${path} ${message}`,
    })),
  );
}

export function checkDocument(
  missions: readonly MissionResult[],
  broken: readonly Finding[],
  seconds: number,
): CheckDocument {
  const findings = [...broken, ...missions.flatMap(({ steps }) => steps.flatMap((step) => step.findings))];
  return {
    ok: findings.every(isWarning),
    missions: missions.map(({ steps, ...mission }) => ({
      ...mission,
      steps: steps.map(({ findings: _, ...step }) => step),
    })),
    findings,
    seconds,
  };
}

function isWarning({ severity }: Finding): boolean {
  return severity === 'warning';
}

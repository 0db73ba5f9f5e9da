import { SCRAPE_INTERVAL_SECONDS } from '../../../prometheus/scrape-interval.js';
import { grade } from '../../grading/grade.js';
import type { World, WorldNow } from '../../grading/types.js';
import { type AnswerType, isStepOf, type Mission, type Step } from '../../library/schema.js';
import type { Finding, Report } from '../finding.js';
import { inTurns } from '../turns.js';
import type { Mutant, MutantClass } from './mutant.js';
import { openRuleScreen, type RuleScreen } from './rule-screen.js';
import { type Source, sourcesOf } from './sources.js';

/** The numbers of an attack on a step. */
export interface AttackTally {
  /** Graded mutants. */
  mutants: number;
  /** Changes whose result means the same by algebra: they are not graded. */
  equivalent: number;
  /** Passing mutants with a built-in reason. */
  explained: number;
  /** Passing mutants that the mission lists. */
  listed: number;
  /** Passing mutants without a reason: each is a finding. */
  survivors: number;
  /** The classes of the survivors. */
  byClass: Partial<Record<MutantClass, number>>;
}

/** How far the attack on a step is: numbers of mutants. */
export interface AttackProgress {
  step: string;
  graded: number;
  mutants: number;
}

type Fate = 'fails' | 'passes' | { fault: string };

/** Queries wait for Prometheus, which evaluates 20 at once. */
const QUERIES_AT_ONCE = 8;
/** Each call of promtool starts a process. */
const PROCESSES_AT_ONCE = 3;
const BY_PROCESS: ReadonlySet<AnswerType> = new Set(['rules', 'exposition', 'relabel', 'alertmanager']);

/**
 * Changes each accepted answer of a step in every way that is likely wrong, and grades the results.
 * @param world whose memory grows with every mutant: one for this step alone
 * @throws EnvironmentError where this machine lacks what grading takes; once aborted, the signal's reason
 */
export async function attackStep(
  mission: Mission,
  step: Step,
  world: World & { now: number },
  {
    report,
    signal,
    onProgress,
    depth,
  }: {
    report: Report;
    signal: AbortSignal;
    onProgress: (progress: AttackProgress) => void;
    /** How many changes at once: 1 or 2. */
    depth: number;
  },
): Promise<{ tally: AttackTally; findings: Finding[] }> {
  const now: WorldNow = { scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS, ...world };
  const sources = await sourcesOf(mission, step, now);
  const attacked = isStepOf('promql', step) ? { ...now, verdictOnly: true } : now;
  const screen = isStepOf('rules', step) ? await openRuleScreen(step.answer, world.promtool) : undefined;
  const gradeAll = async (mutants: readonly Placed[]): Promise<Graded[]> => {
    let graded = 0;
    return inTurns(
      mutants,
      async (placed) => {
        signal.throwIfAborted();
        const fate = await fateOf(placed.mutant, step, attacked, screen);
        onProgress({ step: step.id, graded: ++graded, mutants: mutants.length });
        return { ...placed, fate };
      },
      BY_PROCESS.has(step.answer.type) ? PROCESSES_AT_ONCE : QUERIES_AT_ONCE,
    );
  };
  const once = await gradeAll(distinct(sources));
  const more = depth > 1 ? twice(sources, once) : [];
  const known = new Set(once.map(({ mutant }) => mutant.answer));
  const mutants = [
    ...once,
    ...(await gradeAll(distinct(more).filter(({ mutant }) => !known.has(mutant.answer)))),
  ];
  const listed = 'survivors' in step.answer ? (step.answer.survivors ?? []) : [];
  const names = listed.map(({ answer }) => compact(answer));
  const met = new Set<string>();
  const tally: AttackTally = {
    mutants: mutants.length,
    equivalent: [...sources, ...more].reduce((sum, { equivalent }) => sum + equivalent, 0),
    explained: 0,
    listed: 0,
    survivors: 0,
    byClass: {},
  };
  const findings: Finding[] = [];
  for (const { mutant, path, fate } of mutants) {
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
          report(['answer', 'survivors', i], 'survivor-idle', 'no passing mutant has this name', {
            severity: 'warning',
          }),
        ],
  );
  return { tally, findings: [...findings, ...idle] };
}

interface Placed {
  mutant: Mutant;
  path: Source['path'];
}

type Graded = Placed & { fate: Fate };

function twice(sources: readonly Source[], once: readonly Graded[]): Source[] {
  const failing = once.flatMap(({ mutant, fate }) => (fate === 'fails' ? [mutant] : []));
  const passing = once.flatMap(({ mutant, fate }) => (fate === 'passes' ? [mutant] : []));
  return sources.flatMap(({ path, twice: make }) => (make ? [{ path, ...make({ failing, passing }) }] : []));
}

/** Several accepted answers may have a mutant in common. */
function distinct(sources: readonly Source[]): Placed[] {
  const found = new Map<string, Placed>();
  for (const { mutants, path } of sources) {
    for (const mutant of mutants) {
      if (!found.has(mutant.answer)) found.set(mutant.answer, { mutant, path });
    }
  }
  return [...found.values()];
}

async function fateOf(
  { answer }: Mutant,
  step: Step,
  world: WorldNow,
  screen: RuleScreen | undefined,
): Promise<Fate> {
  if (await screen?.fails(answer)) return 'fails';
  const graded = await grade(step, answer, world);
  if (graded.verdict !== 'lab-fault') return graded.verdict === 'pass' ? 'passes' : 'fails';
  // Not the mission's fault, and the same for all that follow.
  if (graded.cause) throw graded.cause;
  return { fault: graded.reason };
}

function compact(text: string): string {
  return text.replace(/\s+/g, '');
}

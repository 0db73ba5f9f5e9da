import { SCRAPE_INTERVAL_SECONDS } from '../../prometheus/scrape-interval.js';
import { metricNames } from '../../promql/meaning/topic.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import { nearest } from '../../util/nearest.js';
import { grade } from '../grading/grade.js';
import { checkReadiness } from '../grading/readiness.js';
import type { Grade, World, WorldNow } from '../grading/types.js';
import type { AnswerType, Mission, Step } from '../library/schema.js';
import type { Finding, Report } from './finding.js';
import { refusedQueries } from './queries.js';
import { type Trial, trialsOf } from './trials.js';
import { inTurns } from './turns.js';

/** Queries may be equal by accident at one time: each answer is graded again this much earlier. */
const EARLIER_SECONDS = 7.3;
/** What looks at no series that go on. */
const TIMELESS: ReadonlySet<AnswerType> = new Set([
  'choice',
  'rules',
  'exposition',
  'relabel',
  'alertmanager',
  'load',
  'mitigation',
  'incident',
]);
/** Prometheus evaluates 20 queries at once, and grading an answer takes two. */
const AT_ONCE = 6;

/** A world with the lab's scrape interval, unless it has its own. */
export function withInterval(world: World & { now: number }): WorldNow {
  return { scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS, ...world };
}

/**
 * Grades every example answer of a step, twice if the time may matter.
 * @param world its time is the fixture's
 * @throws EnvironmentError if this machine lacks a tool that grading needs
 * @returns the number of answers graded, and a finding for each unexpected grade
 */
export async function proveStep(
  mission: Mission,
  step: Step,
  world: World & { now: number },
  report: Report,
): Promise<{ answers: number; findings: Finding[] }> {
  const times = TIMELESS.has(step.answer.type) ? [world.now] : [world.now, world.now - EARLIER_SECONDS];
  const moments = times.map((now) => withInterval({ ...world, now }));
  const refused = await refusedQueries(step, moments[0]!, report);
  if (refused.length > 0) return { answers: 0, findings: refused };
  const unready = await notReady(step, moments[0]!, report);
  if (unready) return { answers: 0, findings: [unready] };
  const { trials, findings } = await trialsOf(mission, step, moments[0]!, report);
  const met = new Set<string>();
  const prove = (trial: Trial): Promise<Finding | undefined> =>
    tryTwice(step, trial, moments, { report, met });
  const leading = trials.find(({ expected }) => expected === 'pass');
  const first = leading && (await prove(leading));
  // A step that can't be graded fails for every answer: reported once.
  if (first?.rule === 'not-ready' || first?.rule === 'lab-fault') {
    return { answers: 1, findings: [...findings, await explained(first, step, moments[0]!, report)] };
  }
  const others = await inTurns(
    trials.filter((trial) => trial !== leading),
    prove,
    AT_ONCE,
  );
  return {
    answers: trials.length,
    findings: [
      ...findings,
      ...[first, ...others].flatMap((finding) => finding ?? []),
      ...idleHints(step, met, report),
    ],
  };
}

/** Adds what the fixture lacks, or moves to the place that could not be read, if known. */
async function explained(
  finding: Finding,
  { answer }: Step,
  { prometheus }: WorldNow,
  report: Report,
): Promise<Finding> {
  const { rule, message } = finding;
  if (rule === 'lab-fault') {
    const given =
      answer.type === 'rules'
        ? /reference/.test(message)
          ? 'reference'
          : 'scenarios'
        : answer.type === 'relabel'
          ? 'series'
          : answer.type === 'alertmanager'
            ? /reference/.test(message)
              ? 'reference'
              : 'scenarios'
            : undefined;
    // It is not the accepted file that is wrong, but what it is tried on.
    return given ? report(['answer', given], rule, message.replace(/^accept\[0\]: /, '')) : finding;
  }
  if (answer.type === 'rules' || answer.type === 'alertmanager' || !('reference' in answer)) return finding;
  const known = await prometheus.metricNames();
  const absent = metricNames(parsePromql(answer.reference).expr).find((name) => !known.includes(name));
  if (absent === undefined) return finding;
  const [near] = nearest(absent, known);
  return {
    ...finding,
    message: `the fixture has no ${absent}${near === undefined ? '' : `; did you mean ${near}?`}`,
  };
}

/** Hints that none of the mission's answers triggers: the rule may be misspelt. */
function idleHints({ hintsFor }: Step, met: ReadonlySet<string>, report: Report): Finding[] {
  return Object.keys(hintsFor)
    .filter((rule) => !met.has(rule))
    .map((rule) =>
      report(['hintsFor', rule], 'hint-unproved', `no rejected answer triggers the diagnosis ${rule}`, {
        severity: 'warning',
      }),
    );
}

async function notReady(step: Step, world: WorldNow, report: Report): Promise<Finding | undefined> {
  try {
    const { ready, lacking } = await checkReadiness(step, world.prometheus, world);
    return ready ? undefined : report(['needs'], 'not-ready', `on the fixture, ${lacking}`);
  } catch (error) {
    return report(['needs'], 'query-refused', `must be a plain selector: ${(error as Error).message}`);
  }
}

async function tryTwice(
  step: Step,
  trial: Trial,
  moments: readonly WorldNow[],
  { report, met }: { report: Report; met: Set<string> },
): Promise<Finding | undefined> {
  for (const [i, world] of moments.entries()) {
    const graded = await grade(step, trial.answer, world);
    // Not an error in the mission, and the same for all following answers.
    if (graded.verdict === 'lab-fault' && graded.cause) throw graded.cause;
    for (const { rule } of graded.diagnoses) met.add(rule);
    const wrong = judgeTrial(trial, graded);
    if (wrong) {
      return report(
        trial.path,
        wrong.rule,
        i === 0 ? wrong.message : `${wrong.message} (when graded ${EARLIER_SECONDS} s earlier)`,
      );
    }
  }
  return undefined;
}

/** The error in an answer's grade, if it isn't the expected one. */
export function judgeTrial(
  { what, expected }: Pick<Trial, 'what' | 'expected'>,
  grade: Grade,
): { rule: string; message: string } | undefined {
  const { verdict, diagnoses } = grade;
  if (grade.verdict === 'lab-fault') return { rule: 'lab-fault', message: `${what}: ${grade.reason}` };
  if (grade.verdict === 'not-ready') {
    if (expected === 'any failure') return undefined;
    return {
      rule: 'not-ready',
      message: `${what}: ${grade.readiness.lacking ?? 'the fixture has no samples'}`,
    };
  }
  if (expected === 'any failure') {
    return verdict === 'pass' ? { rule: 'already-solved', message: `${what} passes` } : undefined;
  }
  const rules = diagnoses.map(({ rule }) => rule);
  if (expected === 'pass') {
    if (verdict === 'pass') return undefined;
    return {
      rule: 'accept-fails',
      message: `${what} must pass, but is graded ${verdict}: ${diagnoses[0] ? `${rules[0]}, “${diagnoses[0].message}”` : 'no diagnosis'}`,
    };
  }
  if (verdict === 'pass') return { rule: 'reject-passes', message: `${what} must fail, but passes` };
  if (rules[0] === expected.rule) return undefined;
  return {
    rule: 'reject-unexplained',
    message: `${what} must get the diagnosis ${expected.rule}, but gets ${rules.join(', ') || 'none'}`,
  };
}

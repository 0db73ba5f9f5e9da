import { PromqlError } from '../../prometheus/errors.js';
import { lint } from '../../promql/lint/lint.js';
import { noFacts } from '../../promql/meaning/facts.js';
import { type Expr, selectors, walk } from '../../promql/syntax/ast.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import type { Instants } from '../../query/instants.js';
import type { FieldGrade, History, IncidentFacts } from './types.js';
import { TRUE_SHARE } from './weights.js';

/** Instants at most, in each of the two stretches. */
const MAX_INSTANTS = 20;
/** After the faults began, a rate over a few seconds needs some of them. */
const SETTLE_SECONDS = 8;
/** False before means: at nearly every instant. */
const FALSE_SHARE = 0.8;

/** Metrics of other systems: they know nothing of the API and its clients. */
const OTHERS = /^(shop_|prometheus_|go_|promhttp_|net_conntrack_|grafana_)/;
/** Functions of the clock. */
const CLOCK = new Set([
  'time',
  'timestamp',
  'hour',
  'minute',
  'month',
  'year',
  'day_of_week',
  'day_of_month',
]);

/** Named as postgres_exporter names them, which looks like the count of a histogram. */
const GAUGES: ReadonlyMap<string, string> = new Map([
  ['pg_stat_activity_count', 'gauge'],
  ['pg_locks_count', 'gauge'],
]);

type EvidenceGrade = Pick<FieldGrade, 'share' | 'reason'>;

/**
 * Grades a query as evidence: it has to be true while the faults were in effect and false before, and to ask about the
 * lab. Evaluated on what Prometheus recorded.
 */
export async function gradeEvidence(
  text: string,
  { startedAt, beganAt, endedAt }: Pick<IncidentFacts, 'startedAt' | 'beganAt' | 'endedAt'>,
  history: History,
): Promise<EvidenceGrade> {
  if (beganAt === undefined) return { share: 0, reason: 'Nothing began, so no query can show it.' };
  const refusal = unfit(parsePromql(text).expr);
  if (refusal !== undefined) return { share: 0, reason: refusal };
  try {
    const [before, during] = await Promise.all([
      history.truths(text, spread(startedAt + 2, beganAt - 2)),
      history.truths(text, spread(beganAt + SETTLE_SECONDS, endedAt)),
    ]);
    return judge(count(before), before.length, count(during), during.length);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return { share: 0, reason: `Prometheus refuses the query: ${error.reason}` };
  }
}

function judge(before: number, beforeOf: number, during: number, duringOf: number): EvidenceGrade {
  const wasFalse = beforeOf - before >= FALSE_SHARE * beforeOf;
  const wasTrue = during >= TRUE_SHARE * duringOf;
  const counts = `true at ${before} of ${beforeOf} instants before, and at ${during} of ${duringOf} during the incident`;
  if (wasFalse && wasTrue) return { share: 1, reason: `It was ${counts}.` };
  if (wasTrue) {
    return {
      share: 0,
      reason: `It was ${counts}: what is true anyway is not evidence. Compare with a limit.`,
    };
  }
  return {
    share: 0,
    reason: `It was ${counts}: it does not show what was wrong${wasFalse ? '' : ', it rather shows what was right'}.`,
  };
}

/** Why a query is not evidence, whatever its result; undefined if it may be. */
export function unfit(expr: Expr): string | undefined {
  const found = selectors(expr);
  if (found.length === 0) return 'It selects no series, so its result says nothing about the lab.';
  if (found.some(({ at }) => at !== undefined)) {
    return 'It pins its time with @, so its result is the same at every instant.';
  }
  if ([...walk(expr)].some(({ node }) => node.kind === 'call' && CLOCK.has(node.func))) {
    return 'It asks for the time: that becomes true by itself.';
  }
  if (found.every(({ metric, matchers }) => isElsewhere(metric, matchers))) {
    return 'It asks about metrics that have nothing to do with the API and its clients.';
  }
  const raw = lint(expr, { ...noFacts(), metricTypes: GAUGES }).find(({ rule }) => rule === 'raw-counter');
  return raw && 'It compares the raw value of a counter, which grows anyway: ask for its rate.';
}

function isElsewhere(
  metric: string | undefined,
  matchers: readonly { label: string; op: string; value: string }[],
): boolean {
  if (metric !== undefined) return OTHERS.test(metric);
  return matchers.some(
    ({ label, op, value }) => label === 'job' && op === '=' && ['shop', 'prometheus'].includes(value),
  );
}

/** Evenly spaced instants between two times, at least a second apart. */
export function spread(from: number, to: number): Instants {
  const start = Math.round(from * 1000) / 1000;
  const seconds = Math.max(1, to - from);
  const count = Math.max(2, Math.min(MAX_INSTANTS, Math.floor(seconds) + 1));
  const step = Math.round((seconds / (count - 1)) * 1000) / 1000;
  return { start, step, count, end: start + step * (count - 1) };
}

function count(truths: readonly boolean[]): number {
  return truths.filter(Boolean).length;
}

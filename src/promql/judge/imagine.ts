import { formatDuration } from '../../util/duration.js';
import { metricKind, noFacts } from '../meaning/facts.js';
import { reachOf } from '../meaning/reach.js';
import { type Expr, type Matcher, type Selector, walk } from '../syntax/ast.js';
import { COMPARISONS, COUNTER_FUNCTIONS } from '../syntax/functions.js';

/**
 * Rewrites queries as if more had happened.
 *
 * While nothing fails, or everything is steady, queries of different meaning return the same values: one that forgets
 * the 5xx, one with another window. So equal queries are evaluated again with made-up growth on top of every counter.
 * It accelerates, so that windows and functions differ; it depends on which selectors take a series, so that
 * selections differ; requests get slower and slower, so that quantiles differ; and gauges swing. Queries of the same
 * meaning stay equal, because both see the same growth. `rate(x[1m])` becomes `rate((x + growth)[1m:10s])`.
 */

/** A query as it was written, and as it was understood. */
export interface Written {
  text: string;
  expr: Expr;
}

/** A selector whose samples are made up. */
export type Read = Selector & { metric: string };

/**
 * Points computed per range: enough for every function even if half the range is empty, and few enough to be quick.
 */
const MIN_POINTS = 6;
const MAX_POINTS = 24;
const POINT_INTERVAL_SECONDS = 30;
/** Each selection adds a selector to every read. */
const MAX_SELECTIONS = 6;
/** The fractional parts of its multiples are far from each other and from simple fractions. */
const GOLDEN_RATIO = 0.618034;
const MIN_REACH_SECONDS = 60;

/**
 * The share of the requests in the lowest bucket, and the shares added in all buckets from 0.1, from 1, and in the
 * last.
 */
const QUICK = 0.4;
const SLOWER: readonly (readonly [share: number, le: Omit<Matcher, 'from' | 'to'>])[] = [
  [0.35, { label: 'le', op: '!~', value: '0[.]0.*' }],
  [0.246, { label: 'le', op: '!~', value: '0[.].*' }],
  // A quantile in the last bucket is always its lower bound, so only a few requests may be there.
  [0.004, { label: 'le', op: '=', value: '+Inf' }],
];

/** Functions whose value depends on the number or the existence of samples, not on their growth. */
const COUNTING_FUNCTIONS: ReadonlySet<string> = new Set([
  'absent',
  'absent_over_time',
  'count_over_time',
  'last_over_time',
  'present_over_time',
  'resets',
  'sum_over_time',
  'timestamp',
]);

/**
 * Rewrites a reference and an answer so that both see the same made-up growth.
 * @param oldest Unix seconds of the first instant that they will be evaluated at
 * @returns undefined if they read nothing over time, read different metrics, or read them in a way that can't be
 * rewritten
 */
export function imagineGrowth(
  reference: Written,
  answer: Written,
  oldest: number,
): Record<'reference' | 'answer', string> | undefined {
  const found = [readsOf(reference.expr), readsOf(answer.expr)];
  const swinging = new Set(found.flatMap((reads) => (reads ?? []).filter(isRangedGauge).map(familyOf)));
  const [inReference, inAnswer] = found.map((reads) =>
    reads?.filter((read) => read.range !== undefined || !isGauge(read) || swinging.has(familyOf(read))),
  );
  if (!inReference || !inAnswer) return undefined;
  if (!sameSet(inReference.map(familyOf), inAnswer.map(familyOf))) return undefined;
  const reads = [...inReference, ...inAnswer];
  const ranges = reads.flatMap(({ range }) => range ?? []);
  const selections = new Map(reads.map(({ matchers }) => [write(withoutLe(matchers)), withoutLe(matchers)]));
  selections.delete('');
  if (ranges.length === 0 || selections.size > MAX_SELECTIONS) return undefined;
  const reach = Math.max(MIN_REACH_SECONDS, ...[reference, answer].map(({ expr }) => reachOf(expr)));
  const elapsed = `(time() - ${Math.floor(oldest - reach)})`;
  const growth: Growth = {
    elapsed,
    part: `${elapsed} / ${Math.ceil(reach)}`,
    step: stepOf(Math.min(...ranges)),
    selections: [...selections.values()].sort((a, b) => (write(a) < write(b) ? -1 : 1)),
    byEdge: reads.every((read) => !isBucket(read) || edgeOf(read) !== undefined),
  };
  return {
    reference: rewrite(reference.text, inReference, growth),
    answer: rewrite(answer.text, inAnswer, growth),
  };
}

/**
 * The selectors by which a query reads the values of counters and gauges; undefined if one of them can't be
 * rewritten. Counters are recognised by their names, in both queries alike.
 */
export function readsOf(expr: Expr): Read[] | undefined {
  const nodes = [...walk(expr)];
  // A gauge may be meant for the number it is compared with, and an info metric is always 1.
  const compares = nodes.some(({ node }) => node.kind === 'binary' && COMPARISONS.has(node.op));
  const reads: Read[] = [];
  for (const { node, parents } of nodes) {
    const ranged = node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func) ? node.args[0] : undefined;
    // A subquery in the query itself has its own points, which the rewritten one would not match.
    if (ranged && !(ranged.kind === 'selector' && ranged.metric !== undefined)) return undefined;
    if (node.kind !== 'selector' || node.metric === undefined) continue;
    const read = node as Read;
    const parent = parents.at(-1);
    if (parent?.kind === 'call' && COUNTING_FUNCTIONS.has(parent.func)) continue;
    if (isGauge(read) && (compares || /_info$/.test(read.metric))) continue;
    if (!isPlain(read)) return undefined;
    // Growth in a subquery is too slow to compute, and a long past usually shows the difference without it.
    if (parents.some(({ kind }) => kind === 'subquery')) return undefined;
    reads.push(read);
  }
  return reads;
}

function isGauge({ metric }: Read): boolean {
  return metricKind(metric, noFacts()) === 'gauge';
}

function isRangedGauge(read: Read): boolean {
  return read.range !== undefined && isGauge(read);
}

function isPlain({ range, at, offset }: Read): boolean {
  if (range === undefined) return at === undefined && offset === undefined;
  return !Number.isNaN(range) && (at === undefined || /^(start|end)\s*\(/.test(at));
}

interface Growth {
  /** PromQL: seconds since before the queries' first sample, and the same as a fraction of how far they look back. */
  elapsed: string;
  part: string;
  /** Seconds between the points of a range. */
  step: number;
  /** The matchers that tell series apart: series that a selection takes grow more. */
  selections: readonly (readonly Matcher[])[];
  /** Whether a bucket grows according to its bound; otherwise fast and slow requests grow separately. */
  byEdge: boolean;
}

function stepOf(range: number): number {
  const interval = Math.max(POINT_INTERVAL_SECONDS, range / MAX_POINTS);
  return Math.max(1, Math.floor(Math.min(range / MIN_POINTS, interval)));
}

function rewrite(text: string, reads: readonly Read[], growth: Growth): string {
  return [...reads]
    .sort((a, b) => b.from - a.from)
    .reduce((whole, read) => whole.slice(0, read.from) + imagined(read, growth) + whole.slice(read.to), text);
}

function imagined(read: Read, growth: Growth): string {
  const { range, at, offset } = read;
  const samples = `(${select(read)} + ${addition(read, growth)})`;
  if (range === undefined) return samples;
  const shift = `${at === undefined ? '' : ` @ ${at}`}${offset === undefined ? '' : ` offset ${formatDuration(offset)}`}`;
  return `${samples}[${formatDuration(range)}:${formatDuration(growth.step)}]${shift}`;
}

/**
 * PromQL: by how much each series has grown. Fast requests come first; slow ones come later, and depend on
 * selections.
 */
function addition(read: Read, { elapsed, part, selections, byEdge }: Growth): string {
  const extra = selections.map((selection, i) =>
    times(weightOf(i), membership(read, narrowerOf(read, selection))),
  );
  const weight = `(${['1', ...extra].join(' + ')})`;
  if (isGauge(read)) return `(${part} + ${elapsed} * ${GOLDEN_RATIO} % 1) * ${weight}`;
  const edge = byEdge ? (edgeOf(read) ?? Infinity) : Infinity;
  const share = edge < Infinity ? `${edge / (1 + edge)} * ` : '';
  const later =
    isBucket(read) && !byEdge
      ? SLOWER.map(([size, le]) => times(size, membership(read, [{ ...le, from: 0, to: 0 }])))
      : SLOWER.map(([size]) => `${size}`);
  return `${share}${elapsed} * (1 + ${part}) * (${QUICK} + ${part} * ${weight} * (${later.join(' + ')}))`;
}

function weightOf(index: number): number {
  return Number((0.2 + (((index + 1) * GOLDEN_RATIO) % 1)).toFixed(6));
}

function times(factor: number, expr: string | undefined): string {
  return expr === undefined ? `${factor}` : `${factor} * ${expr}`;
}

/** The matchers of a selection that the read does not have itself. */
function narrowerOf({ matchers }: Read, selection: readonly Matcher[]): readonly Matcher[] {
  const known = new Set(matchers.map((matcher) => write([matcher])));
  return selection.filter((matcher) => !known.has(write([matcher])));
}

/** PromQL: 1 for the read's series that the matchers take too, 0 for the others; undefined if they take all. */
function membership(read: Read, narrower: readonly Matcher[]): string | undefined {
  return narrower.length === 0 ? undefined : `(${select(read, narrower)} ^ 0 or ${select(read)} * 0)`;
}

function select({ metric, matchers }: Read, narrower: readonly Matcher[] = []): string {
  const all = [...matchers, ...narrower].map((matcher) => `,${write([matcher])}`);
  return `{__name__=${JSON.stringify(metric)}${all.join('')}}`;
}

/** Matchers as a text that is equal for equal conditions in any order. */
export function write(matchers: readonly Matcher[]): string {
  return matchers
    .map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`)
    .sort()
    .join(',');
}

/** A histogram's series have one name: what one of its buckets counts, its total counts too. */
export function familyOf({ metric }: Read): string {
  return metric.replace(/_(bucket|count|sum)$/, '');
}

function isBucket({ metric }: Read): boolean {
  return metric.endsWith('_bucket');
}

function withoutLe(matchers: readonly Matcher[]): readonly Matcher[] {
  return matchers.filter(({ label }) => label !== 'le');
}

/** The upper bound of the one bucket that is read; undefined for none or several. */
function edgeOf(read: Read): number | undefined {
  const edge = isBucket(read) && read.matchers.find(({ label, op }) => label === 'le' && op === '=');
  if (!edge) return undefined;
  const value = edge.value === '+Inf' ? Infinity : Number(edge.value);
  return Number.isNaN(value) ? undefined : value;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set([...a, ...b]).size === new Set(a).size && new Set(a).size === new Set(b).size;
}

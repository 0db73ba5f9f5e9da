import { walk, type Expr, type Matcher, type Selector, type Visit } from '../syntax/ast.js';
import { formatDuration } from '../../util/duration.js';
import { metricKind, noFacts } from '../meaning/facts.js';
import { COMPARISONS, COUNTER_FUNCTIONS } from '../syntax/functions.js';

/**
 * Queries of a world in which more has happened.
 *
 * While nothing fails, or everything goes on evenly, queries of different meaning give the same values: one that forgets the
 * 5xx, one with another window. So what is equal is asked again where every counter grows on top of what it did: faster and
 * faster, so that windows and functions tell, each series according to which selectors take it, so that selections tell, and
 * buckets with slower and slower requests, so that quantiles tell; gauges swing. What means the same stays equal, for both
 * queries see one world. A `rate(x[1m])` becomes `rate((x + growth)[1m:10s])`.
 */

/** A query as it was written, and as it was understood. */
export interface Written {
  text: string;
  expr: Expr;
}

/** A selector whose samples are made up. */
export type Read = Selector & { metric: string };

/** Points that are computed of each range: enough for every function, also where half of it is empty, and few enough to be quick. */
const POINTS = { least: 6, most: 24, secondsApart: 30 };
/** Each costs a selector more in every read. */
const MOST_SELECTIONS = 6;
/** Multiples of it, without their whole part, lie far from each other and from simple fractions. */
const GOLDEN_RATIO = 0.618034;
const SHORTEST_REACH_SECONDS = 60;

/** The share of what happens that is in the lowest bucket, and what more is in all from 0.1, from 1, and in the last. */
const QUICK = 0.4;
const SLOWER: readonly (readonly [share: number, le: Omit<Matcher, 'from' | 'to'>])[] = [
  [0.35, { label: 'le', op: '!~', value: '0[.]0.*' }],
  [0.246, { label: 'le', op: '!~', value: '0[.].*' }],
  // A quantile in the last bucket is its lower edge, whatever else happens: hardly any may be there.
  [0.004, { label: 'le', op: '=', value: '+Inf' }],
];

/** Functions of samples whose value depends on how many there are, or on their being there only. */
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
 * Rewrites a query and its reference for that world.
 * @param oldest Unix seconds of the first instant that they will be evaluated at
 * @returns undefined where they read nothing over time, not the same metrics, or in a way that can't be rewritten
 */
export function imagineGrowth(
  reference: Written,
  answer: Written,
  oldest: number,
): Record<'reference' | 'answer', string> | undefined {
  const found = [readsOf(reference.expr), readsOf(answer.expr)];
  const swinging = new Set(found.flatMap((reads) => (reads ?? []).filter(isRangedGauge).map(familyOf)));
  const [wanted, used] = found.map((reads) =>
    reads?.filter((read) => read.range !== undefined || !isGauge(read) || swinging.has(familyOf(read))),
  );
  if (!wanted || !used || !sameSet(wanted.map(familyOf), used.map(familyOf))) return undefined;
  const reads = [...wanted, ...used];
  const ranges = reads.flatMap(({ range }) => range ?? []);
  const selections = new Map(reads.map(({ matchers }) => [write(withoutLe(matchers)), withoutLe(matchers)]));
  selections.delete('');
  if (ranges.length === 0 || selections.size > MOST_SELECTIONS) return undefined;
  const reach = Math.max(SHORTEST_REACH_SECONDS, ...[reference, answer].map(({ expr }) => reachOf(expr)));
  const elapsed = `(time() - ${Math.floor(oldest - reach)})`;
  const world: World = {
    elapsed,
    part: `${elapsed} / ${Math.ceil(reach)}`,
    step: stepOf(Math.min(...ranges)),
    selections: [...selections.values()].sort((a, b) => (write(a) < write(b) ? -1 : 1)),
    byEdge: reads.every((read) => !isBucket(read) || edgeOf(read) !== undefined),
  };
  return { reference: rewrite(reference.text, wanted, world), answer: rewrite(answer.text, used, world) };
}

/**
 * Where a query reads counters and gauges for their values; undefined where it does so in a way that can't be rewritten.
 * What is a counter is guessed by its name: of both queries alike.
 */
export function readsOf(expr: Expr): Read[] | undefined {
  const nodes = [...walk(expr)];
  // A gauge may be made for the number it is compared with, or is 1 as every info is.
  const compares = nodes.some(({ node }) => node.kind === 'binary' && COMPARISONS.has(node.op));
  const reads: Read[] = [];
  for (const { node, parents } of nodes) {
    const ranged = node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func) ? node.args[0] : undefined;
    // The points of a written subquery are other points.
    if (ranged && !(ranged.kind === 'selector' && ranged.metric !== undefined)) return undefined;
    if (node.kind !== 'selector' || node.metric === undefined) continue;
    const read = node as Read;
    const parent = parents.at(-1);
    if (parent?.kind === 'call' && COUNTING_FUNCTIONS.has(parent.func)) continue;
    if (isGauge(read) && (compares || /_info$/.test(read.metric))) continue;
    if (!isPlain(read)) return undefined;
    // Computed for every point of a long past it would take too long; and a long past is seldom blind.
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

interface World {
  /** PromQL: seconds since before the queries' first sample, and the same as a part of how far they reach. */
  elapsed: string;
  part: string;
  /** Seconds between the points of a range. */
  step: number;
  /** What tells series apart: of each, those that it takes grow more. */
  selections: readonly (readonly Matcher[])[];
  /** Whether a bucket grows by its edge; else what is slow and what is quick grows apart. */
  byEdge: boolean;
}

function stepOf(range: number): number {
  const { least, most, secondsApart } = POINTS;
  return Math.max(1, Math.floor(Math.min(range / least, Math.max(secondsApart, range / most))));
}

/** How far back a query looks, in seconds. */
function reachOf(expr: Expr): number {
  const seconds = (node: Expr): number =>
    node.kind === 'selector' || node.kind === 'subquery' ? (node.range ?? 0) + (node.offset ?? 0) : 0;
  const reaches = ({ node, parents }: Visit): number =>
    parents.reduce((sum, parent) => sum + seconds(parent), seconds(node));
  return Math.max(0, ...[...walk(expr)].map(reaches));
}

function rewrite(text: string, reads: readonly Read[], world: World): string {
  return [...reads]
    .sort((a, b) => b.from - a.from)
    .reduce((whole, read) => whole.slice(0, read.from) + imagined(read, world) + whole.slice(read.to), text);
}

function imagined(read: Read, world: World): string {
  const { range, at, offset } = read;
  const samples = `(${select(read)} + ${addition(read, world)})`;
  if (range === undefined) return samples;
  const shift = `${at === undefined ? '' : ` @ ${at}`}${offset === undefined ? '' : ` offset ${formatDuration(offset)}`}`;
  return `${samples}[${formatDuration(range)}:${formatDuration(world.step)}]${shift}`;
}

/** PromQL: by how much each series has grown. It began with what is quick; the rest comes later, and tells selections. */
function addition(read: Read, { elapsed, part, selections, byEdge }: World): string {
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

/** What a selection asks for that the read does not ask for itself. */
function narrowerOf({ matchers }: Read, selection: readonly Matcher[]): readonly Matcher[] {
  const known = new Set(matchers.map((matcher) => write([matcher])));
  return selection.filter((matcher) => !known.has(write([matcher])));
}

/** PromQL: 1 for the read's series that matchers take too, 0 for the others; undefined where they take all. */
function membership(read: Read, narrower: readonly Matcher[]): string | undefined {
  return narrower.length === 0 ? undefined : `(${select(read, narrower)} ^ 0 or ${select(read)} * 0)`;
}

function select({ metric, matchers }: Read, narrower: readonly Matcher[] = []): string {
  const all = [...matchers, ...narrower].map((matcher) => `,${write([matcher])}`);
  return `{__name__=${JSON.stringify(metric)}${all.join('')}}`;
}

/** Equal for equal conditions, whatever their order. */
export function write(matchers: readonly Matcher[]): string {
  return matchers
    .map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`)
    .sort()
    .join(',');
}

/** A histogram's series belong together: what one of its buckets counts, its total counts too. */
export function familyOf({ metric }: Read): string {
  return metric.replace(/_(bucket|count|sum)$/, '');
}

function isBucket({ metric }: Read): boolean {
  return metric.endsWith('_bucket');
}

function withoutLe(matchers: readonly Matcher[]): readonly Matcher[] {
  return matchers.filter(({ label }) => label !== 'le');
}

/** The upper edge of the one bucket that is read; undefined for none or several. */
function edgeOf(read: Read): number | undefined {
  const edge = isBucket(read) && read.matchers.find(({ label, op }) => label === 'le' && op === '=');
  if (!edge) return undefined;
  const value = edge.value === '+Inf' ? Infinity : Number(edge.value);
  return Number.isNaN(value) ? undefined : value;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set([...a, ...b]).size === new Set(a).size && new Set(a).size === new Set(b).size;
}

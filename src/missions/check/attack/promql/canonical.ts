import type { Labels } from '../../../../prometheus/types.js';
import { labelFlow } from '../../../../promql/meaning/label-flow.js';
import { resultType } from '../../../../promql/meaning/result-type.js';
import type { Aggregation, Binary, Call, Expr, Selector } from '../../../../promql/syntax/ast.js';
import { COMPARISONS } from '../../../../promql/syntax/functions.js';
import { commonFactor, negated, readAffine, withNumber, writeAffine } from './arithmetic.js';
import { number } from './edit.js';
import { isAlwaysOne, isTrue, isUp, PRESENCE, whereUp } from './known-values.js';
import { print } from './print.js';
import { asOneSelector } from './same-metric.js';

/**
 * One way of writing for queries that mean the same whatever the values are. A mutant that is written like an accepted answer is
 * not wrong.
 */

/** Metric name → the label sets that it has. */
export type Catalogue = ReadonlyMap<string, readonly Labels[]>;

/** What of a part's result counts for the whole. */
export interface Use {
  /** Only which series there are, not their values. */
  presence?: boolean;
  /** One factor in all values makes no difference, as for the buckets of a quantile. */
  scaled?: boolean;
}

export function canonical(expr: Expr, catalogue: Catalogue, use: Use = {}): string {
  return print(normalForm(expr, catalogue, use));
}

export function normalForm(expr: Expr, catalogue: Catalogue, use: Use = {}): Expr {
  return normal(expr, catalogue, use);
}

function normal(expr: Expr, catalogue: Catalogue, use: Use): Expr {
  const written = normalNode(expr, catalogue, use);
  if (!use.presence && !use.scaled) return written;
  const { inner, factor, shift } = readAffine(written);
  return use.presence || (factor > 0 && shift === 0) ? inner : written;
}

function normalNode(expr: Expr, catalogue: Catalogue, use: Use): Expr {
  switch (expr.kind) {
    case 'selector':
      return normalSelector(expr);
    case 'call':
      return normalCall(expr, catalogue, use);
    case 'aggregation':
      return normalAggregation(expr, catalogue, use);
    case 'binary':
      return normalBinary(expr, catalogue, use);
    case 'unary': {
      const inner = normal(expr.expr, catalogue, use);
      return expr.op === '+' ? inner : negated(inner);
    }
    case 'subquery':
      return { ...expr, expr: normal(expr.expr, catalogue, {}) };
    default:
      return expr;
  }
}

function normalSelector(selector: Selector): Selector {
  const matchers = selector.matchers
    // Every series has a name.
    .filter(({ label, value }) => label !== '__name__' || !/^\.[*+]$/.test(value))
    .map((matcher) => {
      const plain = !/[.*+?^${}()|[\]\\]/.test(matcher.value);
      const op = plain ? ({ '=~': '=', '!~': '!=', '=': '=', '!=': '!=' } as const)[matcher.op] : matcher.op;
      return { ...matcher, op };
    })
    .sort((a, b) => order(`${a.label}${a.op}${a.value}`, `${b.label}${b.op}${b.value}`));
  return { ...selector, matchers };
}

/** Functions that read the last samples of a window, however long it is. */
const LAST_SAMPLES = new Set(['irate', 'idelta', 'last_over_time']);

function normalCall(call: Call, catalogue: Catalogue, use: Use): Expr {
  const { func } = call;
  const inner: Use = PRESENCE.has(func) ? { presence: true } : {};
  const args = call.args.map((arg, i) =>
    normal(arg, catalogue, func === 'histogram_quantile' && i === 1 ? { scaled: true } : inner),
  );
  const [first] = args;
  if (first && /^(?:avg|min|max|last)_over_time$/.test(func) && isAlwaysOne(call)) {
    return { ...call, func: 'present_over_time', args };
  }
  if (first && ['sort', 'sort_desc'].includes(func)) return normal(call.args[0]!, catalogue, use);
  if (first?.kind === 'selector' && LAST_SAMPLES.has(func)) {
    // last_over_time() also finds series that have ended, so there the length counts.
    const range = func === 'last_over_time' ? Math.max(300, first.range ?? 0) : 300;
    const last = { ...first, range };
    return { ...call, func: use.presence && func !== 'last_over_time' ? 'rate' : func, args: [last] };
  }
  if (func === 'increase' && first?.kind === 'selector' && first.range) {
    return writeAffine({ inner: { ...call, func: 'rate', args }, factor: first.range, shift: 0 });
  }
  if (use.presence && ['delta', 'deriv'].includes(func)) return { ...call, func: 'rate', args };
  if (use.presence && /^(?:avg|sum|min|max|count|stddev|stdvar|present|last)_over_time$/.test(func)) {
    return { ...call, func: 'present_over_time', args };
  }
  return { ...call, args };
}

/** Of one series, each of them gives its value. */
const OF_ONE = new Set(['sum', 'avg', 'max', 'min']);

/** A factor of all values is a factor of the result. */
function normalAggregation(node: Aggregation, catalogue: Catalogue, use: Use): Expr {
  const below = normal(node.expr, catalogue, useBelow(node, use));
  const { inner, factor, shift } = readAffine(below);
  const pulls =
    ['sum', 'avg'].includes(node.op) || (factor > 0 && ['max', 'min', 'topk', 'bottomk'].includes(node.op));
  if (factor === 1 || shift !== 0 || !pulls) return normalGroups(node, below, catalogue, use);
  return withNumber({ op: '*' }, normalGroups(node, inner, catalogue, use), number(factor))!;
}

function useBelow(node: Aggregation, use: Use): Use {
  const picks = ['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(node.op);
  const op = opOf(node);
  const presence = ['count', 'group'].includes(op) || (use.presence === true && !picks);
  const scaled = use.scaled === true && ['sum', 'avg'].includes(op);
  return { ...(presence && { presence }), ...(scaled && { scaled }) };
}

/** @param expr what is aggregated, in its normal form */
function normalGroups(node: Aggregation, expr: Expr, catalogue: Catalogue, use: Use): Expr {
  let op = opOf(node);
  if (node.grouping?.mode === 'without' && node.grouping.labels.length === 0 && expr.kind !== 'selector') {
    // Each series is a group of its own.
    if (OF_ONE.has(op) || isAlwaysOne(node.expr)) return expr;
  }
  let { expr: below } = node;
  const kept = keptLabels(node, labelFlow(below, catalogue).possible);
  if (OF_ONE.has(op) && expr.kind === 'aggregation' && expr.op === op && kept && isSubset(kept, expr)) {
    // A sum of sums in finer groups is the sum.
    expr = expr.expr;
    if (below.kind === 'aggregation') below = below.expr;
  }
  if (op === 'sum' && kept) expr = withoutInnerSum(expr, kept);
  const single = kept !== undefined && keepsAll(kept, below, catalogue);
  // Each series is a group of its own, and keeps its labels.
  if (OF_ONE.has(op) && single && below.kind !== 'selector' && isWithin(below, kept, catalogue)) return expr;
  if (OF_ONE.has(op) && single) op = 'max';
  if (op === 'count' && single) op = 'group';
  if (op === 'sum' && expr.kind === 'aggregation' && kept && isSubset(kept, expr)) {
    // A sum of counts is a count. A group counts as one, and so does a series.
    const inner = below.kind === 'aggregation' ? below : undefined;
    const innerKept = inner && keptLabels(inner, labelFlow(inner.expr, catalogue).possible);
    const ofOne = inner && innerKept && keepsAll(innerKept, inner.expr, catalogue);
    if (expr.op === 'count' || (expr.op === 'group' && ofOne)) [op, expr] = ['count', expr.expr];
    else if (expr.op === 'group') op = 'count';
  }
  if (use.scaled && op === 'avg') op = 'sum';
  if (use.presence && (OF_ONE.has(op) || op === 'count')) op = 'group';
  const grouping = kept ? { mode: 'by' as const, labels: kept } : node.grouping;
  const { grouping: _, ...rest } = node;
  const param = node.param && normal(node.param, catalogue, {});
  return { ...rest, op, expr, ...(param && { param }), ...(grouping && { grouping }) };
}

/** Adding up what is always 1 is counting, and its average is 1. */
function opOf({ op, expr }: Aggregation): string {
  if (!OF_ONE.has(op) || !isAlwaysOne(expr)) return op;
  return op === 'sum' ? 'count' : 'group';
}

/**
 * In `sum by (version) (sum by (instance) (x) * on (instance) group_left (version) y)`, the inner sum changes nothing:
 * y is the same for all that it adds up.
 */
function withoutInnerSum(expr: Expr, kept: readonly string[]): Expr {
  if (expr.kind !== 'binary' || !['*', '/'].includes(expr.op)) return expr;
  const { left, matching } = expr;
  if (matching?.mode !== 'on' || matching.group?.side !== 'left') return expr;
  if (left.kind !== 'aggregation' || left.op !== 'sum') return expr;
  const { include } = matching.group;
  const needed = [...matching.labels, ...kept.filter((label) => !include.includes(label))];
  return isSubset(needed, left) ? { ...expr, left: left.expr } : expr;
}

function isWithin(expr: Expr, kept: readonly string[], catalogue: Catalogue): boolean {
  const { possible } = labelFlow(expr, catalogue);
  return possible !== undefined && [...possible].every((label) => kept.includes(label));
}

/** The labels that a group's series share, sorted; undefined if nobody can tell. */
function keptLabels(
  { grouping }: Aggregation,
  possible: ReadonlySet<string> | undefined,
): string[] | undefined {
  if (grouping?.mode === 'without') {
    return possible && [...possible].filter((label) => !grouping.labels.includes(label)).sort();
  }
  const labels = [...new Set(grouping?.labels ?? [])];
  return labels.filter((label) => label === '__name__' || (possible?.has(label) ?? true)).sort();
}

/** True if each group holds one series: no label that tells them apart is dropped. */
function keepsAll(kept: readonly string[], expr: Expr, catalogue: Catalogue): boolean {
  const { possible } = labelFlow(expr, catalogue);
  return (
    possible !== undefined &&
    [...possible].every((label) => kept.includes(label) || isConstantJob(label, catalogue))
  );
}

/** True for a label, such as a region, of which every instance has one value on all of its series. */
export function isOfInstance(label: string, catalogue: Catalogue): boolean {
  const values = new Map<string, Set<string>>();
  for (const labels of [...catalogue.values()].flat()) {
    const { instance, [label]: value } = labels;
    if (instance === undefined || value === undefined) continue;
    values.set(instance, (values.get(instance) ?? new Set()).add(value));
  }
  return values.size > 1 && [...values.values()].every((own) => own.size === 1);
}

/** True for `job` where all metrics come from one: it tells no series apart. */
export function isConstantJob(label: string, catalogue: Catalogue): boolean {
  return label === 'job' && new Set([...catalogue.values()].flat().map(({ job }) => job)).size === 1;
}

function isSubset(labels: readonly string[], { grouping }: Aggregation): boolean {
  return grouping?.mode === 'by'
    ? labels.every((label) => grouping.labels.includes(label))
    : labels.length === 0;
}

function normalBinary(node: Binary, catalogue: Catalogue, use: Use): Expr {
  const { op } = node;
  const sets = op === 'and' || op === 'unless';
  const compares = COMPARISONS.has(op);
  // Which series a comparison lets through depends on values.
  const own: Use = compares ? {} : use;
  const left = normal(node.left, catalogue, own);
  let right = normal(node.right, catalogue, sets ? { presence: true } : own);
  const [leftIsNumber, rightIsNumber] = [node.left, node.right].map((side) => resultType(side) === 'scalar');
  if (use.presence && !compares && !sets && op !== 'or') {
    if (rightIsNumber && !leftIsNumber) return left;
    if (leftIsNumber && !rightIsNumber) return right;
  }
  if (compares && node.right.kind === 'number') {
    if (isUp(node.left) && !node.bool) return whereUp(node, left, node.right.value);
    if (isAlwaysOne(node.left) && isTrue(1, op, node.right.value)) return left;
  }
  if (!node.matching && left.kind === 'selector' && right.kind === 'selector') {
    const one = asOneSelector(op, left, right);
    if (one) return normalSelector(one);
    if (op === 'or' && left.metric === right.metric && order(print(left), print(right)) > 0) {
      return { ...node, left: right, right: left };
    }
  }
  const summed = withNumber(node, left, right);
  if (summed) return summed;
  const matching = normalMatching(node, catalogue);
  if (sets && matching?.mode === 'on') right = withoutGrouping(right, matching.labels);
  const { matching: _, ...bare } = node;
  const rest = { ...bare, ...(matching && { matching }) };
  const [a, b] = [readAffine(left), readAffine(right)];
  const factor = commonFactor(node, a, b);
  if (factor !== undefined) return combined(rest, a.inner, b.inner, factor);
  return { ...rest, left, right };
}

/** Two vectors, added or multiplied in one order. */
function combined(node: Binary, left: Expr, right: Expr, factor: number): Expr {
  const turns = node.op !== '/' && !node.matching?.group && order(print(left), print(right)) > 0;
  const inner = turns ? { ...node, left: right, right: left } : { ...node, left, right };
  return writeAffine({ inner, factor: turns && node.op === '-' ? -factor : factor, shift: 0 });
}

/** On the right of `and on (a)`, it only matters which values of `a` there are: not how the series were grouped. */
function withoutGrouping(expr: Expr, labels: readonly string[]): Expr {
  return expr.kind === 'aggregation' && expr.op === 'group' && isSubset(labels, expr)
    ? withoutGrouping(expr.expr, labels)
    : expr;
}

/** Which labels pair the two sides, written in one way; undefined where all that either has do. */
function normalMatching({ matching, left, right }: Binary, catalogue: Catalogue): Binary['matching'] {
  if (!matching) return undefined;
  const sides = [labelFlow(left, catalogue).possible, labelFlow(right, catalogue).possible];
  const [a, b] = sides;
  const labels = [...new Set(matching.labels)].sort();
  if (!a || !b) return { ...matching, labels };
  const all = [...new Set([...a, ...b])];
  const paired = all.filter((label) => labels.includes(label) === (matching.mode === 'on')).sort();
  if (paired.length === all.length && !matching.group) return undefined;
  return { ...matching, mode: 'on', labels: paired };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

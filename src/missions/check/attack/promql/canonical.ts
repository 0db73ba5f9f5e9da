import type { Labels } from '../../../../prometheus/types.js';
import { labelFlow } from '../../../../promql/meaning/label-flow.js';
import { resultType } from '../../../../promql/meaning/result-type.js';
import type { Aggregation, Binary, Call, Expr, Selector } from '../../../../promql/syntax/ast.js';
import { COMPARISONS } from '../../../../promql/syntax/functions.js';
import { print } from './print.js';

/**
 * One way of writing for queries that mean the same whatever the values are. A mutant that is written like an accepted answer is
 * not wrong.
 */

/** Metric name → the label sets that it has. */
export type Catalogue = ReadonlyMap<string, readonly Labels[]>;

/** What of a part's result counts for the whole. */
interface Use {
  /** Only which series there are, not their values. */
  presence?: boolean;
  /** One factor in all values makes no difference, as for the buckets of a quantile. */
  scaled?: boolean;
}

export function canonical(expr: Expr, catalogue: Catalogue): string {
  return print(normal(expr, catalogue, {}));
}

function normal(expr: Expr, catalogue: Catalogue, use: Use): Expr {
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
      return expr.op === '+' || use.presence ? inner : { ...expr, expr: inner };
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
const PRESENCE = new Set(['absent', 'absent_over_time', 'present_over_time']);

function normalCall(call: Call, catalogue: Catalogue, use: Use): Expr {
  const { func } = call;
  const inner: Use = PRESENCE.has(func) ? { presence: true } : {};
  const args = call.args.map((arg, i) =>
    normal(arg, catalogue, func === 'histogram_quantile' && i === 1 ? { scaled: true } : inner),
  );
  const [first] = args;
  if (first && ['sort', 'sort_desc'].includes(func)) return normal(call.args[0]!, catalogue, use);
  if (first?.kind === 'selector' && LAST_SAMPLES.has(func)) {
    const [last] = [{ ...first, range: 300 }];
    return { ...call, func: use.presence && func !== 'last_over_time' ? 'rate' : func, args: [last] };
  }
  if (func === 'increase' && (use.scaled || use.presence)) return { ...call, func: 'rate', args };
  if (use.presence && ['delta', 'deriv'].includes(func)) return { ...call, func: 'rate', args };
  if (use.presence && /^(?:avg|sum|min|max|count|stddev|stdvar|present|last)_over_time$/.test(func)) {
    return { ...call, func: 'present_over_time', args };
  }
  return { ...call, args };
}

/** Of one series, each of them gives its value. */
const OF_ONE = new Set(['sum', 'avg', 'max', 'min']);

function normalAggregation(node: Aggregation, catalogue: Catalogue, use: Use): Expr {
  const picks = ['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(node.op);
  const presence = ['count', 'group'].includes(node.op) || (use.presence === true && !picks);
  const scaled = use.scaled === true && ['sum', 'avg'].includes(node.op);
  let expr = normal(node.expr, catalogue, { ...(presence && { presence }), ...(scaled && { scaled }) });
  let { op, expr: below } = node;
  const kept = keptLabels(node, labelFlow(below, catalogue).possible);
  if (OF_ONE.has(op) && expr.kind === 'aggregation' && expr.op === op && kept && isSubset(kept, expr)) {
    // A sum of sums in finer groups is the sum.
    expr = expr.expr;
    if (below.kind === 'aggregation') below = below.expr;
  }
  const single = kept !== undefined && keepsAll(kept, below, catalogue);
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

/** True for `job` where all metrics come from one: it tells no series apart. */
export function isConstantJob(label: string, catalogue: Catalogue): boolean {
  return label === 'job' && new Set([...catalogue.values()].flat().map(({ job }) => job)).size === 1;
}

function isSubset(labels: readonly string[], { grouping }: Aggregation): boolean {
  return grouping?.mode === 'by'
    ? labels.every((label) => grouping.labels.includes(label))
    : labels.length === 0;
}

const MIRRORED: Readonly<Record<string, string>> = { '>': '<', '>=': '<=' };

function normalBinary(node: Binary, catalogue: Catalogue, use: Use): Expr {
  const { op } = node;
  const sets = op === 'and' || op === 'unless';
  const compares = COMPARISONS.has(op);
  // Which series a comparison lets through depends on values.
  const own: Use = compares ? {} : use;
  const [left, right] = [
    normal(node.left, catalogue, own),
    normal(node.right, catalogue, sets ? { presence: true } : own),
  ];
  const [leftIsNumber, rightIsNumber] = [node.left, node.right].map((side) => resultType(side) === 'scalar');
  const multiplies = op === '*' || op === '/';
  if (use.presence && !compares && !sets && op !== 'or') {
    if (rightIsNumber && !leftIsNumber) return left;
    if (leftIsNumber && !rightIsNumber) return right;
  }
  if (use.scaled && multiplies && node.right.kind === 'number' && node.right.value > 0) return left;
  if (isNeutral(node)) return left;
  const matching = normalMatching(node, catalogue);
  const { matching: _, ...bare } = node;
  const rest = { ...bare, ...(matching && { matching }) };
  const swapped = { ...rest, op: MIRRORED[op] ?? op, left: right, right: left };
  if (op in MIRRORED && node.right.kind === 'number' && !leftIsNumber && !node.bool) {
    return { ...rest, left, right };
  }
  if ((op === '+' || op === '*') && !matching?.group && order(print(left), print(right)) > 0) return swapped;
  return { ...rest, left, right };
}

/** x * 1, x / 1, x + 0 and x - 0. */
function isNeutral({ op, left, right }: Binary): boolean {
  if (right.kind !== 'number' || left.kind === 'selector') return false;
  return (right.value === 1 && '*/'.includes(op)) || (right.value === 0 && '+-'.includes(op));
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

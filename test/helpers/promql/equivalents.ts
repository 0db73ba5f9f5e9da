import { aggregation, binary, call, edits, number } from '../../../src/missions/check/attack/promql/edit.js';
import { print } from '../../../src/missions/check/attack/promql/print.js';
import type { Labels } from '../../../src/prometheus/types.js';
import { labelFlow, matchesValue } from '../../../src/promql/meaning/label-flow.js';
import { resultType } from '../../../src/promql/meaning/result-type.js';
import type { Aggregation, Expr, Matcher, Selector, Visit } from '../../../src/promql/syntax/ast.js';

/** Metric name → the label sets that it has. */
export type Catalogue = ReadonlyMap<string, readonly Labels[]>;

/**
 * Queries that mean what another means, whatever the values are, made by rules of algebra: each differs from it in
 * one place. Only what must know which labels there are looks at the catalogue.
 */
export function equivalents(expr: Expr, catalogue: Catalogue, { metricName = false } = {}): string[] {
  const rules: readonly ((visit: Visit) => Iterable<Expr>)[] = [
    ({ node }) => reorderedMatchers(node),
    otherwiseWrittenMatchers,
    ({ node }) => swappedOperands(node),
    ({ node }) => scaledRates(node),
    ({ node }) => groupingsTurned(node, catalogue),
    ({ node }) => twoStages(node, catalogue),
    (visit) => splitSums(visit, catalogue),
    ({ node }) => averagesTaken(node),
    ({ node }) => scaledBuckets(node),
    ...(metricName ? [] : [neutralElements]),
    sameSeries,
  ];
  const original = print(expr);
  const trees = rules.flatMap((rule) => [...edits(expr, rule)]);
  const texts = [
    `(${original})`,
    `((${original}))`,
    `\n  ${original} # as asked\n`,
    ...trees.map(print),
    ...trees.map((tree) => `(${print(tree)})`).slice(0, 5),
  ];
  return [...new Set(texts)].filter((text) => text !== original);
}

function* reorderedMatchers(node: Expr): Generator<Expr> {
  if (node.kind === 'selector' && node.matchers.length > 1) {
    yield { ...node, matchers: node.matchers.toReversed() };
  }
  if (node.kind === 'aggregation' && node.grouping && node.grouping.labels.length > 1) {
    yield { ...node, grouping: { ...node.grouping, labels: node.grouping.labels.toReversed() } };
  }
}

/** The name as a matcher, a value as a regular expression that only it matches. */
function* otherwiseWrittenMatchers({ node, parents }: Visit): Generator<Expr> {
  if (node.kind !== 'selector' || isParticular(parents.at(-1))) return;
  const { metric, ...rest } = node;
  const at = { from: 0, to: 0 };
  if (metric !== undefined) {
    yield { ...rest, matchers: [{ label: '__name__', op: '=', value: metric, ...at }, ...node.matchers] };
  }
  for (const [i, matcher] of node.matchers.entries()) {
    const regex: Matcher = {
      ...matcher,
      op: matcher.op === '=' ? '=~' : '!~',
      value: quoteRegex(matcher.value),
    };
    if (matcher.op === '=' || matcher.op === '!=') yield { ...node, matchers: node.matchers.with(i, regex) };
    yield { ...node, matchers: [...node.matchers, matcher] };
  }
  yield { ...node, matchers: [...node.matchers, { label: 'no_such_label', op: '=', value: '', ...at }] };
}

const MIRRORED: Readonly<Record<string, string>> = {
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
  '==': '==',
  '!=': '!=',
};

function* swappedOperands(node: Expr): Generator<Expr> {
  if (node.kind !== 'binary') return;
  const scalars = [node.left, node.right].filter((side) => resultType(side) === 'scalar').length;
  if (node.op === '+' || node.op === '*') {
    const group = node.matching?.group;
    const matching = node.matching && {
      ...node.matching,
      ...(group && {
        group: { ...group, side: group.side === 'left' ? ('right' as const) : ('left' as const) },
      }),
    };
    yield binary(node.right, node.op, node.left, { ...(matching && { matching }) });
  } else if (node.op in MIRRORED && scalars === 1) {
    yield binary(node.right, MIRRORED[node.op]!, node.left, { bool: node.bool });
  } else if (node.op === '/' && !node.matching) {
    yield binary(node.left, '*', binary(number(1), '/', node.right));
  } else if (node.op === '-' && !node.matching) {
    yield binary(node.left, '+', { kind: 'unary', op: '-', expr: node.right, from: 0, to: 0 });
  }
}

/** rate() is increase() divided by the seconds of its window. */
function* scaledRates(node: Expr): Generator<Expr> {
  const [arg] = node.kind === 'call' ? node.args : [];
  if (node.kind !== 'call' || arg?.kind !== 'selector' || arg.range === undefined) return;
  if (node.func === 'rate') yield binary(call('increase', arg), '/', number(arg.range));
  if (node.func === 'increase') yield binary(number(arg.range), '*', call('rate', arg));
}

/** by (…) as without (…) and the other way round, with the labels that are there. */
function* groupingsTurned(node: Expr, catalogue: Catalogue): Generator<Expr> {
  if (node.kind !== 'aggregation' || node.op === 'count_values') return;
  const { possible } = labelFlow(node.expr, catalogue);
  if (!possible) return;
  const named = node.grouping?.labels ?? [];
  const others = [...possible].filter((label) => !named.includes(label));
  const mode = node.grouping?.mode === 'without' ? 'by' : 'without';
  // without () keeps all labels, as by () drops them.
  yield { ...node, grouping: { mode, labels: others } };
}

/** Sums of sums, and the largest of the largest, over one label more. */
function* twoStages(node: Expr, catalogue: Catalogue): Generator<Expr> {
  if (node.kind !== 'aggregation' || !['sum', 'max', 'min'].includes(node.op)) return;
  if (node.grouping?.mode === 'without') return;
  const kept = node.grouping?.labels ?? [];
  const others = [...(labelFlow(node.expr, catalogue).possible ?? [])].filter(
    (label) => !kept.includes(label),
  );
  for (const label of others.slice(0, 3)) {
    yield { ...node, expr: aggregation(node.op, node.expr, { mode: 'by', labels: [...kept, label] }) };
  }
}

/** A sum as the sum over some series plus the sum over the others, if every group has both. */
function* splitSums({ node, parents }: Visit, catalogue: Catalogue): Generator<Expr> {
  if (node.kind !== 'aggregation' || node.op !== 'sum' || node.grouping?.mode === 'without') return;
  // At some moments of a long past a part may be missing, and then it takes the other one with it.
  if (parents.some(({ kind }) => kind === 'subquery')) return;
  const selector = onlySelector(node.expr);
  if (!selector) return;
  const sets = (catalogue.get(selector.metric ?? '') ?? []).filter((labels) =>
    selector.matchers.every((matcher) => matchesValue(matcher, labels[matcher.label] ?? '')),
  );
  const groupOf = (labels: Labels): string =>
    JSON.stringify((node.grouping?.labels ?? []).map((name) => labels[name] ?? ''));
  const groups = new Set(sets.map(groupOf)).size;
  const pairs = new Set(sets.flatMap((labels) => Object.entries(labels).map((pair) => JSON.stringify(pair))));
  let found = 0;
  for (const pair of pairs) {
    const [label, value] = JSON.parse(pair) as [string, string];
    const inside = new Set(sets.filter((labels) => labels[label] === value).map(groupOf)).size;
    const outside = new Set(sets.filter((labels) => labels[label] !== value).map(groupOf)).size;
    if (label === '__name__' || inside < groups || outside < groups) continue;
    const part = (op: '=' | '!='): Expr => withMatcher(node, selector, { label, op, value, from: 0, to: 0 });
    yield binary(part('='), '+', part('!='));
    if (++found === 3) return;
  }
}

/** The selector of `selector`, `rate(selector)` and the like. */
function onlySelector(expr: Expr): Selector | undefined {
  if (expr.kind === 'selector') return expr;
  const [arg] = expr.kind === 'call' && ['rate', 'increase', 'irate'].includes(expr.func) ? expr.args : [];
  return arg?.kind === 'selector' ? arg : undefined;
}

function withMatcher(node: Aggregation, selector: Selector, matcher: Matcher): Expr {
  const narrowed = { ...selector, matchers: [...selector.matchers, matcher] };
  return { ...node, expr: node.expr.kind === 'call' ? { ...node.expr, args: [narrowed] } : narrowed };
}

function* averagesTaken(node: Expr): Generator<Expr> {
  if (node.kind !== 'aggregation' || node.op !== 'avg') return;
  yield binary(
    aggregation('sum', node.expr, node.grouping),
    '/',
    aggregation('count', node.expr, node.grouping),
  );
}

/** A quantile does not depend on how many there were in all. */
function* scaledBuckets(node: Expr): Generator<Expr> {
  if (node.kind !== 'call' || node.func !== 'histogram_quantile') return;
  const [phi, buckets] = node.args;
  if (phi && buckets) yield call(node.func, phi, binary(buckets, '*', number(7)));
}

/**
 * What reads more of its argument than values and labels: absent() makes labels of the matchers as they are written.
 */
function isParticular(parent: Expr | undefined): boolean {
  return parent?.kind === 'call' && ['absent', 'absent_over_time', 'timestamp'].includes(parent.func);
}

function* neutralElements({ node, parents }: Visit): Generator<Expr> {
  if (resultType(node) !== 'vector' || (node.kind === 'selector' && node.metric === undefined)) return;
  if (isParticular(parents.at(-1))) return;
  yield binary(node, '*', number(1));
  yield binary(number(1), '*', node);
  yield binary(node, '/', number(1));
  yield binary(node, '-', number(0));
  yield binary(node, '+', number(0));
  yield {
    kind: 'unary',
    op: '-',
    expr: { kind: 'unary', op: '-', expr: node, from: 0, to: 0 },
    from: 0,
    to: 0,
  };
}

function* sameSeries({ node, parents }: Visit): Generator<Expr> {
  if (resultType(node) !== 'vector' || isParticular(parents.at(-1))) return;
  yield binary(node, 'and', node);
  yield binary(node, 'or', node);
}

function quoteRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

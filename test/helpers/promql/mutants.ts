import { binary, call, edits, number } from '../../../src/missions/check/attack/promql/edit.js';
import { operand, print } from '../../../src/missions/check/attack/promql/print.js';
import { labelFlow } from '../../../src/promql/meaning/label-flow.js';
import { resultType } from '../../../src/promql/meaning/result-type.js';
import type { Aggregation, Call, Expr, Selector, Visit } from '../../../src/promql/syntax/ast.js';
import type { Catalogue } from './equivalents.js';
import { compares, isQuantile, isValueBlind } from './value-blind.js';

/** A query with one mistake in it. */
export interface Mutant {
  text: string;
  /**
   * Returns nothing if the mistake makes no difference to these series, whatever their values: the same series are
   * selected, or every group holds one series only. Then it isn't a mistake.
   */
  witness?: string;
}

type Change = (visit: Visit, catalogue: Catalogue) => Iterable<Expr | { expr: Expr; witness: string }>;

/** Learners' mistakes, applied wherever possible: each mutant has one mistake. */
export function mutants(expr: Expr, catalogue: Catalogue): Mutant[] {
  const original = print(expr);
  const found = new Map<string, Mutant>();
  for (const change of CHANGES) {
    // A witness belongs to one change, so changes are made one by one.
    let witness: string | undefined;
    const trees = edits(expr, function* (visit) {
      for (const result of change(visit, catalogue)) {
        witness = 'witness' in result ? result.witness : undefined;
        yield 'witness' in result ? result.expr : result;
      }
    });
    for (const tree of trees) {
      const text = print(tree);
      if (text !== original && !found.has(text)) {
        found.set(text, { text, ...(witness !== undefined && { witness }) });
      }
    }
  }
  return [...found.values()];
}

const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  rate: ['increase', 'irate', 'delta', 'changes', 'deriv'],
  increase: ['rate', 'irate', 'delta', 'changes', 'count_over_time'],
  irate: ['rate', 'idelta'],
  delta: ['deriv', 'idelta', 'changes'],
  deriv: ['delta', 'idelta'],
  avg_over_time: ['max_over_time', 'min_over_time', 'sum_over_time', 'last_over_time'],
  max_over_time: ['min_over_time', 'avg_over_time', 'sum_over_time'],
  min_over_time: ['max_over_time', 'avg_over_time', 'sum_over_time'],
  sum_over_time: ['avg_over_time', 'count_over_time'],
  changes: ['resets', 'count_over_time'],
  resets: ['count_over_time'],
};

const AGGREGATIONS: Readonly<Record<string, readonly string[]>> = {
  sum: ['avg', 'max', 'min', 'count'],
  avg: ['sum', 'max', 'min', 'count'],
  max: ['min', 'sum', 'avg', 'count'],
  min: ['max', 'sum', 'avg', 'count'],
  topk: ['bottomk'],
  bottomk: ['topk'],
};

/** Equivalent if each group has one series: then all of them return its value. */
const OF_ONE_ALIKE = new Set(['sum', 'avg', 'max', 'min']);

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '+': ['-', '*'],
  '-': ['+', '*'],
  '*': ['/', '+'],
  '/': ['*', '-'],
  '>': ['<'],
  '<': ['>'],
  '>=': ['<'],
  '<=': ['>'],
  '==': ['!='],
  '!=': ['=='],
  and: ['unless'],
  unless: ['and'],
};

const CHANGES: readonly Change[] = [
  wrongFunction,
  wrongWindow,
  wrongQuantile,
  wrongLimit,
  wrongAggregation,
  wrongGrouping,
  wrongOperator,
  wrongMatcher,
  wrongOffset,
  leftOut,
  wrongUnit,
];

function* wrongFunction({ node, parents }: Visit): Generator<Expr> {
  if (node.kind !== 'call' || isValueBlind(node, parents)) return;
  for (const func of FUNCTIONS[node.func] ?? []) {
    // A quantile does not depend on a factor that all buckets share, so rate for increase is not a mistake here.
    const scaled = ['rate', 'increase'].includes(func) && ['rate', 'increase'].includes(node.func);
    if (!(scaled && parents.some(isQuantile))) yield { ...node, func };
  }
}

function* wrongWindow({ node, parents }: Visit): Generator<ReturnType<typeof withWitness>> {
  if (node.kind !== 'selector' || node.range === undefined || isValueBlind(node, parents)) return;
  // These look at the last samples only, however long the window is.
  const parent = parents.at(-1);
  if (parent?.kind === 'call' && ['irate', 'idelta', 'last_over_time'].includes(parent.func)) return;
  for (const factor of [2, 5, 0.5]) {
    const other = { ...node, range: node.range * factor };
    // If there are no older samples, a longer window reads the same ones.
    yield withWitness(other, `count_over_time(${print(node)}) != count_over_time(${print(other)})`);
  }
}

function* wrongQuantile({ node, parents }: Visit): Generator<Expr> {
  if (isValueBlind(node, parents)) return;
  const [phi] = node.kind === 'call' && isQuantile(node) ? node.args : [];
  if (phi?.kind !== 'number') return;
  const others = [0.5, 0.9, 0.99, phi.value * 100].filter((value) => value !== phi.value);
  for (const value of others) {
    yield { ...(node as Call), args: [number(value), ...(node as Call).args.slice(1)] };
  }
}

function* wrongLimit({ node }: Visit): Generator<ReturnType<typeof withWitness>> {
  if (node.kind !== 'aggregation' || !/^(?:topk|bottomk)$/.test(node.op) || node.param?.kind !== 'number') {
    return;
  }
  const k = node.param.value;
  for (const other of [k + 1, k - 1].filter((value) => value > 0)) {
    // Of fewer series than are asked for, all stay.
    const witness = `${groupSize(node)} > ${Math.min(k, other)}`;
    yield withWitness({ ...node, param: number(other) }, witness);
  }
}

function* wrongAggregation({ node, parents }: Visit): Generator<ReturnType<typeof withWitness> | Expr> {
  if (node.kind !== 'aggregation' || isValueBlind(node, parents)) return;
  for (const op of AGGREGATIONS[node.op] ?? []) {
    const mutant = { ...node, op };
    // All buckets of a histogram come from as many series, so that sum and avg differ by one factor.
    const scaled = ['sum', 'avg'].includes(op) && ['sum', 'avg'].includes(node.op);
    if (scaled && parents.some(isQuantile)) continue;
    if (OF_ONE_ALIKE.has(op) && OF_ONE_ALIKE.has(node.op)) {
      yield withWitness(mutant, `${groupSize(node)} > 1`);
    } else {
      yield mutant;
    }
  }
}

function* wrongGrouping({ node, parents }: Visit, catalogue: Catalogue): Generator<Expr> {
  if (node.kind !== 'aggregation' || /^(?:topk|bottomk)$/.test(node.op)) return;
  // Whatever is summed up once more may be summed up in any groups.
  if (parents.some((parent) => parent.kind === 'aggregation') || isValueBlind(node, parents)) return;
  const { possible } = labelFlow(node.expr, catalogue);
  if (!possible || node.grouping?.mode === 'without') return;
  const labels = node.grouping?.labels ?? [];
  for (const label of labels.filter((name) => possible.has(name))) {
    yield { ...node, grouping: { mode: 'by', labels: labels.filter((name) => name !== label) } };
  }
  const others = [...possible].filter((label) => !labels.includes(label));
  for (const label of others.slice(0, 3)) {
    yield { ...node, grouping: { mode: 'by', labels: [...labels, label] } };
  }
  if (labels.length > 0 && others.length > 0) yield { ...node, grouping: { mode: 'without', labels } };
}

function* wrongOperator({ node, parents }: Visit): Generator<ReturnType<typeof withWitness> | Expr> {
  if (node.kind !== 'binary') return;
  const arithmetic = /^[-+*/]$/.test(node.op);
  if (isValueBlind(node, parents) && arithmetic) return;
  // What is neither added to nor taken from, or is multiplied by one, may be divided by it too.
  const neutral = [node.left, node.right].some(
    (side) => side.kind === 'number' && (side.value === 0 || side.value === 1),
  );
  if (neutral && arithmetic) return;
  for (const op of OPERATORS[node.op] ?? []) {
    // A metric that is always 1, such as an info metric, can be a factor or a divisor.
    const neutralMetric =
      [node.op, op].every((one) => /^[*/]$/.test(one)) && resultType(node.right) === 'vector';
    if (neutralMetric) yield withWitness({ ...node, op }, `${operand(node.right)} != 1`);
    else yield { ...node, op };
  }
  if (node.op === '/' || node.op === '-') {
    const { matching, ...rest } = node;
    if (!matching?.group) {
      yield { ...rest, left: node.right, right: node.left, ...(matching && { matching }) };
    }
  }
}

function* wrongMatcher(
  { node, parents }: Visit,
  catalogue: Catalogue,
): Generator<ReturnType<typeof withWitness>> {
  if (node.kind !== 'selector') return;
  // What is compared, and then only lets others through, may be anything beyond the threshold.
  if (isValueBlind(node, parents) && parents.some(compares)) return;
  const { range: _, ...bare } = node;
  const [parent] = parents.slice(-1);
  const summed = parents.some((outer) => outer.kind === 'aggregation' && outer.op === 'sum');
  const changed = (matchers: Selector['matchers']): ReturnType<typeof withWitness> => {
    const mutant = { ...node, matchers };
    if (summed && parent?.kind === 'call' && ['rate', 'increase', 'irate'].includes(parent.func)) {
      // Series that did not grow add nothing to a sum.
      const [was, is] = [print(call(parent.func, node)), print(call(parent.func, mutant))];
      return withWitness(mutant, `((${was} unless ${is}) or (${is} unless ${was})) != 0`);
    }
    const [was, is] = [print(bare), print({ ...bare, matchers })];
    return withWitness(mutant, `(${was} unless ${is}) or (${is} unless ${was})`);
  };
  for (const [i, matcher] of node.matchers.entries()) {
    if (node.metric !== undefined) yield changed(node.matchers.toSpliced(i, 1));
    yield changed(node.matchers.with(i, { ...matcher, op: NEGATED[matcher.op] }));
    const values = new Set(
      (catalogue.get(node.metric ?? '') ?? []).map((labels) => labels[matcher.label] ?? ''),
    );
    values.delete(matcher.value);
    const others = matcher.op === '=' ? [...values].slice(0, 2) : [];
    for (const value of others) yield changed(node.matchers.with(i, { ...matcher, value }));
  }
}

const NEGATED = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const;

function* wrongOffset({ node, parents }: Visit): Generator<ReturnType<typeof withWitness> | Expr> {
  if (node.kind !== 'selector' || isValueBlind(node, parents) || node.at !== undefined) return;
  const { offset, ...now } = node;
  // An offset moves the whole window, and its largest or smallest value may be anywhere in it.
  const late = { ...node, offset: node.range ?? 37 };
  for (const other of offset === undefined ? [late] : [now, { ...node, offset: offset * 2 }]) {
    const [was, is] = [print(node), print(other)];
    // What never changes was the same before.
    if (node.range !== undefined) yield other;
    else yield withWitness(other, `(${was} != ${is}) or (${was} unless ${is}) or (${is} unless ${was})`);
  }
}

/** Removes the function or the aggregation, if something else is left. */
function* leftOut({ node, parents }: Visit): Generator<Expr> {
  if (isValueBlind(node, parents)) return;
  if (node.kind === 'call') {
    const inner = node.args.find((arg) => ['vector', 'matrix'].includes(resultType(arg) ?? ''));
    if (inner?.kind === 'selector' && inner.range !== undefined) {
      const { range: _, ...instant } = inner;
      yield instant;
    } else if (inner && isQuantile(node)) {
      yield inner;
    }
  }
  if (
    node.kind === 'aggregation' &&
    !parents.some((parent) => parent.kind === 'aggregation') &&
    !/^(?:topk|bottomk)$/.test(node.op)
  ) {
    yield node.expr;
  }
}

/** The right thing in the wrong unit, with the wrong sign, or of the wrong type. */
function* wrongUnit({ node, parents }: Visit): Generator<Expr> {
  if (parents.length > 0) return;
  const type = resultType(node);
  if (type !== 'vector' && type !== 'scalar') return;
  for (const factor of [60, 1000, 0.01, 1.01]) yield binary(node, '*', number(factor));
  yield { kind: 'unary', op: '-', expr: node, from: 0, to: 0 };
  yield binary(number(1), '-', node);
  yield type === 'vector' ? call('scalar', node) : call('vector', node);
  if (type === 'vector') yield call('absent', node);
}

const withWitness = (expr: Expr, witness: string): { expr: Expr; witness: string } => ({ expr, witness });

/** How many series each group has. */
function groupSize(node: Aggregation): string {
  const { param: _, ...plain } = node;
  return print({ ...plain, op: 'count' });
}

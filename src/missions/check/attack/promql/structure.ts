import { labelKey } from '../../../../promql/meaning/compare.js';
import { matchesValue } from '../../../../promql/meaning/label-flow.js';
import { resultType } from '../../../../promql/meaning/result-type.js';
import {
  type Aggregation,
  type Binary,
  type Expr,
  selectors,
  type Visit,
} from '../../../../promql/syntax/ast.js';
import { COMPARISONS } from '../../../../promql/syntax/functions.js';
import type { Catalogue } from './canonical.js';
import type { Change, Edit } from './change.js';
import { isAlwaysOne } from './known-values.js';
import { print } from './print.js';

/** Wrong functions, operators and aggregations, and parts that were left out. */

export const STRUCTURE_CHANGES: readonly Change[] = [
  wrongFunction,
  wrongOperator,
  wrongAggregation,
  droppedOperand,
  droppedWrapper,
];

const OVER_TIME = ['avg', 'max', 'min', 'sum', 'count', 'last'].map((name) => `${name}_over_time`);

const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  rate: ['irate', 'increase', 'delta', 'deriv', 'changes'],
  irate: ['rate', 'increase', 'idelta', 'delta'],
  increase: ['rate', 'irate', 'delta', 'changes', 'resets'],
  delta: ['increase', 'rate', 'deriv', 'idelta', 'changes'],
  idelta: ['delta', 'irate'],
  deriv: ['delta', 'rate', 'idelta'],
  changes: ['resets', 'count_over_time', 'increase', 'delta'],
  resets: ['changes', 'count_over_time'],
  ceil: ['floor', 'round'],
  floor: ['ceil', 'round'],
  round: ['ceil', 'floor'],
  absent: ['count', 'absent_over_time'],
  clamp_min: ['clamp_max'],
  clamp_max: ['clamp_min'],
  hour: ['minute', 'day_of_week'],
  ...Object.fromEntries(OVER_TIME.map((func) => [func, OVER_TIME.filter((other) => other !== func)])),
  present_over_time: ['count_over_time', 'last_over_time'],
  stddev_over_time: ['stdvar_over_time', 'avg_over_time'],
};

function* wrongFunction({ node }: Visit): Generator<Edit> {
  if (node.kind !== 'call') return;
  for (const func of FUNCTIONS[node.func] ?? []) {
    const change = `${node.func}() became ${func}()`;
    yield { expr: { ...node, func }, class: 'function', change, valueOnly: true };
  }
}

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '+': ['-', '*', '/'],
  '-': ['+', '*', '/'],
  '*': ['/', '+', '-'],
  '/': ['*', '+', '-'],
  '^': ['*'],
  '%': ['/'],
  '>': ['>=', '<', '=='],
  '<': ['<=', '>', '=='],
  '>=': ['>', '<', '=='],
  '<=': ['<', '>', '=='],
  '==': ['!=', '>', '<'],
  '!=': ['==', '>', '<'],
  and: ['unless', 'or'],
  or: ['and', 'unless'],
  unless: ['and', 'or'],
};

function* wrongOperator({ node }: Visit): Generator<Edit> {
  if (node.kind !== 'binary') return;
  for (const op of OPERATORS[node.op] ?? []) {
    const { matching, ...rest } = node;
    // Sets have no group_left.
    const keeps = matching && !(matching.group && op === 'or');
    const limit = `${node.op}=` === op || node.op === `${op}=`;
    yield {
      expr: { ...rest, op, ...(keeps && { matching }) },
      class: 'operator',
      change: `${node.op} became ${op}`,
      ...(limit && isNeverMet(node) && { reason: 'limit-never-met' as const }),
      ...(isInfoJoin(node, op) && { reason: 'info-is-one' as const }),
    };
  }
  if (COMPARISONS.has(node.op) && resultType(node.left) === 'vector') {
    const change = node.bool ? 'bool was dropped' : 'bool was added';
    yield { expr: { ...node, bool: !node.bool }, class: 'operator', change };
  }
  const isScalar = [node.left, node.right].every((side) => resultType(side) === 'scalar');
  if (['/', '-', 'unless'].includes(node.op) && !node.matching?.group && !isScalar) {
    yield {
      expr: { ...node, left: node.right, right: node.left },
      class: 'operator',
      change: `the sides of ${node.op} were swapped`,
    };
  }
}

/**
 * True for a limit that measured values never meet exactly: a fraction such as 0.05 or 14.4 * 0.01, or any number but 0
 * for what is interpolated or extrapolated. Other values, and shares, do meet whole numbers.
 */
function isNeverMet({ left, right }: Binary): boolean {
  const limit = constantOf(right);
  if (limit === undefined) return false;
  return !Number.isInteger(limit) || (limit !== 0 && isEstimate(left));
}

const ESTIMATES = new Set(['rate', 'irate', 'increase', 'deriv', 'delta', 'histogram_quantile']);

function isEstimate(expr: Expr): boolean {
  if (expr.kind === 'aggregation') {
    return ['sum', 'avg', 'max', 'min'].includes(expr.op) && isEstimate(expr.expr);
  }
  return expr.kind === 'call' && ESTIMATES.has(expr.func);
}

function constantOf(expr: Expr): number | undefined {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind !== 'binary') return undefined;
  const [left, right] = [constantOf(expr.left), constantOf(expr.right)];
  if (left === undefined || right === undefined) return undefined;
  switch (expr.op) {
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    default:
      return undefined;
  }
}

/** Metrics that only carry labels are always 1: multiplying and dividing by 1 give the same. */
function isInfoJoin({ op, right }: Binary, other: string): boolean {
  return isAlwaysOne(right) && [op, other].every((one) => one === '*' || one === '/');
}

const AGGREGATIONS = ['sum', 'avg', 'max', 'min', 'count'];
const OPPOSITE: Readonly<Record<string, string>> = { topk: 'bottomk', bottomk: 'topk' };

function* wrongAggregation({ node }: Visit, catalogue: Catalogue): Generator<Edit> {
  if (node.kind !== 'aggregation') return;
  const others =
    node.op in OPPOSITE
      ? [OPPOSITE[node.op]!]
      : node.param
        ? []
        : AGGREGATIONS.filter((other) => other !== node.op);
  for (const op of others) {
    const change = `${node.op} became ${op}`;
    const alike = [node.op, op].every((one) => one !== 'count') && groupsOfOne(node, catalogue);
    yield {
      expr: { ...node, op },
      class: 'aggregation',
      change,
      valueOnly: true,
      ...(alike && { reason: 'one-series' as const }),
    };
  }
}

/** True if each instance has one series: then its sum is its average, in every lab. */
function groupsOfOne({ expr, grouping, param }: Aggregation, catalogue: Catalogue): boolean {
  if (param || grouping?.mode !== 'by' || !grouping.labels.includes('instance')) return false;
  const [selector, ...others] = selectors(expr);
  if (!selector || others.length > 0) return false;
  const sets = (catalogue.get(selector.metric ?? '') ?? []).filter((labels) =>
    selector.matchers.every((matcher) => matchesValue(matcher, labels[matcher.label] ?? '')),
  );
  const groups = new Set(sets.map((labels) => JSON.stringify(grouping.labels.map((name) => labels[name]))));
  return sets.length > 0 && groups.size === new Set(sets.map(labelKey)).size;
}

function* droppedOperand({ node, parents }: Visit): Generator<Edit> {
  if (node.kind !== 'binary') return;
  const root = parents.length === 0;
  for (const [kept, dropped, first] of [
    [node.left, node.right, false],
    [node.right, node.left, true],
  ] as const) {
    // A bare number is no answer.
    if (root && resultType(kept) === 'scalar') continue;
    const clause = first ? `${print(dropped)} ${node.op}` : `${node.op} ${print(dropped)}`;
    yield { expr: kept, class: 'clause', change: `${clause} was dropped` };
  }
}

const OF_ONE_SERIES = new Set(['sum', 'avg', 'max', 'min']);

function* droppedWrapper({ node }: Visit, catalogue: Catalogue): Generator<Edit> {
  const dropped = (expr: Expr, what: string): Edit => ({
    expr,
    class: 'clause',
    change: `${what} was dropped`,
    valueOnly: node.kind === 'call' || node.kind === 'selector' || node.kind === 'unary',
  });
  if (node.kind === 'unary') yield dropped(node.expr, node.op);
  if (node.kind === 'aggregation') {
    const alike = OF_ONE_SERIES.has(node.op) && groupsOfOne(node, catalogue);
    yield { ...dropped(node.expr, node.op), ...(alike && { reason: 'one-series' }) };
  }
  if (node.kind === 'call') {
    const inner = node.args.find((arg) => ['vector', 'matrix'].includes(resultType(arg) ?? ''));
    if (inner?.kind === 'selector' && inner.range !== undefined) {
      const { range: _, ...instant } = inner;
      yield dropped(instant, `${node.func}()`);
    } else if (inner?.kind === 'subquery') {
      yield dropped(inner.expr, `${node.func}() over a subquery`);
    } else if (inner) {
      yield dropped(inner, `${node.func}()`);
    }
  }
  if ((node.kind === 'selector' || node.kind === 'subquery') && node.offset !== undefined) {
    const { offset: _, ...now } = node;
    yield dropped(now, 'offset');
  }
  if ((node.kind === 'selector' || node.kind === 'subquery') && node.at !== undefined) {
    const { at: _, ...now } = node;
    yield dropped(now, '@');
  }
}

import { compileRegex } from '../../prometheus/regex.js';
import type { Labels } from '../../prometheus/types.js';
import type { Aggregation, Binary, Call, Expr, Selector } from '../syntax/ast.js';
import { resultType } from './result-type.js';

/** What is known of the labels that an expression's series have; the metric's name is not among them. */
export interface LabelFlow {
  /** No other label can occur; undefined if nobody can tell. */
  possible?: ReadonlySet<string>;
  /** Every series has these. */
  certain: ReadonlySet<string>;
  /** Labels that have one and the same value everywhere. */
  fixed: ReadonlyMap<string, string>;
}

const NONE: LabelFlow = { possible: new Set(), certain: new Set(), fixed: new Map() };
const UNKNOWN: LabelFlow = { certain: new Set(), fixed: new Map() };

/**
 * Follows labels from the selectors to an expression's result, as Prometheus' evaluation does.
 * @param series the label sets of the metrics that were looked up; without them only the text counts
 */
export function labelFlow(expr: Expr, series: ReadonlyMap<string, readonly Labels[]> = new Map()): LabelFlow {
  const flow = (inner: Expr): LabelFlow => labelFlow(inner, series);
  switch (expr.kind) {
    case 'selector':
      return ofSelector(expr, series);
    case 'subquery':
    case 'unary':
      return flow(expr.expr);
    case 'call':
      return ofCall(expr, flow);
    case 'aggregation':
      return ofAggregation(expr, flow);
    case 'binary':
      return ofBinary(expr, flow);
    case 'broken':
      return UNKNOWN;
    default:
      return NONE;
  }
}

/** Whether a matcher lets a label's value through; one that can't be judged here does. */
export function matchesValue({ op, value }: Selector['matchers'][number], actual: string): boolean {
  switch (op) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    case '=~':
      return compileRegex(value)?.test(actual) ?? true;
    case '!~':
      return !(compileRegex(value)?.test(actual) ?? false);
  }
}

function ofSelector(
  { metric, matchers }: Selector,
  series: ReadonlyMap<string, readonly Labels[]>,
): LabelFlow {
  const fixed = new Map(
    matchers.filter(({ op, value }) => op === '=' && value !== '').map(({ label, value }) => [label, value]),
  );
  const sets = (series.get(metric ?? '') ?? []).filter((labels) =>
    matchers.every((matcher) => matchesValue(matcher, labels[matcher.label] ?? '')),
  );
  if (sets.length === 0) return { certain: new Set(fixed.keys()), fixed };
  const names = sets.map((labels) => Object.keys(labels).filter((name) => name !== '__name__'));
  const possible = new Set(names.flat());
  const certain = [...possible].filter((name) => names.every((all) => all.includes(name)));
  return { possible, certain: new Set(certain), fixed };
}

function ofCall({ func, args }: Call, flow: (expr: Expr) => LabelFlow): LabelFlow {
  if (['absent', 'absent_over_time', 'info', 'histogram_quantiles'].includes(func)) return UNKNOWN;
  const source = args.find((arg) => ['vector', 'matrix'].includes(resultType(arg) ?? ''));
  if (!source) return NONE;
  const inner = flow(source);
  if (func === 'histogram_quantile') return without(inner, ['le']);
  if (func !== 'label_replace' && func !== 'label_join') return inner;
  const [, target] = args;
  if (target?.kind !== 'string') return UNKNOWN;
  const rest = without(inner, [target.value]);
  return { ...rest, ...(rest.possible && { possible: new Set([...rest.possible, target.value]) }) };
}

function ofAggregation(
  { op, expr, param, grouping }: Aggregation,
  flow: (expr: Expr) => LabelFlow,
): LabelFlow {
  const inner = flow(expr);
  if (['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(op)) return inner;
  if (grouping?.mode === 'without') return op === 'count_values' ? UNKNOWN : without(inner, grouping.labels);
  const kept = new Set(grouping?.labels ?? []);
  // A query that groups by a label assumes that it exists.
  const grouped = only(inner.possible ? inner : { ...inner, certain: kept }, kept);
  if (op === 'count_values' && param?.kind === 'string') kept.add(param.value);
  return { ...grouped, possible: inner.possible && op !== 'count_values' ? grouped.possible! : kept };
}

function ofBinary({ op, left, right, matching }: Binary, flow: (expr: Expr) => LabelFlow): LabelFlow {
  if (resultType(left) === 'scalar') return flow(right);
  if (resultType(right) === 'scalar' || op === 'and' || op === 'unless') return flow(left);
  const [a, b] = [flow(left), flow(right)];
  if (op === 'or') return either(a, b);
  const many = matching?.group?.side === 'right' ? b : a;
  const include = matching?.group?.include ?? [];
  if (matching?.group) {
    const rest = without(many, include);
    return { ...rest, ...(rest.possible && { possible: new Set([...rest.possible, ...include]) }) };
  }
  if (matching?.mode === 'on') return only(a, new Set(matching.labels));
  return without(a, matching?.labels ?? []);
}

function either(a: LabelFlow, b: LabelFlow): LabelFlow {
  return {
    ...(a.possible && b.possible && { possible: new Set([...a.possible, ...b.possible]) }),
    certain: new Set([...a.certain].filter((name) => b.certain.has(name))),
    fixed: new Map([...a.fixed].filter(([name, value]) => b.fixed.get(name) === value)),
  };
}

function without({ possible, certain, fixed }: LabelFlow, labels: readonly string[]): LabelFlow {
  const stays = (name: string): boolean => !labels.includes(name);
  return {
    ...(possible && { possible: new Set([...possible].filter(stays)) }),
    certain: new Set([...certain].filter(stays)),
    fixed: new Map([...fixed].filter(([name]) => stays(name))),
  };
}

/** Keeps only the named labels, which are then all that can occur. */
function only({ possible, certain, fixed }: LabelFlow, labels: ReadonlySet<string>): LabelFlow {
  const stays = (name: string): boolean => labels.has(name);
  return {
    possible: new Set([...labels].filter((name) => possible?.has(name) ?? true)),
    certain: new Set([...certain].filter(stays)),
    fixed: new Map([...fixed].filter(([name]) => stays(name))),
  };
}

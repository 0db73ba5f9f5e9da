import { foldConstant } from '../../../promql/meaning/selection.js';
import { thresholdOf } from '../../../promql/meaning/threshold.js';
import { type Aggregation, type Expr, type Matcher, selectors, walk } from '../../../promql/syntax/ast.js';
import type { Rule } from './rule-file.js';

/** What rules look at: metrics, matchers, groupings, windows and limits. Scenarios are made from it. */

/** A metric, or a histogram with its three. */
export interface Family {
  /** Of a histogram without _bucket, _sum and _count. */
  name: string;
  kind: 'counter' | 'gauge' | 'histogram';
  /** Matchers that all selectors have: what they leave out belongs to others. */
  scope: readonly Matcher[];
  /** What some of the selectors single out, such as failed requests. */
  classes: readonly (readonly Matcher[])[];
  /** Labels that aggregations keep, without `le`. */
  grouping: readonly string[];
  /** True if the result has one series for each instance. */
  byInstance: boolean;
  /** True if a rule looks at its absence. */
  absent: boolean;
}

/** A comparison with a number, as what the number limits. */
export interface Limit {
  family: string;
  /**
   * share: of what the classes single out. slow: of observations above `value`; the quantile decides how many.
   * traffic: per second. level: a gauge's value. state: a gauge that is either `value` or not.
   */
  control: 'share' | 'slow' | 'traffic' | 'level' | 'state';
  value: number;
  /** True if it is crossed by falling. */
  below: boolean;
  /** What of the observations is at most `value` at the limit; only of `slow`. */
  quantile: number;
  /** Seconds; 0 where it looks at one sample. */
  window: number;
}

export function familiesOf(rules: readonly Rule[]): Family[] {
  const found = rules.flatMap(({ expr }) => selectors(expr)).filter(({ metric }) => metric !== undefined);
  const histograms = new Set(
    found.flatMap(({ metric }) => (metric!.endsWith('_bucket') ? [baseOf(metric!)] : [])),
  );
  const nameOf = (metric: string): string => (histograms.has(baseOf(metric)) ? baseOf(metric) : metric);
  const names = [...new Set(found.map(({ metric }) => nameOf(metric!)))];
  return names.map((name): Family => {
    const own = found
      .filter(({ metric }) => nameOf(metric!) === name)
      .map(({ matchers }) => matchers.filter(({ label }) => label !== 'le'));
    const first = own[0]!;
    const scope = first.filter((matcher) => own.every((others) => others.some(same(matcher))));
    const classes = own
      .map((matchers) => matchers.filter((matcher) => !scope.some(same(matcher))))
      .filter((matchers) => matchers.length > 0);
    const ways = rules.flatMap(({ expr }) => waysTo(expr, (metric) => nameOf(metric) === name));
    const grouping = ways.flatMap(({ parents }) => parents.flatMap(keptBy)).filter((label) => label !== 'le');
    return {
      name,
      kind: histograms.has(name) ? 'histogram' : ways.some(isCounter) ? 'counter' : 'gauge',
      scope,
      classes,
      grouping: [...new Set(grouping)],
      byInstance: ways.some(({ parents }) => parents.filter(isAggregation).every(keepsInstance)),
      absent: ways.some(({ parents }) =>
        parents.some((node) => node.kind === 'call' && /^absent/.test(node.func)),
      ),
    };
  });
}

/** In the order in which they are written; those that can't be read as one of the controls are left out. */
export function limitsOf({ expr }: Rule, families: readonly Family[]): Limit[] {
  return [...walk(expr)].flatMap(({ node }): Limit[] => {
    const compared = thresholdOf(node) ?? scaled(node);
    if (!compared) return [];
    const { op, threshold, value } = compared;
    const limit = solve(value, threshold, op.startsWith('<'));
    const family = families.find(({ name }) => metricIn(limit.expr, name));
    if (!family) return [];
    const parts = [...walk(limit.expr)].map(({ node: part }) => part);
    const quantile = parts.find((part) => part.kind === 'call' && part.func === 'histogram_quantile');
    const ratio = parts.some((part) => part.kind === 'binary' && part.op === '/');
    const control =
      family.kind === 'gauge'
        ? op === '==' || op === '!=' || family.name === 'up'
          ? 'state'
          : 'level'
        : quantile
          ? 'slow'
          : (ratio || 'ratio' in compared) && family.classes.length > 0
            ? 'share'
            : 'traffic';
    const le = selectors(limit.expr).flatMap(
      ({ matchers }) => matchers.find(({ label }) => label === 'le') ?? [],
    )[0];
    if (family.kind === 'histogram' && ratio && le) {
      return [
        {
          family: family.name,
          control: 'slow',
          value: Number(le.value),
          // A share of fast ones below 0.99 is a share of slow ones above 0.01.
          below: !limit.below,
          quantile: limit.threshold,
          window: windowsOf(limit.expr)[0] ?? 0,
        },
      ];
    }
    return [
      {
        family: family.name,
        control,
        value: limit.threshold,
        below: limit.below,
        quantile: quantile?.kind === 'call' ? (foldConstant(quantile.args[0]!) ?? 0.5) : 0.5,
        window: windowsOf(limit.expr)[0] ?? 0,
      },
    ];
  });
}

/** Seconds, the shortest first. */
export function windowsOf(expr: Expr): number[] {
  const found = [...walk(expr)].flatMap(({ node }) =>
    (node.kind === 'selector' || node.kind === 'subquery') && node.range !== undefined && node.range > 0
      ? [node.range]
      : [],
  );
  return [...new Set(found)].sort((a, b) => a - b);
}

/** `bad > 0.05 * all` is a comparison of their ratio. */
function scaled(node: Expr): { op: string; threshold: number; value: Expr; ratio: Expr } | undefined {
  if (node.kind !== 'binary' || !['>', '>=', '<', '<='].includes(node.op)) return undefined;
  const { right } = node;
  if (right.kind !== 'binary' || right.op !== '*') return undefined;
  const factor = foldConstant(right.left) ?? foldConstant(right.right);
  return factor === undefined ? undefined : { op: node.op, threshold: factor, value: node.left, ratio: node };
}

/** Moves constants to the side of the threshold: `x / 0.01 > 14.4` is `x > 0.144`, `1 - x < 0.99` is `x > 0.01`. */
function solve(
  expr: Expr,
  threshold: number,
  below: boolean,
): { expr: Expr; threshold: number; below: boolean } {
  if (expr.kind !== 'binary') return { expr, threshold, below };
  const [left, right] = [foldConstant(expr.left), foldConstant(expr.right)];
  if (expr.op === '/' && right !== undefined) return solve(expr.left, threshold * right, below);
  if (expr.op === '*' && right !== undefined) return solve(expr.left, threshold / right, below);
  if (expr.op === '*' && left !== undefined) return solve(expr.right, threshold / left, below);
  if (expr.op === '-' && left !== undefined) return solve(expr.right, left - threshold, !below);
  return { expr, threshold, below };
}

function baseOf(metric: string): string {
  return metric.replace(/_(bucket|sum|count)$/, '');
}

function metricIn(expr: Expr, family: string): boolean {
  return selectors(expr).some(
    ({ metric }) => metric !== undefined && (metric === family || baseOf(metric) === family),
  );
}

function same(a: Matcher): (b: Matcher) => boolean {
  return (b) => a.label === b.label && a.op === b.op && a.value === b.value;
}

interface Way {
  metric: string;
  parents: readonly Expr[];
}

function waysTo(expr: Expr, wanted: (metric: string) => boolean): Way[] {
  return [...walk(expr)].flatMap(({ node, parents }) =>
    node.kind === 'selector' && node.metric !== undefined && wanted(node.metric)
      ? [{ metric: node.metric, parents }]
      : [],
  );
}

const OF_COUNTERS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets']);

function isCounter({ metric, parents }: Way): boolean {
  return /_total$/.test(metric) || parents.some((node) => node.kind === 'call' && OF_COUNTERS.has(node.func));
}

function isAggregation(node: Expr): node is Aggregation {
  return node.kind === 'aggregation';
}

function keptBy(node: Expr): readonly string[] {
  return isAggregation(node) && node.grouping?.mode === 'by' ? node.grouping.labels : [];
}

function keepsInstance({ grouping }: Aggregation): boolean {
  return grouping !== undefined && (grouping.mode === 'by') === grouping.labels.includes('instance');
}

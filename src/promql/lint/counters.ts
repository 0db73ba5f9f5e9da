import type { Facts } from '../meaning/facts.js';
import { isKnown, metricKind } from '../meaning/facts.js';
import { foldConstant } from '../meaning/selection.js';
import { type Call, type Expr, type Selector, selectors, type Visit, walk } from '../syntax/ast.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import type { LintRule } from './rule.js';

/** Rules about counters, and about gauges that are treated as counters. */
export const counterRules: readonly LintRule[] = [
  {
    id: 'rate-on-gauge',
    refusesPass: true,
    check: ({ nodes }, facts) =>
      counterCalls(nodes).flatMap((call) =>
        call.args.flatMap(rangedSelectors).flatMap(({ metric, from, to }) =>
          metric === undefined ||
          metricKind(metric, facts) !== 'gauge' ||
          // A native histogram is a counter, and a classic one has no series of this name.
          facts.metricTypes.get(metric) === 'histogram'
            ? []
            : [
                {
                  at: { from, to },
                  severity: isKnown(metric, facts) ? 'error' : 'info',
                  message: isKnown(metric, facts)
                    ? `${call.func}() is applied to ${metric}, which is a gauge.`
                    : `${call.func}() is applied to ${metric}, which looks like a gauge. That is a guess from its name.`,
                  why: `A gauge goes up and down. ${call.func}() treats every drop as a counter restart, so ordinary drops are counted as growth.`,
                  fix: 'Use the gauge itself, avg_over_time() for its average, or deriv() for how fast it changes.',
                },
              ],
        ),
      ),
  },
  {
    id: 'rate-of-aggregate',
    refusesPass: true,
    check: ({ nodes }) =>
      counterCalls(nodes).flatMap((call) =>
        call.args.some((arg) => arg.kind === 'subquery' && aggregatesRawSeries(arg.expr))
          ? [
              {
                at: { from: call.from, to: call.to },
                severity: 'error',
                message: `You combine counters first and apply ${call.func}() to the result.`,
                why: 'When one instance restarts, its counter drops to zero. In a sum that drop no longer looks like a restart, so the result is wrong.',
                fix: `Swap them: apply ${call.func}() to each series first, then combine the results.`,
              },
            ]
          : [],
      ),
  },
  {
    id: 'rate-of-rate',
    refusesPass: true,
    check: ({ nodes }) =>
      counterCalls(nodes).flatMap((call) =>
        call.args.some((arg) => arg.kind === 'subquery' && takesRate(arg.expr))
          ? [
              {
                at: { from: call.from, to: call.to },
                severity: 'error',
                message: `${call.func}() is applied to a rate.`,
                why: `A rate goes up and down, so it is not a counter. ${call.func}() treats every drop as a restart.`,
                fix: 'Use deriv(…) for how fast a rate changes, or avg_over_time(…) for its average.',
              },
            ]
          : [],
      ),
  },
  {
    id: 'raw-difference',
    refusesPass: true,
    check: ({ nodes }, facts) =>
      nodes.flatMap(({ node }) =>
        isRawDifference(node, facts)
          ? [
              {
                at: { from: node.from, to: node.to },
                severity: 'error',
                message: 'You subtract a counter’s older value from its newer one.',
                why: 'After a restart the counter starts at zero again and the difference is negative. It also runs from sample to sample, while increase() covers the whole window.',
                fix: 'Use increase(): it handles restarts and extrapolates to the whole window.',
              },
            ]
          : [],
      ),
  },
  {
    id: 'raw-counter',
    supersedes: ['missing-window'],
    check: ({ nodes }, facts) => {
      const raw = nodes.filter((visit) => isRawCounter(visit, facts)).map(({ node }) => node as Selector);
      return raw.map(({ metric, from, to }) => ({
        at: { from, to },
        severity: isKnown(metric ?? '', facts) ? 'warning' : 'info',
        message: isKnown(metric ?? '', facts)
          ? `${metric} is a counter, and you’re using its raw value.`
          : `${metric} looks like a counter, and you’re using its raw value. That is a guess from its name.`,
        why: 'A counter holds the total since its process started: it only grows, and drops to zero on a restart. It does not show how much happened recently.',
        fix: 'Ask for its growth: rate(…[1m]) per second, or increase(…[1m]) over the window.',
      }));
    },
  },
  {
    id: 'delta-on-counter',
    refusesPass: true,
    check: ({ nodes }, facts) =>
      nodes.flatMap(({ node, parents }) => {
        if (node.kind !== 'call' || !(node.func in INSTEAD)) return [];
        const counter = counterOf(node, facts);
        if (!counter) return [];
        return [
          {
            at: { from: counter.from, to: counter.to },
            severity: 'error',
            message: `${node.func}() is for gauges, and ${counter.metric} is a counter.`,
            why: 'It does not handle restarts: when the counter drops to zero, the result is negative.',
            fix: perSecond(node, counter, parents.at(-1))
              ? `Use rate(): it is already per second, so don’t divide by ${counter.range}.`
              : `Use ${INSTEAD[node.func]}.`,
          },
        ];
      }),
  },
  {
    id: 'counter-over-time',
    check: ({ nodes }, facts) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'call' || !VALUES_OVER_TIME.has(node.func)) return [];
        const counter = counterOf(node, facts);
        if (!counter) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'warning',
            message: `${node.func}() is applied to ${counter.metric}, which is a counter.`,
            why: 'Each sample of a counter holds the total since its process started. Summed or averaged, the same events are counted again with every scrape.',
            fix: 'Use increase(…) for how much it grew, or rate(…) for how fast.',
          },
        ];
      }),
  },
  {
    id: 'resets-on-gauge',
    check: ({ nodes }, facts) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'call' || node.func !== 'resets') return [];
        const gauge = node.args
          .flatMap(rangedSelectors)
          .find(({ metric }) => metric !== undefined && metricKind(metric, facts) === 'gauge');
        if (!gauge) return [];
        return [
          {
            at: { from: gauge.from, to: gauge.to },
            severity: 'warning',
            message: `resets() is applied to ${gauge.metric}, which is a gauge.`,
            why: 'resets() counts how often a value dropped. For a counter that means a restart; for a gauge it means nothing special.',
            fix: 'Use changes(…) for how often a gauge changed.',
          },
        ];
      }),
  },
];

/** What to use on a counter in place of a gauge's function. */
const INSTEAD: Readonly<Record<string, string>> = {
  delta: 'increase()',
  idelta: 'rate() or irate()',
  deriv: 'rate()',
  predict_linear: 'rate() times the seconds ahead',
};

/** True for growth that is divided by the seconds of its window. */
function perSecond(node: Call, { range }: Selector, parent: Expr | undefined): boolean {
  return (
    node.func === 'delta' &&
    parent?.kind === 'binary' &&
    parent.op === '/' &&
    parent.left === node &&
    foldConstant(parent.right) === range
  );
}

const VALUES_OVER_TIME = new Set([
  'sum_over_time',
  'avg_over_time',
  'quantile_over_time',
  'stddev_over_time',
  'stdvar_over_time',
]);

function counterOf({ args }: Call, facts: Facts): Selector | undefined {
  return args
    .flatMap(rangedSelectors)
    .find(({ metric }) => metric !== undefined && metricKind(metric, facts) === 'counter');
}

/** True for a rate, and for an expression that contains one. */
function takesRate(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func));
}

function counterCalls(nodes: readonly Visit[]): Call[] {
  return nodes.flatMap(({ node }) =>
    node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func) ? [node] : [],
  );
}

/** The selector whose samples a range function reads: the argument itself, or the selector of its subquery. */
function rangedSelectors(arg: Expr): Selector[] {
  if (arg.kind === 'selector') return [arg];
  return arg.kind === 'subquery' && arg.expr.kind === 'selector' ? [arg.expr] : [];
}

function aggregatesRawSeries(expr: Expr): boolean {
  const inside = [...walk(expr)];
  return (
    inside.some(({ node }) => node.kind === 'aggregation' || isCombined(node)) &&
    !inside.some(({ node }) => node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func))
  );
}

/** Two series that are added or subtracted, before anything takes their growth. */
function isCombined(node: Expr): boolean {
  return (
    node.kind === 'binary' &&
    (node.op === '+' || node.op === '-') &&
    [node.left, node.right].every((side) => selectors(side).length > 0)
  );
}

function isRawDifference(node: Expr, facts: Facts): boolean {
  if (node.kind !== 'binary' || node.op !== '-' || [node.left, node.right].some(counts)) return false;
  const [left, right] = [selectors(node.left), selectors(node.right)];
  return left.some(
    (newer) =>
      newer.range === undefined &&
      newer.metric !== undefined &&
      metricKind(newer.metric, facts) === 'counter' &&
      right.some(
        (older) =>
          older.range === undefined &&
          older.metric === newer.metric &&
          (older.offset ?? 0) > (newer.offset ?? 0),
      ),
  );
}

/** True for a count of series, which does not depend on their values. */
function counts(expr: Expr): boolean {
  return expr.kind === 'aggregation' && (expr.op === 'count' || expr.op === 'group');
}

/** Asking whether or when series exist reads no value; quantiles of buckets and differences have their own rules. */
function isRawCounter({ node, parents }: Visit, facts: Facts): boolean {
  if (node.kind !== 'selector' || node.range !== undefined || node.metric === undefined) return false;
  if (metricKind(node.metric, facts) !== 'counter') return false;
  return !parents.some(
    (parent) =>
      (parent.kind === 'call' &&
        (parent.args.some((arg) => arg.kind === 'subquery') || VALUE_BLIND_FUNCTIONS.has(parent.func))) ||
      (parent.kind === 'aggregation' && (parent.op === 'count' || parent.op === 'group')) ||
      (parent.kind === 'binary' && ['and', 'unless'].includes(parent.op) && parent.right === node) ||
      // x ^ 0 and x / x are 1 for each series: they count.
      foldConstant(parent) !== undefined ||
      isRawDifference(parent, facts),
  );
}

const VALUE_BLIND_FUNCTIONS = new Set(['absent', 'timestamp', 'histogram_quantile']);

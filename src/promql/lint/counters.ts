import { selectors, walk, type Call, type Expr, type Selector, type Visit } from '../syntax/ast.js';
import type { Facts } from '../meaning/facts.js';
import { metricKind } from '../meaning/facts.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import type { LintRule } from './rule.js';

/** Rules about counters, and about taking gauges for them. */
export const counterRules: readonly LintRule[] = [
  {
    id: 'rate-on-gauge',
    refusesPass: true,
    check: ({ nodes }, facts) =>
      counterCalls(nodes).flatMap((call) =>
        call.args.flatMap(rangedSelectors).flatMap(({ metric, from, to }) =>
          metric === undefined ||
          metricKind(metric, facts) !== 'gauge' ||
          // A native histogram counts, and a classic one is not there under this name.
          facts.metricTypes.get(metric) === 'histogram'
            ? []
            : [
                {
                  at: { from, to },
                  severity: 'error',
                  message: `${call.func}() is applied to ${metric}, which is a gauge.`,
                  why: `A gauge goes up and down. ${call.func}() takes every fall for the restart of a counter, so it counts ordinary falls as growth.`,
                  fix: 'Use the gauge’s value itself, avg_over_time() for its average, or deriv() for how fast it changes.',
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
                message: `${call.func}() is taken of a sum that was made first.`,
                why: 'When one instance restarts, its counter falls to zero. Inside a sum that fall is no longer seen as a restart, and the rate comes out wrong.',
                fix: `Turn it round: ${call.func}() of each series first, then aggregate.`,
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
                message: `${call.func}() is taken of a rate.`,
                why: `A rate goes up and down: it is no counter. ${call.func}() takes every fall for a restart.`,
                fix: 'For how fast a rate changes use deriv(…), for its average avg_over_time(…).',
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
                why: 'After a restart the counter begins at zero and the difference turns negative. It also counts from sample to sample, not over the whole window, as increase() does.',
                fix: 'Let increase() do it: it sees restarts and extrapolates to the whole window.',
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
        severity: 'warning',
        message: `${metric} is a counter, and you read its bare value.`,
        why: 'A counter holds the total since its process started: it only grows, and falls to zero at a restart. How much there is now, or was lately, it does not tell.',
        fix: 'Ask for its growth: rate(…[1m]) per second, or increase(…[1m]) over the window.',
      }));
    },
  },
  {
    id: 'delta-on-counter',
    refusesPass: true,
    check: ({ nodes }, facts) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'call' || !(node.func in INSTEAD)) return [];
        const counter = counterOf(node, facts);
        if (!counter) return [];
        return [
          {
            at: { from: counter.from, to: counter.to },
            severity: 'error',
            message: `${node.func}() is made for gauges, and ${counter.metric} is a counter.`,
            why: 'It does not know of restarts: when the counter falls to zero, the result turns negative.',
            fix: `Use ${INSTEAD[node.func]}.`,
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
            message: `${node.func}() is taken of ${counter.metric}, which is a counter.`,
            why: 'Each sample of a counter holds everything since its process started: added up or averaged, the same events count again with every scrape.',
            fix: 'For how much it grew use increase(…), for how fast rate(…).',
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
            message: `resets() is taken of ${gauge.metric}, which is a gauge.`,
            why: 'resets() counts how often a value fell. Of a counter that is a restart; of a gauge it is nothing special.',
            fix: 'For how often a gauge changed use changes(…).',
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

/** True for a rate, and for what aggregates or computes with one. */
function takesRate(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func));
}

function counterCalls(nodes: readonly Visit[]): Call[] {
  return nodes.flatMap(({ node }) =>
    node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func) ? [node] : [],
  );
}

/** The selector whose samples a range function reads: the argument itself, or what its subquery repeats. */
function rangedSelectors(arg: Expr): Selector[] {
  if (arg.kind === 'selector') return [arg];
  return arg.kind === 'subquery' && arg.expr.kind === 'selector' ? [arg.expr] : [];
}

function aggregatesRawSeries(expr: Expr): boolean {
  const inside = [...walk(expr)];
  return (
    inside.some(({ node }) => node.kind === 'aggregation') &&
    !inside.some(({ node }) => node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func))
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

/** True for a number of series, which has nothing to do with their values. */
function counts(expr: Expr): boolean {
  return expr.kind === 'aggregation' && (expr.op === 'count' || expr.op === 'group');
}

/** Asking whether or when series exist reads no value; quantiles of buckets and differences have rules of their own. */
function isRawCounter({ node, parents }: Visit, facts: Facts): boolean {
  if (node.kind !== 'selector' || node.range !== undefined || node.metric === undefined) return false;
  if (metricKind(node.metric, facts) !== 'counter') return false;
  return !parents.some(
    (parent) =>
      (parent.kind === 'call' &&
        (parent.args.some((arg) => arg.kind === 'subquery') || VALUE_BLIND_FUNCTIONS.has(parent.func))) ||
      (parent.kind === 'aggregation' && (parent.op === 'count' || parent.op === 'group')) ||
      (parent.kind === 'binary' && ['and', 'unless'].includes(parent.op) && parent.right === node) ||
      isRawDifference(parent, facts),
  );
}

const VALUE_BLIND_FUNCTIONS = new Set(['absent', 'timestamp', 'histogram_quantile']);

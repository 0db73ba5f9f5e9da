import { foldConstant } from '../meaning/selection.js';
import { type Aggregation, type Call, type Expr, selectors, walk } from '../syntax/ast.js';
import { TWO_SAMPLE_FUNCTIONS } from '../syntax/functions.js';
import type { LintRule } from './rule.js';

/** Rules about histograms and quantiles. */
export const histogramRules: readonly LintRule[] = [
  {
    id: 'missing-le',
    check: ({ nodes }) =>
      quantileCalls(nodes).flatMap(({ args: [, buckets] }) => {
        const loser = buckets && [...walk(buckets)].find(({ node }) => losesLe(node))?.node;
        if (!loser) return [];
        return [
          {
            at: { from: loser.from, to: loser.to },
            severity: 'error',
            message: 'histogram_quantile() needs the label le, and your aggregation drops it.',
            why: 'le holds each bucket’s upper bound. Without it the buckets can’t be told apart, so the result is empty.',
            fix: 'Add le to the labels you keep: by (le, …).',
          },
        ];
      }),
  },
  {
    id: 'quantile-of-one-bucket',
    supersedes: ['unknown-label-value', 'all-zero', 'empty-result', 'missing-series'],
    check: ({ nodes }) =>
      quantileCalls(nodes).flatMap(({ args: [, buckets] }) =>
        (buckets ? selectors(buckets) : []).flatMap(({ matchers }) =>
          matchers
            .filter(({ label, op, value }) => label === 'le' && op === '=' && value !== '')
            .map(({ value, from, to }) => ({
              at: { from, to },
              severity: 'error' as const,
              message: `histogram_quantile() needs all buckets, and le="${value}" leaves it one.`,
              why: 'le is a bucket’s upper bound, not the quantile: the share is the first argument. The quantile is found between the bounds of neighbouring buckets.',
              fix: 'Remove the matcher on le.',
            })),
        ),
      ),
  },
  {
    id: 'quantile-of-rate-missing',
    check: ({ nodes }) =>
      quantileCalls(nodes).flatMap(({ args: [, buckets] }) => {
        const raw = buckets && rawBuckets(buckets);
        if (!raw) return [];
        return [
          {
            at: { from: raw.from, to: raw.to },
            severity: 'error',
            message: 'You pass raw buckets to histogram_quantile(), without rate().',
            why: 'Buckets are counters. Their raw values include every request since the process started, so the quantile covers its whole lifetime, not a window.',
            fix: 'Apply rate(…[1m]) to the buckets first.',
          },
        ];
      }),
  },
  {
    id: 'buckets-not-added-up',
    supersedes: ['different-aggregation'],
    check: ({ nodes }) =>
      quantileCalls(nodes).flatMap(({ args: [, buckets] }) => {
        const other = buckets && [...walk(buckets)].find(({ node }) => distortsBuckets(node))?.node;
        if (other?.kind !== 'aggregation') return [];
        return [
          {
            at: { from: other.from, to: other.to },
            severity: 'error',
            message: `You aggregate the buckets with ${other.op}, but histogram_quantile() needs their sum.`,
            why: `Only a sum counts the requests of all series. After ${other.op}, each bucket may come from a different series, so together they are not a histogram.`,
            fix: 'Use sum by (le, …).',
          },
        ];
      }),
  },
  {
    id: 'quantile-without-buckets',
    supersedes: ['unknown-label', 'missing-le'],
    check: ({ nodes }) =>
      quantileCalls(nodes).flatMap(({ args: [, buckets] }) => {
        const part =
          buckets && selectors(buckets).find(({ metric = '' }) => /_(sum|count|total)$/.test(metric));
        if (!part) return [];
        return [
          {
            at: { from: part.from, to: part.to },
            severity: 'error',
            message: `histogram_quantile() needs buckets, and ${part.metric} has none.`,
            why: 'Only the _bucket series record how values are distributed: each counts the values up to le. _sum and _count are totals.',
            fix: `Use the series that end in _bucket: ${(part.metric ?? '').replace(/_(sum|count|total)$/, '_bucket')}.`,
          },
        ];
      }),
  },
  {
    id: 'buckets-added-up',
    check: ({ nodes }) =>
      nodes.flatMap(({ node, parents }) => {
        if (node.kind !== 'aggregation' || !['sum', 'avg'].includes(node.op) || keepsLe(node)) return [];
        if (parents.some(isHistogramQuantile)) return [];
        const all = selectors(node.expr).find(
          (selector) =>
            isBucket(selector) &&
            !selector.matchers.some(({ label, op }) => label === 'le' && !op.startsWith('!')),
        );
        if (!all || [...walk(node.expr)].some((visit) => isHistogramQuantile(visit.node))) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'error',
            message: `You sum ${all.matchers.some(({ label }) => label === 'le') ? 'several' : 'all'} buckets of ${all.metric}, so each observation is counted many times.`,
            why: 'Buckets are cumulative: a request of 20 ms is in le="0.025" and in every larger bucket, up to le="+Inf".',
            fix: `For the number of observations use ${(all.metric ?? '').replace(/_bucket$/, '_count')}; for the number of fast ones select one bucket: {le="…"}.`,
          },
        ];
      }),
  },
  {
    id: 'quantile-out-of-range',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const phi = quantileOf(node);
        if (phi === undefined || (phi >= 0 && phi <= 1)) return [];
        const percent = phi > 1 && phi <= 100 ? ` For the ${phi}th percentile write ${phi / 100}.` : '';
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'error',
            message: `${phi} is not a valid quantile.`,
            why: 'A quantile is between 0 and 1: 0.5 is the median, 0.95 leaves 5 % above it. Below 0 Prometheus returns -Inf, above 1 +Inf.',
            fix: `Write a number between 0 and 1.${percent}`,
          },
        ];
      }),
  },
  {
    id: 'average-of-quantiles',
    check: ({ nodes }) =>
      nodes.flatMap(({ node, parents }) => {
        if (!isHistogramQuantile(node) || !parents.some(isAveraging)) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'error',
            message: 'You aggregate quantiles.',
            why: 'Quantiles can’t be averaged or added: ten slow requests in one series weigh as much as a million fast ones in another.',
            fix: 'Sum the buckets first, keeping le, and apply histogram_quantile() once, to the sum.',
          },
        ];
      }),
  },
];

/** The quantiles that a query asks for, if they are written as numbers. */
export function quantilesOf(expr: Expr): number[] {
  return [...walk(expr)].flatMap(({ node }) => quantileOf(node) ?? []);
}

function quantileOf(node: Expr): number | undefined {
  if (node.kind === 'aggregation' && node.op === 'quantile') return node.param && foldConstant(node.param);
  const quantile =
    node.kind === 'call' && (node.func === 'histogram_quantile' || node.func === 'quantile_over_time');
  return quantile && node.args[0] ? foldConstant(node.args[0]) : undefined;
}

function isHistogramQuantile(node: Expr): node is Call {
  return node.kind === 'call' && node.func === 'histogram_quantile';
}

function quantileCalls(nodes: readonly { node: Expr }[]): Call[] {
  return nodes.flatMap(({ node }) => (isHistogramQuantile(node) ? [node] : []));
}

/** True if an aggregation over classic buckets drops le. Native histograms have no such label. */
function losesLe(node: Expr): boolean {
  return node.kind === 'aggregation' && !keepsLe(node) && selectors(node).some(isBucket);
}

/**
 * True for aggregations after which buckets are not a histogram. avg is fine: it divides every bucket by one number.
 */
function distortsBuckets(node: Expr): boolean {
  return (
    node.kind === 'aggregation' && DISTORTING.has(node.op) && keepsLe(node) && selectors(node).some(isBucket)
  );
}

const DISTORTING: ReadonlySet<string> = new Set([
  'max',
  'min',
  'count',
  'group',
  'stddev',
  'stdvar',
  'quantile',
]);

function keepsLe({ grouping, op }: Aggregation): boolean {
  if (op === 'topk' || op === 'bottomk') return true;
  if (!grouping) return false;
  return grouping.labels.includes('le') === (grouping.mode === 'by');
}

/** A selector of buckets without a function that takes their growth. */
function rawBuckets(expr: Expr): Expr | undefined {
  return [...walk(expr)].find(
    ({ node, parents }) =>
      node.kind === 'selector' &&
      isBucket(node) &&
      !parents.some((parent) => parent.kind === 'call' && TWO_SAMPLE_FUNCTIONS.has(parent.func)),
  )?.node;
}

function isBucket({ metric }: { metric?: string }): boolean {
  return metric?.endsWith('_bucket') ?? false;
}

function isAveraging(parent: Expr): boolean {
  return parent.kind === 'aggregation' && ['avg', 'sum', 'quantile', 'stddev', 'stdvar'].includes(parent.op);
}

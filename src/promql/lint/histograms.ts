import { selectors, walk, type Aggregation, type Call, type Expr } from '../ast.js';
import { foldConstant } from '../selection.js';
import { TWO_SAMPLE_FUNCTIONS } from '../functions.js';
import type { LintRule } from './rule.js';

/** Rules about histograms and quantiles. */
export const histogramRules: readonly LintRule[] = [
  {
    id: 'missing-le',
    check: (query) =>
      quantileCalls(query.nodes).some(({ args }) => args[1] !== undefined && losesLe(args[1]))
        ? [
            {
              severity: 'error',
              message: 'histogram_quantile() needs the label le, and your aggregation drops it.',
              why: 'le holds each bucket’s upper bound. Without it the buckets can’t be told apart, and there is no result.',
              fix: 'Name le among the labels you keep: by (le, …).',
            },
          ]
        : [],
  },
  {
    id: 'quantile-of-rate-missing',
    check: (query) =>
      quantileCalls(query.nodes).some(({ args }) => args[1] !== undefined && readsRawBuckets(args[1]))
        ? [
            {
              severity: 'error',
              message: 'The buckets go into histogram_quantile() as they are, without rate().',
              why: 'Buckets are counters. Their bare values hold every request since the process started, so the quantile is one over its whole life, not over a window.',
              fix: 'Take rate(…[1m]) of the buckets first.',
            },
          ]
        : [],
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
            severity: 'error',
            message: `${phi} is no quantile.`,
            why: 'A quantile lies between 0 and 1: 0.5 is the median, 0.95 leaves 5 % above. Below 0 Prometheus answers -Inf, above 1 +Inf.',
            fix: `Write a number between 0 and 1.${percent}`,
          },
        ];
      }),
  },
  {
    id: 'average-of-quantiles',
    check: ({ nodes }) =>
      nodes.some(({ node, parents }) => isHistogramQuantile(node) && parents.some(isAveraging))
        ? [
            {
              severity: 'error',
              message: 'You aggregate quantiles that were computed before.',
              why: 'Quantiles can’t be averaged or added: ten slow requests in one series weigh as much as a million fast ones in another.',
              fix: 'Add up the buckets first, keeping le, and take one histogram_quantile() of the sum.',
            },
          ]
        : [],
  },
];

/** The quantiles that a query asks for, where they are written as numbers. */
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

/** True where an aggregation over classic buckets does not keep le. Native histograms have no such label. */
function losesLe(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) => node.kind === 'aggregation' && !keepsLe(node) && selectors(node).some(isBucket),
  );
}

function keepsLe({ grouping, op }: Aggregation): boolean {
  if (op === 'topk' || op === 'bottomk') return true;
  if (!grouping) return false;
  return grouping.labels.includes('le') === (grouping.mode === 'by');
}

function readsRawBuckets(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node, parents }) =>
      node.kind === 'selector' &&
      isBucket(node) &&
      !parents.some((parent) => parent.kind === 'call' && TWO_SAMPLE_FUNCTIONS.has(parent.func)),
  );
}

function isBucket({ metric }: { metric?: string }): boolean {
  return metric?.endsWith('_bucket') ?? false;
}

function isAveraging(parent: Expr): boolean {
  return parent.kind === 'aggregation' && ['avg', 'sum', 'quantile', 'stddev', 'stdvar'].includes(parent.op);
}

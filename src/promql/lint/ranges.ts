import { formatDuration } from '../../util/duration.js';
import { TWO_SAMPLE_FUNCTIONS } from '../syntax/functions.js';
import type { LintRule } from './rule.js';

/**
 * irate() uses only the last two samples of its range; a longer range than this does more than bridge failed scrapes.
 */
const MAX_IRATE_RANGE_SECONDS = 600;

/** In scrape intervals: a shorter range often has fewer than two samples. */
const MIN_INTERVALS = 2;
/** In scrape intervals: in a shorter range one failed scrape makes a gap. */
const MIN_SAFE_INTERVALS = 4;

export const rangeRules: readonly LintRule[] = [
  {
    id: 'range-too-short',
    check: ({ nodes }, { scrapeIntervalSeconds: interval }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'call' || !TWO_SAMPLE_FUNCTIONS.has(node.func)) return [];
        return node.args.flatMap((arg) => {
          if (
            arg.kind !== 'selector' ||
            arg.range === undefined ||
            // Those also read the samples just outside.
            arg.edges !== undefined ||
            !(arg.range < MIN_SAFE_INTERVALS * interval)
          ) {
            return [];
          }
          const never = arg.range < MIN_INTERVALS * interval;
          return [
            {
              at: { from: arg.from, to: arg.to },
              severity: never ? 'error' : 'warning',
              message: `[${formatDuration(arg.range)}] is ${never ? 'too short' : 'short'} for a scrape interval of ${formatDuration(interval)}.`,
              why: `${node.func}() needs at least two samples in its range. With fewer it returns nothing, without an error.`,
              fix: `Make the range at least four scrape intervals long: [${formatDuration(MIN_SAFE_INTERVALS * interval)}] or more, such as [1m].`,
            },
          ];
        });
      }),
  },
  {
    id: 'irate-long-range',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const [arg] =
          node.kind === 'call' && (node.func === 'irate' || node.func === 'idelta') ? node.args : [];
        if (
          node.kind !== 'call' ||
          arg?.kind !== 'selector' ||
          !((arg.range ?? 0) > MAX_IRATE_RANGE_SECONDS)
        ) {
          return [];
        }
        return [
          {
            at: { from: arg.from, to: arg.to },
            severity: 'info',
            message: `${node.func}() uses only two samples of your ${formatDuration(arg.range ?? NaN)} range.`,
            why: `${node.func}() compares the last two samples of its range. A longer range only helps it bridge gaps.`,
            fix: `To average over ${formatDuration(arg.range ?? NaN)}, use ${node.func === 'irate' ? 'rate' : 'delta'}().`,
          },
        ];
      }),
  },
];

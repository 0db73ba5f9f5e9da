import { formatDuration } from '../../util/duration.js';
import { TWO_SAMPLE_FUNCTIONS } from '../syntax/functions.js';
import type { LintRule } from './rule.js';

/** irate() sees nothing of a range but its last two samples; this is more than bridges a few failed scrapes. */
const LONG_FOR_IRATE_SECONDS = 600;

/** Below two intervals there are often not two samples in the range; below four, one failed scrape makes a gap. */
const NEVER_ENOUGH = 2;
const HARDLY_ENOUGH = 4;

export const rangeRules: readonly LintRule[] = [
  {
    id: 'range-too-short',
    check: ({ nodes }, { scrapeIntervalSeconds: interval }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'call' || !TWO_SAMPLE_FUNCTIONS.has(node.func)) return [];
        return node.args.flatMap((arg) => {
          if (arg.kind !== 'selector' || arg.range === undefined || !(arg.range < HARDLY_ENOUGH * interval))
            return [];
          const never = arg.range < NEVER_ENOUGH * interval;
          return [
            {
              at: { from: arg.from, to: arg.to },
              severity: never ? 'error' : 'warning',
              message: `[${formatDuration(arg.range)}] is ${never ? 'too short' : 'short'} for a scrape every ${formatDuration(interval)}.`,
              why: `${node.func}() needs at least two samples in its range. With fewer it gives nothing at all, silently.`,
              fix: `Make the range at least four scrape intervals long: [${formatDuration(HARDLY_ENOUGH * interval)}] or more, such as [1m].`,
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
        if (node.kind !== 'call' || arg?.kind !== 'selector' || !((arg.range ?? 0) > LONG_FOR_IRATE_SECONDS))
          return [];
        return [
          {
            at: { from: arg.from, to: arg.to },
            severity: 'info',
            message: `${node.func}() uses two samples of the ${formatDuration(arg.range ?? NaN)} that you give it.`,
            why: `${node.func}() compares the last two samples of its range. A longer range only lets it reach across gaps.`,
            fix: `To average over ${formatDuration(arg.range ?? NaN)} use ${node.func === 'irate' ? 'rate' : 'delta'}().`,
          },
        ];
      }),
  },
];

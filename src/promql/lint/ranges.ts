import { formatDuration } from '../duration.js';
import { TWO_SAMPLE_FUNCTIONS } from '../functions.js';
import type { LintRule } from './rule.js';

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
              severity: never ? 'error' : 'warning',
              message: `[${formatDuration(arg.range)}] is ${never ? 'too short' : 'short'} for a scrape every ${formatDuration(interval)}.`,
              why: `${node.func}() needs at least two samples in its range. With fewer it gives nothing at all, silently.`,
              fix: `Make the range at least four scrape intervals long: [${formatDuration(HARDLY_ENOUGH * interval)}] or more, such as [1m].`,
            },
          ];
        });
      }),
  },
];

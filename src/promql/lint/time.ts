import { selectors } from '../syntax/ast.js';
import { formatDuration } from '../../util/duration.js';
import type { LintRule } from './rule.js';

/** Rules about when a query looks. */
export const timeRules: readonly LintRule[] = [
  {
    id: 'stale-offset',
    check: ({ expr }, { historySeconds }) =>
      selectors(expr).flatMap(({ metric, offset = 0, from, to }) => {
        const history = historySeconds?.get(metric ?? '');
        if (metric === undefined || history === undefined || offset <= history) return [];
        return [
          {
            at: { from, to },
            severity: 'error',
            message: `offset ${formatDuration(offset)} looks behind the beginning of ${metric}, which is ${history < 1 ? 'just now' : `${formatDuration(Math.floor(history))} ago`}.`,
            why: 'An offset reads what was stored then. Before a series began there is nothing, and of nothing the result is empty.',
            fix: 'Take a shorter offset, or wait until there is that much history.',
          },
        ];
      }),
  },
  {
    id: 'future-offset',
    supersedes: ['empty-result', 'different-offset'],
    check: ({ expr }) =>
      selectors(expr).flatMap(({ offset = 0, from, to }) =>
        offset >= 0
          ? []
          : [
              {
                at: { from, to },
                severity: 'warning',
                message: `offset ${formatDuration(offset)} looks into the future.`,
                why: 'A negative offset shifts forward in time. At the present moment nothing is stored there yet.',
                fix: `To look back write offset ${formatDuration(-offset)}.`,
              },
            ],
      ),
  },
];

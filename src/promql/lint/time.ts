import { formatDuration } from '../../util/duration.js';
import { selectors } from '../syntax/ast.js';
import type { LintRule } from './rule.js';

/**
 * How long ago a metric started. It was looked for in steps of about a hundredth of the offset, so a short time is
 * only a limit.
 */
function started(history: number, offset: number): string {
  const precise = history > offset / 10;
  return precise
    ? formatDuration(Math.floor(history))
    : `less than ${formatDuration(Math.max(1, Math.ceil(Math.max(history, offset / 50))))}`;
}

/** Rules about the time that a query looks at. */
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
            message: `offset ${formatDuration(offset)} goes back to before ${metric} started, which was ${started(history, offset)} ago.`,
            why: 'An offset reads the samples stored at that time. Before a series started there are none, so the result is empty.',
            fix: 'Use a shorter offset, or wait until there is enough history.',
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
                why: 'A negative offset shifts forward in time, and no samples are stored there yet.',
                fix: `To look back, write offset ${formatDuration(-offset)}. To extend a trend into the future, use predict_linear(metric[…], seconds).`,
              },
            ],
      ),
  },
];

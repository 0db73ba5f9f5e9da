import { z } from 'zod';
import { DEFAULT_TOLERANCE, duration, text, tolerance } from './fields.js';

/** Answers about load runs of this home. */

/** Numbers of a run that can be asked for: the unit of each, as that of a number answer. */
export const RUN_MEASURES = {
  p50: 's',
  p95: 's',
  p99: 's',
  max: 's',
  responsesPerSecond: '/s',
  errorRatio: '',
  serverP95: 's',
  poolWaitP95: 's',
} as const;

export type RunMeasure = keyof typeof RUN_MEASURES;

export const loadAnswer = z.strictObject({
  type: z.literal('load'),
  tier: z.enum(['light', 'medium', 'heavy']).optional().describe('Of the run; any where it is left out.'),
  verdict: z
    .array(z.enum(['stable', 'contention', 'overload']))
    .min(1)
    .optional()
    .describe('What may have come of it; anything where it is left out.'),
  search: z
    .boolean()
    .default(false)
    .describe(
      'Asks for a search, stress --find-limit, in place of a run: the learner gives the users that it found safe.',
    ),
  within: duration.prefault('1h').describe('How long ago the run may have ended; 1h.'),
  ask: z
    .strictObject({
      measure: z
        .enum(Object.keys(RUN_MEASURES) as [RunMeasure, ...RunMeasure[]])
        .describe(
          'The number of the run that the learner has to give. Times are in seconds, or typed as 250ms.',
        ),
      tolerance: tolerance.default(DEFAULT_TOLERANCE),
    })
    .optional()
    .describe('A number that the learner reads off the run. Without it, the run alone is the answer.'),
  solution: text.describe('What one does: shown to those who give up.'),
});

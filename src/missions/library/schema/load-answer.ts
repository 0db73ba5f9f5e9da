import { z } from 'zod';
import { DEFAULT_TOLERANCE, duration, text, tolerance } from './fields.js';

/** Answers about load runs of this lab. */

/** Numbers of a run that a step can ask for, each with its unit, as in a number answer. */
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
  tier: z.enum(['light', 'medium', 'heavy']).optional().describe('Of the run. Default: any.'),
  verdict: z
    .array(z.enum(['stable', 'contention', 'overload']))
    .min(1)
    .optional()
    .describe('The accepted verdicts. Default: any.'),
  search: z
    .boolean()
    .default(false)
    .describe(
      'Asks for a search, stress --find-limit, instead of a run: the learner gives the number of users that it found safe.',
    ),
  within: duration.prefault('1h').describe('How long ago the run may have ended. Default: 1h.'),
  ask: z
    .strictObject({
      measure: z
        .enum(Object.keys(RUN_MEASURES) as [RunMeasure, ...RunMeasure[]])
        .describe('The run’s number that the learner has to give. Times are in seconds, or typed as 250ms.'),
      tolerance: tolerance.default(DEFAULT_TOLERANCE),
    })
    .optional()
    .describe('A number that the learner reads from the run. Without it, the run itself is the answer.'),
  solution: text.describe('What to do: shown after giving up.'),
});

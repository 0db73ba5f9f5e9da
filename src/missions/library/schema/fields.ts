import { z } from 'zod';
import { parseDuration } from '../../../util/duration.js';

/** Types of the fields of a mission.yaml. An author's editor shows the descriptions. */

export const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, such as rate-per-second');

export const text = z.string().trim().min(1, 'must not be empty');

const NO_DURATION = 'must be a duration such as 30s, 1m or 1h30m';

/** A Prometheus duration, read as seconds. */
export const duration = z.string(NO_DURATION).transform((value, context) => {
  const seconds = parseDuration(value);
  if (seconds !== undefined) return seconds;
  context.issues.push({ code: 'custom', input: value, message: NO_DURATION });
  return z.NEVER;
});

export const promql = text.describe('A PromQL query.');

/** How far off a number may be. */
export const tolerance = z
  .strictObject({
    relative: z
      .number()
      .positive()
      .max(0.5)
      .optional()
      .describe('A fraction of the right value: 0.05 is 5 %.'),
    absolute: z.number().positive().optional().describe('In the unit of the right value.'),
  })
  .refine(({ relative, absolute }) => relative !== undefined || absolute !== undefined, {
    message: 'needs relative or absolute',
  })
  .describe('How far off the answer may be; if both are given, the larger counts. Default: 5 %.');

export const DEFAULT_TOLERANCE = { relative: 0.05 };

export type Tolerance = z.output<typeof tolerance>;

/** Wrong answers that pass, on purpose. */
export const survivors = z
  .array(
    z.strictObject({
      answer: text.describe('The mutant as `mission check --attack` writes it.'),
      reason: text.describe('Why it may pass.'),
    }),
  )
  .min(1)
  .optional()
  .describe(
    'Mutants of accepted answers that `mission check --attack` need not report, each with the reason why.',
  );

import { z } from 'zod';
import { parseDuration } from '../promql/duration.js';

/** What a mission.yaml holds. One schema for loading, for authors' editors and for the types. */

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, such as rate-per-second');

const text = z.string().trim().min(1, 'must not be empty');

/** A Prometheus duration, read as seconds. */
const duration = z.string().transform((value, context) => {
  const seconds = parseDuration(value);
  if (seconds !== undefined) return seconds;
  context.issues.push({
    code: 'custom',
    input: value,
    message: 'must be a duration such as 30s, 1m or 1h30m',
  });
  return z.NEVER;
});

const promqlAnswer = z.strictObject({
  type: z.literal('promql'),
  /** The query that an answer must be equal to in meaning. */
  reference: text,
  /** Metrics that an answer may take its values from. Left out: those of the reference. */
  about: z.array(text).min(1).optional(),
  /** Whether the metric name counts as a label. */
  metricName: z.boolean().default(false),
  /** Equivalents that must pass. */
  accept: z.array(text).min(3, 'needs at least three equivalents'),
  /** Wrong answers, each with the id of the rule that must explain it. */
  reject: z
    .array(z.strictObject({ answer: text, diagnosis: id }))
    .min(3, 'needs at least three wrong answers'),
});

const step = z.strictObject({
  /** Stable for ever: progress is kept under it. */
  id,
  title: text,
  prompt: text,
  concepts: z.array(text).min(1),
  weight: z.number().positive().default(1),
  /** Series that must have been there for a time before the step can be graded. */
  needs: z.array(z.strictObject({ selector: text, window: duration })).min(1),
  answer: z.discriminatedUnion('type', [promqlAnswer]),
  /** From a nudge to almost the solution. */
  hints: z.array(text).min(2, 'needs at least two hints, from a nudge to almost the solution'),
  /** Shown after a pass, or after giving up. */
  explanation: text,
});

export const missionSchema = z.strictObject({
  id,
  title: text,
  summary: text,
  steps: z
    .array(step)
    .min(1)
    .superRefine((steps, context) => {
      steps.forEach(({ id }, i) => {
        if (steps.findIndex((other) => other.id === id) === i) return;
        context.addIssue({
          code: 'custom',
          path: [i, 'id'],
          message: `the id ${id} is taken by an earlier step`,
        });
      });
    }),
});

export type MissionFile = z.output<typeof missionSchema>;
export type Step = z.output<typeof step>;

/** A loaded mission. */
export interface Mission extends MissionFile {
  /** Its place in the curriculum: the NN of its folder. */
  number: number;
  /** The file it came from. */
  file: string;
}

import { z } from 'zod';
import { SCENES } from '../../../../lab/worlds/worlds.js';
import { DEFAULT_TOLERANCE, duration, id, promql, survivors, text, tolerance } from './fields.js';

const WORLD_IDS = SCENES.map(({ id }) => id);

/** Answers whose rightness a query decides: a query, a number, a choice, something done to the lab. */

export const promqlAnswer = z.strictObject({
  type: z.literal('promql'),
  reference: promql.describe('The query that an answer must be equivalent to.'),
  about: z
    .array(text)
    .min(1)
    .optional()
    .describe('Metrics that an answer may use. Default: those of the reference.'),
  metricName: z.boolean().default(false).describe('Whether the name of the metric counts as a label.'),
  exemptWorlds: z
    .partialRecord(z.enum(WORLD_IDS), text)
    .optional()
    .describe(
      'Made-up worlds in which a right answer may differ from the reference, each with the reason why.',
    ),
  accept: z.array(promql).min(3, 'needs at least three equivalents').describe('Equivalents that must pass.'),
  reject: z
    .array(
      z.strictObject({
        answer: text,
        diagnosis: id.describe('The rule of the first diagnosis that the learner must see.'),
      }),
    )
    .min(3, 'needs at least three wrong answers')
    .describe('Wrong answers, each with the diagnosis it must get.'),
  survivors,
});

export const numberAnswer = z.strictObject({
  type: z.literal('number'),
  reference: promql.describe(
    'A query with exactly one value: the right number, computed when the answer is graded.',
  ),
  unit: z
    .enum(['', 's', '%', 'bytes', '/s', '/min'])
    .default('')
    .describe(
      'Of the reference’s value: seconds, percent, bytes, per second, per minute; empty for a count or a ratio. ' +
        'The learner may use related units, such as 250ms or 1.5k.',
    ),
  tolerance: tolerance.default(DEFAULT_TOLERANCE),
  over: duration
    .prefault('2m')
    .describe(
      'How long ago the learner may have read the number: any value that was right since then passes. Default: 2m.',
    ),
  mistakes: z
    .array(
      z.strictObject({
        query: promql.describe('Gives the wrong number; may be a plain number.'),
        why: text.describe('The learner’s mistake, and why it is wrong.'),
      }),
    )
    .min(1, 'needs at least one mistake')
    .describe('Wrong numbers, each explained. Wrong units (×1000, ×100, ×60) are explained automatically.'),
  survivors,
});

export const choiceAnswer = z
  .strictObject({
    type: z.literal('choice'),
    options: z
      .array(
        z.strictObject({
          id: id.describe('What the learner types, such as a.'),
          text: text.describe('What the learner reads.'),
          correct: z.boolean().default(false),
          why: text.describe('Why it is right or wrong; shown after it was chosen.'),
        }),
      )
      .min(3, 'needs at least three options')
      .describe('One or more are right; if several are, all of them must be chosen.'),
  })
  .superRefine(({ options }, context) => {
    options.forEach(({ id }, i) => {
      if (options.findIndex((other) => other.id === id) !== i) {
        context.addIssue({
          code: 'custom',
          path: ['options', i, 'id'],
          message: `the id ${id} is taken by an earlier option`,
        });
      }
    });
    const right = options.filter(({ correct }) => correct).length;
    if (right === 0 || right === options.length) {
      context.addIssue({
        code: 'custom',
        path: ['options'],
        message: right === 0 ? 'none of the options is correct' : 'all of the options are correct',
      });
    }
  });

export const checkAnswer = z.strictObject({
  type: z.literal('check'),
  holds: promql.describe('Holds if it returns a scalar other than 0, or a non-empty vector without a 0.'),
  hold: duration.prefault('0s').describe('How long it must have held without interruption. Default: 0s.'),
  failing: text.describe('Shown while it does not hold: what is observed, not what to do.'),
  show: promql.optional().describe('Its result is shown below, so that the learner sees the current state.'),
  solution: text.describe('How to make it hold: shown after giving up.'),
  heldByFixture: z
    .boolean()
    .default(false)
    .describe('True if it already holds in an undisturbed lab, for a step that only asks to look.'),
});

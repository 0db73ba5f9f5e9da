import { z } from 'zod';
import { SCENES } from '../../../../lab/worlds/worlds.js';
import { DEFAULT_TOLERANCE, duration, id, promql, text, tolerance } from './fields.js';

const WORLD_IDS = SCENES.map(({ id }) => id);

/** Answers whose rightness a query decides: a query, a number, a choice, something done to the lab. */

export const promqlAnswer = z.strictObject({
  type: z.literal('promql'),
  reference: promql.describe('The query that an answer must be equal to in meaning.'),
  about: z
    .array(text)
    .min(1)
    .optional()
    .describe('Metrics that an answer may take its values from. Left out: those of the reference.'),
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
        diagnosis: id.describe('The rule that must come first in what the learner reads.'),
      }),
    )
    .min(3, 'needs at least three wrong answers')
    .describe('Wrong answers, each with the rule that must explain it.'),
});

export const numberAnswer = z.strictObject({
  type: z.literal('number'),
  reference: promql.describe('A query with exactly one value: the right number, computed when it is graded.'),
  unit: z
    .enum(['', 's', '%', 'bytes', '/s', '/min'])
    .default('')
    .describe(
      'Of the reference’s value: seconds, percent, bytes, per second, per minute; empty for a count or a ratio. ' +
        'The learner may type others of its kind, such as 250ms or 1.5k.',
    ),
  tolerance: tolerance.default(DEFAULT_TOLERANCE),
  over: duration
    .prefault('2m')
    .describe(
      'How long ago the learner may have read the number: any that was right since then is right. 2m.',
    ),
  mistakes: z
    .array(
      z.strictObject({
        query: promql.describe('Gives the wrong number; may be a plain number.'),
        why: text.describe('What the learner did, and why it is wrong.'),
      }),
    )
    .min(1, 'needs at least one mistake')
    .describe('Wrong numbers, each explained. Wrong units (×1000, ×100, ×60) are explained without.'),
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
          why: text.describe('Why it is right or wrong; shown once it was chosen.'),
        }),
      )
      .min(3, 'needs at least three options')
      .describe('One or more are right; where several are, all of them must be chosen.'),
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
  holds: promql.describe(
    'Holds where it gives a scalar other than 0, or a vector that is not empty and has no 0 in it.',
  ),
  hold: duration.prefault('0s').describe('For how long it must have held, at every moment; 0s.'),
  failing: text.describe('What the learner reads while it does not hold: what is seen, not what to do.'),
  show: promql.optional().describe('Its result is shown below, so that the learner sees what is the case.'),
  solution: text.describe('What one does so that it holds: shown to those who give up.'),
  heldByFixture: z
    .boolean()
    .default(false)
    .describe('It holds in an undisturbed lab already, for a step that only asks to look.'),
});

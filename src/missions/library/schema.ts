import { z } from 'zod';
import { duration, id, promql, text } from './schema/fields.js';
import { dashboardAnswer, expositionAnswer, relabelAnswer, rulesAnswer } from './schema/files.js';
import { loadAnswer } from './schema/load-answer.js';
import { checkAnswer, choiceAnswer, numberAnswer, promqlAnswer } from './schema/queries.js';

/** What a mission.yaml holds. One schema for loading, for authors' editors and for the types. */

const answer = z
  .discriminatedUnion('type', [
    promqlAnswer,
    numberAnswer,
    choiceAnswer,
    checkAnswer,
    dashboardAnswer,
    rulesAnswer,
    expositionAnswer,
    relabelAnswer,
    loadAnswer,
  ])
  .describe('What is right, and how it is known.');

const step = z
  .strictObject({
    id: id.describe('Stable for ever: progress is kept under it.'),
    title: text,
    prompt: text.describe('What the learner is asked. Markdown: paragraphs, lists, `code`.'),
    concepts: z.array(text).min(1).describe('What the step is about, in a word or two each.'),
    weight: z.number().positive().default(1).describe('Its share of the mission’s score; 1.'),
    needs: z
      .array(
        z.strictObject({
          selector: promql.describe('Series, such as http_requests_total{method="GET"}.'),
          window: duration.describe(
            'For how long they must have been there: the longest range that is asked for.',
          ),
        }),
      )
      .default([])
      .describe('Series that must have been there for a time before the step can be graded.'),
    answer,
    hints: z
      .array(text)
      .min(2, 'needs at least two hints, from a nudge to almost the solution')
      .describe('From a nudge to almost the solution.'),
    hintsFor: z
      .record(id, text)
      .default({})
      .describe('Hints for those whose answer got a diagnosis: its rule, and the hint.'),
    explanation: text.describe('Shown after a pass, or after giving up.'),
  })
  .superRefine(({ answer, needs }, context) => {
    if ((answer.type === 'promql' || answer.type === 'number') && needs.length === 0) {
      context.addIssue({ code: 'custom', path: ['needs'], message: 'must name what the query selects' });
    }
  });

export const missionSchema = z.strictObject({
  id: id.describe('Stable for ever: progress is kept under it.'),
  title: text,
  summary: text.describe('What the mission is about, in a sentence.'),
  requires: z
    .array(id)
    .default([])
    .describe('Ids of missions that come before. Told to the learner, who may begin all the same.'),
  learned: z.array(text).min(1).describe('What was learned, for the summary: a sentence each.'),
  reading: z
    .array(
      z.strictObject({
        title: text,
        link: text.regex(/^(https:\/\/|docs\/)/, 'must be an https address, or a path below docs/'),
      }),
    )
    .default([])
    .describe('Where there is more to read.'),
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
export type Answer = Step['answer'];
export type AnswerType = Answer['type'];
/** What an answer of a type is graded by. */
export type AnswerOf<T extends AnswerType> = Extract<Answer, { type: T }>;
/** A step whose answer is of a type. */
export type StepOf<T extends AnswerType> = Step & { answer: AnswerOf<T> };

export function isStepOf<T extends AnswerType>(type: T, step: Step): step is StepOf<T> {
  return step.answer.type === type;
}

/** A loaded mission. */
export interface Mission extends MissionFile {
  /** Its place in the curriculum: the NN of its folder. */
  number: number;
  /** The file it came from. */
  file: string;
}

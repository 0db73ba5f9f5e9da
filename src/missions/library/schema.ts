import { z } from 'zod';
import { incidentAnswer, mitigationAnswer, mitigationProblem, stepFault } from './schema/fault-answers.js';
import { duration, id, promql, text } from './schema/fields.js';
import {
  alertmanagerAnswer,
  dashboardAnswer,
  expositionAnswer,
  relabelAnswer,
  rulesAnswer,
} from './schema/files.js';
import { loadAnswer } from './schema/load-answer.js';
import { checkAnswer, choiceAnswer, numberAnswer, promqlAnswer } from './schema/queries.js';

/** The schema of a mission.yaml: for loading, for authors' editors and for the types. */

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
    alertmanagerAnswer,
    loadAnswer,
    mitigationAnswer,
    incidentAnswer,
  ])
  .describe('The right answer, and how it is graded.');

const example = z
  .strictObject({
    query: promql.optional().describe('A query that Prometheus accepts, and that has a result in the lab.'),
    text: text.optional().describe('An example of another syntax: a part of a file, a command.'),
    says: text.describe('What the example does and gives, in a sentence or two.'),
  })
  .refine(({ query, text }) => (query === undefined) !== (text === undefined), {
    message: 'needs either query or text',
  })
  .describe(
    'A worked example of syntax that is new in this step, with another metric or another question: never its answer.',
  );

const step = z
  .strictObject({
    id: id.describe('Never change it: progress is stored under it.'),
    title: text,
    prompt: text.describe('The question. Markdown: paragraphs, lists, `code`.'),
    concepts: z.array(text).min(1).describe('The step’s topics, a word or two each.'),
    weight: z.number().positive().default(1).describe('Its weight in the mission’s score. Default: 1.'),
    needs: z
      .array(
        z.strictObject({
          selector: promql.describe('Series, such as http_requests_total{method="GET"}.'),
          window: duration.describe(
            'How long they must have existed: the longest range that the step asks for.',
          ),
        }),
      )
      .default([])
      .describe('Series that must have existed for some time before the step can be graded.'),
    fault: stepFault
      .optional()
      .describe('A fault of the lab that is in effect while the step is open. Steps in a row can share one.'),
    answer,
    example: example.optional(),
    hints: z
      .array(text)
      .min(2, 'needs at least two hints, from a nudge to almost the solution')
      .describe('From a nudge to almost the solution.'),
    hintsFor: z
      .record(id, text)
      .default({})
      .describe('Hints for answers with a certain diagnosis: its rule, and the hint.'),
    explanation: text.describe('Shown after a pass, or after giving up.'),
  })
  .superRefine(({ answer, needs, fault }, context) => {
    const problem = mitigationProblem({ fault, answer });
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['answer'], message: problem });
    if ((answer.type === 'promql' || answer.type === 'number') && needs.length === 0) {
      context.addIssue({ code: 'custom', path: ['needs'], message: 'must name what the query selects' });
    }
  });

const missionFields = z.strictObject({
  id: id.describe('Never change it: progress is stored under it.'),
  title: text,
  summary: text.describe('The mission’s topic, in one sentence.'),
  requires: z
    .array(id)
    .default([])
    .describe('Ids of missions to do first. Shown to the learner, who may still start.'),
  learned: z
    .array(
      z.union([
        text.transform((says) => ({ says, steps: [] as string[] })),
        z.strictObject({
          says: text,
          steps: z
            .array(id)
            .min(1)
            .describe('Ids of the steps that teach it: the summary says it once they are passed.'),
        }),
      ]),
    )
    .min(1)
    .describe(
      'What the learner has learned, for the summary: one sentence each. One without steps is said once all are passed.',
    ),
  reading: z
    .array(
      z.strictObject({
        title: text,
        link: text.regex(/^(https:\/\/|docs\/)/, 'must be an https URL, or a path under docs/'),
      }),
    )
    .default([])
    .describe('Further reading.'),
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

export const missionSchema = missionFields.superRefine(({ learned, steps }, context) => {
  learned.forEach((one, i) =>
    one.steps.forEach((name, j) => {
      if (steps.some(({ id }) => id === name)) return;
      context.addIssue({
        code: 'custom',
        path: ['learned', i, 'steps', j],
        message: `${name} is not the id of a step`,
      });
    }),
  );
});

export type MissionFile = z.output<typeof missionSchema>;
export type Step = z.output<typeof step>;
export type Example = NonNullable<Step['example']>;
export type Answer = Step['answer'];
export type AnswerType = Answer['type'];
/** The fields of an answer of this type. */
export type AnswerOf<T extends AnswerType> = Extract<Answer, { type: T }>;
/** A step whose answer is of this type. */
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

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grade } from '../../src/missions/grading/grade.js';
import { MISCONCEPTIONS } from '../fixtures/promql/misconceptions.js';
import { type GradedWorld, startGradedWorld } from '../helpers/graded-world.js';

/** Verdicts of a real Prometheus with made-up worlds beside the live data. */

let graded: GradedWorld;

beforeAll(async () => {
  graded = await startGradedWorld();
}, 180_000);
afterAll(() => graded.stop());

/** The verdict on each answer, in its order. */
async function verdictsOn(step: string, answers: readonly string[]): Promise<string[]> {
  const verdicts: string[] = [];
  for (const answer of answers) {
    verdicts.push((await grade(graded.steps.get(step)!, answer, graded.world)).verdict);
  }
  return verdicts;
}

const REFUSALS = new Set(['wrong', 'empty', 'error']);

test('there are wrong answers to every query step, and right ones to every third', () => {
  expect(MISCONCEPTIONS.map(({ step }) => step).sort()).toEqual([...graded.steps.keys()].sort());
  expect(Math.min(...MISCONCEPTIONS.map(({ wrong }) => wrong.length))).toBeGreaterThanOrEqual(8);
  const right = MISCONCEPTIONS.flatMap(({ right: answers = [] }) => (answers.length >= 10 ? [answers] : []));
  expect(right.length).toBeGreaterThanOrEqual(MISCONCEPTIONS.length / 3);
  expect(right.flat().length).toBeGreaterThanOrEqual(150);
});

describe.each(MISCONCEPTIONS)('$step', ({ step, wrong, right = [] }) => {
  test('refuses every wrong answer', async () => {
    const verdicts = await verdictsOn(
      step,
      wrong.map(([query]) => query),
    );
    expect(wrong.filter((_, i) => !REFUSALS.has(verdicts[i]!))).toEqual([]);
  }, 60_000);

  test.runIf(right.length > 0)(
    'passes every right answer',
    async () => {
      const verdicts = await verdictsOn(step, right);
      expect(right.filter((_, i) => verdicts[i] !== 'pass')).toEqual([]);
    },
    60_000,
  );
});

test('tells in numbers how a world differs', async () => {
  const { diagnoses } = await grade(
    graded.steps.get('01/error-ratio')!,
    MISCONCEPTIONS.find(({ step }) => step === '01/error-ratio')!.wrong[0]![0],
    graded.world,
  );
  expect(diagnoses[0]).toMatchObject({
    rule: 'equal-by-accident',
    message: expect.stringMatching(
      /^On your data both return 0\.\d+\. With answers with 1xx, 3xx and rare errors as well, yours returns 0\.\d+ and the right query 0\.\d+\./,
    ),
  });
});

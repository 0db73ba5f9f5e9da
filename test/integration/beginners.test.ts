import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grade } from '../../src/missions/grading/grade.js';
import { type GradedWorld, startGradedWorld } from '../helpers/graded-world.js';

/** What beginners type in the query steps, and the first diagnosis that they read, judged one by one by hand. */

interface Mistake {
  step: string;
  typed: string;
  rule: string;
  /** How the advice begins. */
  fix: string;
  /** Whether the diagnosis says what is wrong with this answer and what to type, or is only true. */
  judged: string;
}

const MISTAKES = readFileSync(new URL('../fixtures/promql/beginners-by-step.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map((line): Mistake => {
    const [step = '', typed = '', rule = '', fix = '', judged = ''] = line.split('\t');
    return { step, typed, rule, fix, judged };
  });

let graded: GradedWorld;

beforeAll(async () => {
  graded = await startGradedWorld();
}, 180_000);
afterAll(() => graded.stop());

test('every query step has mistakes, and nearly all of them read something helpful', () => {
  expect([...new Set(MISTAKES.map(({ step }) => step))].sort()).toEqual([...graded.steps.keys()].sort());
  expect(MISTAKES.length).toBeGreaterThanOrEqual(300);
  const helpful = MISTAKES.filter(({ judged }) => judged === 'helpful');
  expect(helpful.length / MISTAKES.length).toBeGreaterThanOrEqual(0.95);
  expect(MISTAKES.filter(({ judged }) => judged !== 'helpful' && judged !== 'vague')).toEqual([]);
});

describe.each([...new Set(MISTAKES.map(({ step }) => step))])('%s', (id) => {
  test('names the mistake and what to type', async () => {
    const expected = MISTAKES.filter(({ step }) => step === id);
    const read: unknown[] = [];
    for (const { typed, fix } of expected) {
      const { verdict, diagnoses } = await grade(graded.steps.get(id)!, typed, graded.world);
      const [first] = diagnoses;
      read.push([typed, verdict !== 'pass' && first?.rule, first?.fix.slice(0, fix.length)]);
    }
    expect(read).toEqual(expected.map(({ typed, rule, fix }) => [typed, rule, fix]));
  }, 60_000);
});

import { expect, test } from 'vitest';
import type { AnswerOf } from '../../library/schema.js';
import type { FinishedIncident } from '../types.js';
import { gradeIncident } from './incident.js';

const NOW = Date.parse('2026-11-22T12:00:00Z') / 1000;
const TASK: AnswerOf<'incident'> = {
  type: 'incident',
  difficulty: 2,
  points: 70,
  within: 7200,
  solution: 'Do.',
};

function incident(change: Partial<FinishedIncident> = {}): FinishedIncident {
  return {
    id: '20261122-113000',
    difficulty: 2,
    endedAt: '2026-11-22T11:40:00Z',
    score: 80,
    faults: [],
    fields: [
      { field: 'origin', weight: 80, points: 80, verdict: 'right', given: 'a', expected: 'a', reason: '' },
      { field: 'cause', weight: 20, points: 0, verdict: 'wrong', given: 'b', expected: 'a', reason: '' },
    ],
    ...change,
  };
}

const graded = (...finished: FinishedIncident[]) =>
  gradeIncident(TASK, { now: NOW, incidents: async () => finished });

test('passes with an incident that is hard, good and recent enough', async () => {
  expect(await graded(incident())).toMatchObject({ verdict: 'pass' });
  expect(await graded(incident({ difficulty: 3, score: 70 }))).toMatchObject({ verdict: 'pass' });
  expect(await graded(incident(), incident({ score: 10 }))).toMatchObject({ verdict: 'pass' });
});

test('names what a bad one lost', async () => {
  expect(await graded(incident({ score: 69 }))).toMatchObject({
    verdict: 'wrong',
    diagnoses: [{ rule: 'incident-points', why: 'It lost points on cause.' }],
    parts: [{ pass: true }, { name: 'cause: 0 of 20 points', pass: false }],
  });
});

test.each([
  ['none', []],
  ['an easier one', [incident({ difficulty: 1 })]],
  ['one from yesterday', [incident({ endedAt: '2026-11-21T11:40:00Z' })]],
])('%s is not enough', async (_, finished) => {
  expect(await graded(...finished)).toMatchObject({
    verdict: 'wrong',
    diagnoses: [{ rule: 'no-incident', fix: 'Run: obs-lab incident start --difficulty 2' }],
  });
});

import { expect, test } from 'vitest';
import { planIncident } from '../plan/plan.js';
import { gradeIncident } from './grade.js';
import type { Answers, Field, IncidentFacts } from './types.js';

const SEEDS = Array.from({ length: 100 }, (_, i) => i);
const two = SEEDS.map((seed) => planIncident(seed, 3)).find(({ faults }) => faults.length === 2)!;
const alarm = SEEDS.map((seed) => planIncident(seed, 2)).find(({ faults }) => faults.length === 0)!;
const facts: IncidentFacts = {
  startedAt: 1000,
  beganAt: 1030,
  pagedAt: 1060,
  endedAt: 1100,
  affected: { low: 0.2, high: 0.3 },
  actions: [{ action: 'restart', at: 1100, ended: 1 }],
  recovery: { held: true, since: 1110 },
};
const never = {
  truths: (_: string, { count }: { count: number }) => Promise.resolve(Array<boolean>(count).fill(false)),
};

async function pointsOf(field: Field, answers: Answers, change: Partial<IncidentFacts> = {}, plan = two) {
  const { fields } = await gradeIncident(plan, answers, { ...facts, ...change }, never);
  const found = fields.find((each) => each.field === field)!;
  expect(found.reason.length).toBeGreaterThan(10);
  return [found.verdict, found.points];
}

test('naming one of two causes is half right, and naming everything is not better', async () => {
  const [first] = two.causes.right;
  expect(await pointsOf('cause', { cause: two.causes.right })).toEqual(['right', 20]);
  expect(await pointsOf('cause', { cause: [first!] })).toEqual(['partly', 10]);
  expect((await pointsOf('cause', { cause: two.causes.options }))[1]).toBeLessThan(6);
  expect(await pointsOf('cause', {})).toEqual(['missing', 0]);
});

test.each([
  [15, 'right', 15],
  [-15, 'right', 15],
  [29, 'partly', 7.5],
  [31, 'wrong', 0],
])('a beginning that is %i s off is %s', async (off, verdict, points) => {
  expect(await pointsOf('began', { began: 1030 + off })).toEqual([verdict, points]);
});

test.each([
  [0.2, 'Your time is right.'],
  [2, 'Your time is 2 s late.'],
  [-2, 'Your time is 2 s early.'],
])('a beginning that is %f s off: %s', async (off, reason) => {
  const { fields } = await gradeIncident(two, { began: 1030 + off }, facts, never);
  expect(fields.find(({ field }) => field === 'began')!.reason).toBe(reason);
});

test.each([
  [0.2, 'right', 10],
  [0.25, 'right', 10],
  [0.39, 'right', 10],
  [0.45, 'partly', 5],
  [0.6, 'wrong', 0],
])('a blast radius of %f is %s', async (blast, verdict, points) => {
  expect(await pointsOf('blast', { blast })).toEqual([verdict, points]);
});

test('a mitigation counts if the service has recovered, and needless actions cost points', async () => {
  const needless = { action: 'roll-back', at: 1090, ended: 0 } as const;
  expect(await pointsOf('mitigation', {})).toEqual(['right', 20]);
  expect(await pointsOf('mitigation', {}, { actions: [needless, ...facts.actions] })).toEqual(['partly', 15]);
  expect(await pointsOf('mitigation', {}, { recovery: { held: false, problem: 'bad' } })).toEqual([
    'wrong',
    0,
  ]);
  expect(await pointsOf('mitigation', {}, { actions: [] })).toEqual(['missing', 0]);
});

test('a false alarm is right if nothing is named and nothing is changed', async () => {
  const calm = { beganAt: undefined, affected: { low: 0, high: 0 } };
  const good: Answers = { began: 'never', origin: ['nowhere'], cause: ['nothing'], blast: 0 };
  const still = { ...calm, actions: [{ action: 'do-nothing', at: 1100, ended: 0 } as const] };
  expect((await gradeIncident(alarm, good, { ...facts, ...still }, never)).score).toBe(100);
  expect(await pointsOf('mitigation', good, calm, alarm)).toEqual(['wrong', 0]);
  expect(await pointsOf('began', { began: 1030 }, calm, alarm)).toEqual(['wrong', 0]);
});

import { expect, test } from 'vitest';
import type { Fault } from '../../../lab/faults/fault.js';
import { FAULTS } from '../../../lab/faults/index.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import { gradeEvidence, spread, unfit } from './evidence.js';

const all: readonly Fault[] = FAULTS;
const FACTS = { startedAt: 1000, beganAt: 1030, endedAt: 1100 };
const expr = 'sum(rate(http_requests_total{status="500"}[15s])) > 0';

/** History in which a query is true from one time until another. */
const trueBetween = (from: number, to: number) => ({
  truths: (_: string, { start, step, count }: { start: number; step: number; count: number }) =>
    Promise.resolve(
      Array.from({ length: count }, (_each, i) => start + i * step >= from && start + i * step < to),
    ),
});

test.each<[string, number, number, number]>([
  ['true during, false before', 1030, 1100, 1],
  ['true a little later', 1050, 1200, 1],
  ['true for a third of the time', 1040, 1068, 1],
  ['always true', 0, 2000, 0],
  ['never true', 0, 0, 0],
  ['true before only', 1000, 1030, 0],
  ['true for a moment', 1040, 1044, 0],
  ['true from before', 1010, 1100, 0],
])('%s', async (_what, from, to, share) => {
  expect(await gradeEvidence(expr, FACTS, trueBetween(from, to))).toMatchObject({ share });
});

test('a false alarm has no evidence', async () => {
  expect(await gradeEvidence(expr, { ...FACTS, beganAt: undefined }, trueBetween(1030, 1100))).toMatchObject({
    share: 0,
  });
});

test.each([
  ['vector(1) > 0', 'selects no series'],
  ['time() > 1000 and up', 'asks for the time'],
  ['up @ 1000 == 1', 'pins its time'],
  ['rate(shop_orders_total[1m]) > 0', 'nothing to do with'],
  ['http_requests_total > 5000', 'raw value of a counter'],
  ['up{job="shop"} == 1', undefined],
])('%s: %s', (text, reason) => {
  const refusal = unfit(parsePromql(text).expr);
  if (reason === undefined) expect(refusal).toBeUndefined();
  else expect(refusal).toContain(reason);
});

test.each(all)('the documented evidence of $id is fit', ({ evidence, symptom }) => {
  for (const item of evidence) {
    if (item.kind === 'promql') expect(unfit(parsePromql(item.expr).expr)).toBeUndefined();
  }
  expect(unfit(parsePromql(symptom).expr)).toBeUndefined();
});

test('instants are spread over a stretch, a second or more apart', () => {
  expect(spread(0, 5)).toEqual({ start: 0, end: 5, step: 1, count: 6 });
  expect(spread(0, 190)).toMatchObject({ step: 10, count: 20, end: 190 });
  expect(spread(10, 5)).toMatchObject({ count: 2, step: 1 });
});

import { expect, test } from 'vitest';
import { ACCIDENT_EXAMPLES } from '../../../test/fixtures/promql/accidents.js';
import { evaluationOf } from '../../../test/fixtures/promql/differences.js';
import { FACTS } from '../../../test/fixtures/promql/facts.js';
import { compareEvaluations } from '../meaning/compare.js';
import { noFacts } from '../meaning/facts.js';
import { parsePromql } from '../syntax/parse.js';
import { explainAccident } from './accident.js';
import { judge } from './judge.js';

const [some, other] = [evaluationOf({ '': [1, 2] }), evaluationOf({ '': [1.2, 2.9] })];
const side = (text: string, evaluation = some) => ({ expr: parsePromql(text).expr, evaluation });

test.each(ACCIDENT_EXAMPLES)('%s, %s: %s', (reference, answer, says) => {
  const sides = { reference: side(reference), answer: side(answer, other) };
  const comparison = compareEvaluations(some, other);
  const { rule, message, why, fix } = explainAccident({ ...sides, comparison, asker: 'step' }, FACTS);
  expect(rule).toBe('equal-by-accident');
  expect(message).toContain(says);
  expect(`${why}${fix}`).not.toMatch(/undefined|NaN/);
});

test('without a server’s facts it still says that it is an accident', () => {
  const comparison = compareEvaluations(some, other);
  const sides = { reference: side('rate(a_total[1m])'), answer: side('rate(a_total{b="1"}[1m])', other) };
  expect(explainAccident({ ...sides, comparison, asker: 'step' }, noFacts())).toMatchObject({
    rule: 'equal-by-accident',
  });
});

test.each([
  ['what is equal in both worlds passes', { reference: other, answer: other }, 'pass'],
  ['what is equal by accident does not', { reference: some, answer: other }, 'wrong'],
  ['what can’t be imagined passes', undefined, 'pass'],
])('%s', async (_, world, verdict) => {
  const sides = { reference: side('rate(a_total[1m])'), answer: side('rate(a_total[2m])') };
  const options = { scrapeIntervalSeconds: 1, lookUp: () => Promise.resolve(noFacts(1)) };
  expect(await judge(sides, { ...options, imagined: () => Promise.resolve(world) })).toMatchObject({
    verdict,
  });
});

test('what differs already is not imagined', async () => {
  const sides = { reference: side('rate(a_total[1m])'), answer: side('rate(a_total[2m])', other) };
  const options = { scrapeIntervalSeconds: 1, lookUp: () => Promise.resolve(noFacts(1)) };
  const imagined = () => Promise.reject(new Error('imagined'));
  expect(await judge(sides, { ...options, imagined })).toMatchObject({ verdict: 'wrong' });
});

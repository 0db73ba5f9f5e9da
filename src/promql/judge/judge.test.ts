import { describe, expect, test } from 'vitest';
import { evaluationOf, type Rows } from '../../../test/fixtures/promql/differences.js';
import { FACTS } from '../../../test/fixtures/promql/facts.js';
import type { Evaluation } from '../meaning/compare.js';
import { noFacts } from '../meaning/facts.js';
import { parsePromql } from '../syntax/parse.js';
import { judge } from './judge.js';
import type { JudgeOptions } from './options.js';

const side = (text: string, result: Rows | Evaluation) => ({
  expr: parsePromql(text).expr,
  evaluation: 'rows' in result ? (result as Evaluation) : evaluationOf(result as Rows),
});

async function verdict(
  reference: [string, Rows | Evaluation],
  answer: [string, Rows | Evaluation],
  options: { about?: string[]; metricName?: boolean; imagined?: JudgeOptions['imagined'] } = {},
): Promise<string> {
  let asked = 0;
  const lookUp = () => Promise.resolve((asked++, FACTS));
  const sides = { reference: side(...reference), answer: side(...answer) };
  const imagined = () =>
    Promise.resolve({ reference: sides.reference.evaluation, answer: sides.answer.evaluation });
  const judgement = await judge(sides, { scrapeIntervalSeconds: 1, lookUp, imagined, ...options });
  expect(asked).toBeLessThanOrEqual(1);
  if (judgement.verdict === 'not-ready') return `not-ready: ${judgement.lacking}`;
  return [judgement.verdict, judgement.diagnoses[0]?.rule].filter((part) => part !== undefined).join(' ');
}

const some: Rows = { 'a=1': [1, 2] };
const other: Rows = { 'a=1': [5, 2] };

describe('a judgement', () => {
  test('says so if nothing more than the data of the moment could be tried', async () => {
    const imagined = () => Promise.resolve(undefined);
    expect(await verdict(['up', some], ['up * 1', some], { imagined })).toBe('pass unproven');
    expect(await verdict(['up + 1', some], ['up   + 1', some], { imagined })).toBe('pass');
  });

  test.each<[string, [string, Rows], [string, Rows], string]>([
    ['equal', ['up', some], ['up * 1', some], 'pass'],
    ['equal, in bad style', ['up', some], ['up{job=~"api"}', some], 'pass regexp-literal'],
    ['another value', ['up', some], ['up', other], 'wrong values-differ'],
    ['nothing', ['up', some], ['up > 9', {}], 'empty different-comparison'],
    ['a typed number', ['up', some], ['vector(1)', some], 'wrong constant-answer'],
    ['a typed number that is wrong', ['up', some], ['vector(1)', other], 'wrong constant-answer'],
    ['equal from elsewhere', ['up', some], ['build_info', some], 'wrong different-metric'],
    ['a misspelt name', ['up', some], ['upp', {}], 'empty unknown-metric'],
    [
      'equal by accident',
      ['increase(http_requests_total[1m])', some],
      ['delta(http_requests_total[1m])', some],
      'wrong delta-on-counter',
    ],
    [
      'equal for good',
      ['increase(http_requests_total[1m])', some],
      ['rate(http_requests_total[1m]) * 60', some],
      'pass',
    ],
    // Nothing to tell by.
    ['no reference', ['up', {}], ['up', {}], 'not-ready: what it asks about has no data yet'],
    [
      'no reference at some moment',
      ['up', { 'a=1': [1, undefined] }],
      ['up', some],
      'not-ready: what it asks about has no data yet',
    ],
    [
      'zeros',
      ['up', { 'a=1': [0, 0] }],
      ['up', some],
      'not-ready: everything it asks about is still zero, so right and wrong answers look the same',
    ],
    [
      'NaN',
      ['up', { 'a=1': [NaN, NaN] }],
      ['up', some],
      'not-ready: everything it asks about is still zero, so right and wrong answers look the same',
    ],
  ])('%s: %s, %s: %s', async (_, reference, answer, expected) => {
    expect(await verdict(reference, answer)).toBe(expected);
  });

  test('allows other metrics where the step does', async () => {
    expect(await verdict(['up', some], ['build_info', some], { about: ['build_info'] })).toBe('pass');
  });

  test('takes any metric where the reference names none', async () => {
    expect(await verdict(['{job="api"}', some], ['{job="api"} * 1', some])).toBe('pass');
    expect(await verdict(['{job="api"}', some], ['vector(1)', some])).toBe('wrong constant-answer');
  });

  test('native histograms: the answer’s are explained, the reference’s can’t be compared', async () => {
    const partial = {
      ...evaluationOf({}),
      partial: true,
      notes: { warnings: [], infos: ['1 series of native histograms was left out: use …'] },
    };
    expect(await verdict(['up', some], ['up > 0', partial])).toBe('empty native-histograms');
    expect(await verdict(['up', partial], ['up', partial])).toMatch(/^not-ready/);
  });

  test('passes on what Prometheus remarks', async () => {
    const remarked = { ...evaluationOf(some), notes: { warnings: ['PromQL warning: odd'], infos: [] } };
    expect(await verdict(['up', some], ['up', remarked])).toBe('pass prometheus-warning');
    expect(await verdict(['up', remarked], ['up', remarked])).toBe('pass');
  });

  test('asks the server only where it matters', async () => {
    const refuse = () => Promise.reject(new Error('asked'));
    const imagined = () => Promise.resolve(undefined);
    const judged = (answer: string, result: Rows) =>
      judge(
        { reference: side('rate(x_total[1m])', some), answer: side(answer, result) },
        { scrapeIntervalSeconds: 1, lookUp: refuse, imagined },
      );
    expect(await judged('rate(x_total[60s])', some)).toMatchObject({ verdict: 'pass' });
    await expect(judged('delta(x_total[1m])', some)).rejects.toThrow('asked');
    await expect(judged('rate(x_total[1m])', other)).rejects.toThrow('asked');
  });

  test('a type that the server knows clears a suspicion', async () => {
    const sides = { reference: side('increase(odd[1m])', some), answer: side('rate(odd[1m]) * 60', some) };
    const lookUp = () => Promise.resolve({ ...noFacts(1), metricTypes: new Map([['odd', 'counter']]) });
    const imagined = () => Promise.resolve(undefined);
    expect(await judge(sides, { scrapeIntervalSeconds: 1, lookUp, imagined })).toMatchObject({
      verdict: 'pass',
    });
  });
});

import { describe, expect, test } from 'vitest';
import { DIFFERENCE_EXAMPLES, evaluationOf, type Rows } from '../../../test/fixtures/promql/differences.js';
import { DIFFERENCE_RULES } from '../differences/rules.js';
import { compareEvaluations, type Evaluation } from '../meaning/compare.js';
import { noFacts } from '../meaning/facts.js';
import { parsePromql } from '../syntax/parse.js';
import { diagnose } from './diagnose.js';

const FACTS = noFacts(1);

function rulesOf(reference: [string, Evaluation], answer: [string, Evaluation]): string[] {
  const side = ([text, result]: [string, Evaluation]) => ({
    expr: parsePromql(text).expr,
    evaluation: result,
  });
  const comparison = compareEvaluations(reference[1], answer[1]);
  return diagnose({ reference: side(reference), answer: side(answer), comparison, asker: 'step' }, FACTS).map(
    ({ rule }) => rule,
  );
}

const RATE = 'rate(x_total[1m])';
const GROUPED = `sum by (a) (${RATE})`;
const rate: Rows = { 'a=1': [2, 3], 'a=2': [0, 5] };
const times = (factor: number): Rows =>
  Object.fromEntries(
    Object.entries(rate).map(([labels, cells]) => [labels, cells.map((cell) => cell! * factor)]),
  );

describe('what leads', () => {
  test('every rule has an example', () => {
    const shown = new Set(DIFFERENCE_EXAMPLES.map(([rule]) => rule));
    // One type for another has examples of its own below.
    expect(DIFFERENCE_RULES.filter(({ id }) => !shown.has(id) && id !== 'result-type')).toEqual([]);
    expect(shown).toContain('values-differ');
  });

  test.each(DIFFERENCE_EXAMPLES)('%s: %s, %s', (rule, [reference, expected], [answer, given]) => {
    expect(rulesOf([reference, evaluationOf(expected)], [answer, evaluationOf(given)])[0]).toBe(rule);
  });
});

describe('what is not said', () => {
  test.each<[string, [string, Rows], [string, Rows]]>([
    ['a factor or a difference from nothing but zeros', ['x', { '': [0, 0] }], ['x + 1', { '': [1, 1] }]],
    ['rounding if a number replaces NaN', ['x', { '': [2, NaN] }], ['x + 0', { '': [2, 4] }]],
    ['a factor where one series differs', [RATE, rate], [RATE, { 'a=1': [120, 180], 'a=2': [0, 299] }]],
    ['a factor between single values', ['x', { '': [3, 3] }], ['x ^ 2', { '': [9, 9] }]],
    ['a factor over an infinity', ['x', { '': [1, Infinity] }], ['x * 2', { '': [2, 5] }]],
  ])('%s', (_, [reference, expected], [answer, given]) => {
    expect(rulesOf([reference, evaluationOf(expected)], [answer, evaluationOf(given)])).toEqual([
      'values-differ',
    ]);
  });

  test.each<[rule: string, reference: string, answer: string]>([
    // It keeps the same.
    ['different-comparison', 'sum(x > 0)', 'sum(x >= 1) + 3'],
    ['different-comparison', 'sum(0 < x)', 'sum(x > 0) + 3'],
    // Something else is compared, and that is the mistake.
    ['different-comparison', 'sum(x > 2)', 'sum(1 - x < 2)'],
    ['different-comparison', 'x > 2 and x < 5', 'sum(x > 2)'],
    // The opposite of the opposite.
    ['different-comparison', 'x and on (a) y > 2', 'sum(x unless on (a) y)'],
    // It takes nothing away.
    ['different-comparison', 'x', 'x ^ 2 > 0'],
    ['different-comparison', 'x > bool 2', 'x + 2'],
    ['inside-out', 'topk(1, sum by (a) (x))', 'topk(2, sum by (a) (x))'],
    ['inside-out', 'sum by (a) (topk(1, x))', 'sum by (a) (topk(2, x))'],
    ['inside-out', 'topk(1, sum by (a) (x))', 'topk(1, sum by (a) (topk(2, x)))'],
    // Either way round they give the same.
    ['inside-out', 'sum(avg_over_time(x[5m]))', 'avg_over_time(sum(x)[5m:1s]) + 2'],
    ['inside-out', 'max(max_over_time(x[5m]))', 'max_over_time(max(x)[5m:1s]) + 2'],
    // Rules of their own say it.
    ['inside-out', 'sum(a) / sum(b)', 'sum(a / b)'],
    ['counted-twice', 'count(count by (a) (x))', 'count(count by (b) (x))'],
    ['counted-twice', 'count(count by (a) (x))', 'count(sum by (a) (x)) + 3'],
    ['counted-twice', 'count(count by (a) (x))', 'sum(count by (a) (x))'],
    ['counted-twice', 'count by (a) (x)', 'count(x)'],
    ['missing-parentheses', '(a - b) / c', '(b - a) / c'],
    ['missing-parentheses', 'a - (b + c)', 'a - b - c'],
    ['missing-parentheses', '(a - b) / c', '((a - b)) / c'],
    ['different-operator', 'a - b', 'b + a'],
    ['different-operator', 'a - b', '2 * a + b'],
    ['different-operator', 'a > b', 'a < b'],
    ['different-number', 'a / 0.01', 'a / 0.1 + 3'],
    ['different-number', 'topk(1, x)', 'topk(2, x)'],
    ['different-number', 'a * 3600', 'a * (60 * 60)'],
    ['different-number', 'histogram_quantile(0.9, x)', 'histogram_quantile(0.5, x)'],
    ['different-step', 'max_over_time(sum(x)[1h:5m])', 'max_over_time(sum(x)[2h:300s])'],
    ['different-step', 'max_over_time(x[1h])', 'max_over_time(sum(x)[1h:5m])'],
    ['missing-window', 'max_over_time(x[15m])', 'avg_over_time(x[15m])'],
    ['missing-window', 'rate(x_total[15m])', 'x_total'],
    ['missing-window', 'max_over_time(x[15m])', 'x offset 15m'],
    ['rounded', 'x', 'y'],
  ])('%s of %s, %s', (rule, reference, answer) => {
    const found = rulesOf(
      [reference, evaluationOf({ '': [1.4, 2.6] })],
      [answer, evaluationOf({ '': [1, 3] })],
    );
    expect(found).not.toContain(rule);
  });

  test('that absent() returns nothing, if the step does not ask for what is missing', () =>
    expect(rulesOf(['x', evaluationOf(rate)], ['absent(x)', evaluationOf({})])).toEqual(['empty-result']));

  test('the form of an answer that a factor explains already', () => {
    expect(rulesOf([RATE, evaluationOf(rate)], ['increase(x_total[1m])', evaluationOf(times(60))])).toEqual([
      'increase-for-rate',
    ]);
  });

  test('what the reference does too', () => {
    expect(rulesOf(['x_total', evaluationOf(rate)], ['x_total * 7', evaluationOf(times(7))])).toEqual([
      'constant-factor',
    ]);
  });
});

describe('types', () => {
  test.each<[Evaluation['type'], string]>([
    ['scalar', 'scalar'],
    ['matrix', 'range vector'],
    ['string', 'string'],
  ])('a %s for a vector', (type, word) => {
    const comparison = compareEvaluations(evaluationOf(rate), evaluationOf({ '': [1, 1] }, type));
    const [first, ...others] = diagnose(
      {
        reference: { expr: parsePromql('x').expr, evaluation: evaluationOf(rate) },
        answer: { expr: parsePromql('x').expr, evaluation: evaluationOf({ '': [1, 1] }, type) },
        comparison,
        asker: 'step',
      },
      FACTS,
    );
    expect(first).toMatchObject({ rule: 'result-type', severity: 'error' });
    expect(first!.message).toContain(word);
    expect(others).toEqual([]);
  });
});

test('names the window and the factor in the learner’s terms', () => {
  const reference = { expr: parsePromql(RATE).expr, evaluation: evaluationOf(rate) };
  const answer = { expr: parsePromql('increase(x_total[5m])').expr, evaluation: evaluationOf(times(300)) };
  const comparison = compareEvaluations(reference.evaluation, answer.evaluation);
  expect(diagnose({ reference, answer, comparison, asker: 'step' }, FACTS)[0]).toEqual({
    rule: 'increase-for-rate',
    severity: 'error',
    message: 'Your values are 300 times too large: that factor is the 300 seconds of your window.',
    why: 'increase(…[5m]) is the growth over the whole window; the step asks for the growth per second.',
    fix: 'Use rate(), which is increase() divided by the seconds of the window.',
  });
});

describe('says it in the words of the query', () => {
  const said = (
    [query, rows]: [string, Rows],
    [text, given]: [string, Rows],
    asker: 'step' | 'reference' = 'step',
  ) => {
    const reference = { expr: parsePromql(query).expr, evaluation: evaluationOf(rows) };
    const answer = { expr: parsePromql(text).expr, evaluation: evaluationOf(given) };
    const comparison = compareEvaluations(reference.evaluation, answer.evaluation);
    return diagnose({ reference, answer, comparison, asker }, FACTS);
  };

  test.each(DIFFERENCE_EXAMPLES)('%s names who asks: %s, %s', (_, [query, rows], [text, given]) => {
    const [inStep, inReference] = (['step', 'reference'] as const).map(
      (asker) => said([query, rows], [text, given], asker)[0],
    );
    // The step of a subquery is not a mission's.
    const renamed = JSON.stringify(inStep).replace(
      /\b([Tt])he step\b(?! (?:after the colon|is how))/g,
      '$1he reference',
    );
    expect(JSON.stringify(inReference)).toBe(renamed);
  });

  test('another value: once, and nothing of series too many or too few', () =>
    expect(said(['x{a="1"}', { 'a=1': [2, 3] }], ['x{a="2"}', { 'a=2': [0, 5] }])).toMatchObject([
      { rule: 'different-value', message: 'You select a="2"; the step asks for a="1".' },
    ]));

  test.each<[string, [string, Rows], [string, Rows]]>([
    ['some series are common', ['x{a="1"}', { 'a=1': [2, 3] }], ['x{a=~"1|2"}', rate]],
    ['the answer has no matcher on it', ['x{a="1"}', { 'a=1': [2, 3] }], ['max(x)', { 'a=2': [5, 5] }]],
    [
      'two labels differ',
      ['x{a="1", b="1"}', { 'a=1,b=1': [2, 3] }],
      ['x{a="2", b="2"}', { 'a=2,b=2': [5, 5] }],
    ],
  ])('another value is not said where %s', (_, reference, answer) =>
    expect(said(reference, answer)[0]?.rule).toBe('extra-series'),
  );

  test.each<[string, [string, Rows], [string, Rows], object]>([
    [
      'without',
      [GROUPED, rate],
      [`sum without (a) (${RATE})`, { 'b=1': [2, 8] }],
      { rule: 'missing-labels', why: expect.stringContaining('without (a) drops') as string },
    ],
    [
      'a quantile of each series',
      ['histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m])))', { '': [1, 2] }],
      ['histogram_quantile(0.9, rate(x_bucket[1m]))', { 'a=1': [1, 2] }],
      { rule: 'extra-labels', fix: expect.stringContaining('inside histogram_quantile()') as string },
    ],
    [
      'an average',
      ['sum(rate(x_sum[1m])) / sum(rate(x_count[1m]))', { '': [0.1, 0.3] }],
      ['avg(rate(x_sum[1m]))', { '': [3, 4] }],
      { rule: 'missing-division', fix: expect.stringContaining('_count') as string },
    ],
    [
      'quantile()',
      ['histogram_quantile(0.9, rate(x_bucket[1m]))', { '': [1, 2] }],
      ['quantile(0.9, rate(x_bucket[1m]))', { '': [7, 9] }],
      { rule: 'average-for-quantile', why: expect.stringContaining('values of the series') as string },
    ],
  ])('%s', (_, reference, answer, first) => expect(said(reference, answer)[0]).toMatchObject(first));

  test.each<[string, [string, Rows], [string, Rows]]>([
    ['missing-bool', ['x > bool 2', { 'a=1': [0, 1], 'a=2': [0, 1] }], ['x > 2', { 'a=1': [undefined, 3] }]],
    [
      'buckets-not-added-up',
      ['histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m])))', { '': [1, 2] }],
      ['histogram_quantile(0.9, max by (le) (rate(x_bucket[1m])))', { '': [2, 2] }],
    ],
    [
      'average-for-quantile',
      ['histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m])))', { '': [1, 2] }],
      ['quantile(0.9, rate(x_bucket[1m]))', { '': [7, 9] }],
    ],
  ])('%s: alone, without what comes of it', (rule, reference, answer) =>
    expect(said(reference, answer).map((diagnosis) => diagnosis.rule)).toEqual([rule]),
  );

  test.each<[string, [string, Rows], [string, Rows], object]>([
    [
      'missing parentheses and more',
      ['(sum(a) - sum(b)) / sum(a)', { '': [0.5, 0.3] }],
      ['sum(b) - sum(a) / sum(b)', { '': [9, 7.7] }],
      { why: expect.stringContaining('a - b / c is a - (b / c)') as string },
    ],
    [
      'another value that the result does not show',
      ['sum(x{a="1"})', { '': [2, 3] }],
      ['sum(x{a="2"})', { '': [5, 4] }],
      { fix: 'Compare your matchers on a with what the step asks for.' },
    ],
    [
      'the same matchers in another order',
      ['sum(x{a="1", b="2"})', { '': [2, 3] }],
      ['sum(x{b="2", a="1"} ^ 2)', { '': [5, 4] }],
      { why: expect.stringContaining('your query also has ^') as string },
    ],
  ])('values that differ by %s', (_, reference, answer, explained) =>
    expect(said(reference, answer)).toMatchObject([{ rule: 'values-differ', ...explained }]),
  );

  test('95 is not a valid quantile, and is reported once', () => {
    const [good, bad] = [0.95, 95].map(
      (phi) => `histogram_quantile(${phi}, sum by (le) (rate(x_bucket[1m])))`,
    );
    const rules = said([good!, { '': [1, 2] }], [bad!, { '': [Infinity, Infinity] }]).map(({ rule }) => rule);
    expect(rules).toEqual(['quantile-out-of-range']);
  });
});

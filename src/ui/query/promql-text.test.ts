import { describe, expect, test } from 'vitest';
import { evaluationOf } from '../../../test/fixtures/promql/differences.js';
import type { Diagnosis } from '../../promql/diagnosis.js';
import { compareEvaluations } from '../../promql/meaning/compare.js';
import type { CompareReport } from '../../query/compare-report.js';
import { plainText } from '../text/line.js';
import { compareLines, lintLines } from './promql-text.js';

const diagnosis = (severity: Diagnosis['severity'], at?: Diagnosis['at']): Diagnosis => ({
  rule: 'some-rule',
  severity,
  message: 'What.',
  why: 'Why.',
  fix: 'How.',
  ...(at && { at }),
});

describe('lint', () => {
  const lint = (text: string, diagnoses: Diagnosis[], checkedWith?: string): string[] =>
    lintLines(text, { valid: true, diagnoses }, { width: 60, checkedWith }).map(plainText);

  test('marks the position', () => {
    expect(lint('sum(up)', [diagnosis('error', { from: 4, to: 6 })], 'the lab’s Prometheus')).toEqual([
      'error some-rule',
      '  sum(up)',
      '      ^',
      '• What.',
      '  Why.',
      '  → How.',
      '',
      '✗ 1 error',
      'Checked with the lab’s Prometheus.',
    ]);
  });

  test('marks it in the right line', () => {
    expect(lint('sum(\n  up\n)', [diagnosis('warning', { from: 7, to: 9 })])).toContain('  2 │   up');
  });

  test.each<[Diagnosis['severity'][], string]>([
    [[], '✓ No problems found.'],
    [['info'], '✓ 1 info'],
    [['error', 'warning', 'warning', 'info'], '✗ 1 error, 2 warnings and 1 info'],
  ])('sums up %j', (severities, expected) => {
    expect(
      lint(
        'up',
        severities.map((severity) => diagnosis(severity)),
      ).at(-2),
    ).toBe(expected);
  });

  test('shows that it was checked without a server', () => {
    expect(lint('up', []).at(-1)).toMatch(/^Checked without Prometheus/);
  });
});

describe('compare', () => {
  const [one, two] = [evaluationOf({ 'a=1': [1, 2] }), evaluationOf({ 'a=1': [1, 3] })];
  const compare = (report: Partial<CompareReport>): string[] =>
    compareLines(
      'up',
      { verdict: 'wrong', diagnoses: [], instants: [1, 2], reference: one, ...report },
      60,
    ).map((row) => plainText(row).trimEnd());

  test.each<[string, Partial<CompareReport>, string[]]>([
    [
      'a difference',
      { answer: two, comparison: compareEvaluations(one, two), diagnoses: [diagnosis('error')] },
      [
        '✗ Different.',
        '',
        'error some-rule',
        '• What.',
        '  Why.',
        '  → How.',
        '',
        '   a  expected  yours',
        '≠  1         2      3',
      ],
    ],
    [
      'the same by accident',
      { answer: one, comparison: compareEvaluations(one, one) },
      ['✗ Same result only by accident.'],
    ],
    ['the same', { verdict: 'pass', answer: one }, ['✓ Equivalent.', '', 'a  value', '1      2']],
    ['nothing', { verdict: 'empty' }, ['✗ The answer has no result.']],
    ['a refusal', { verdict: 'error' }, ['✗ Prometheus refuses the answer.']],
    [
      'no reference',
      { verdict: 'not-ready', lacking: 'it is asleep' },
      ['… The reference can’t be evaluated: it is asleep.'],
    ],
  ])('%s', (_, report, expected) => expect(compare(report)).toEqual(expected));
});

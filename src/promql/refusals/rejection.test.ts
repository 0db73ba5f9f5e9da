import { describe, expect, test } from 'vitest';
import {
  NO_SLIPS,
  REJECTION_EXAMPLES,
  REMARK_EXAMPLES,
  SLIP_EXAMPLES,
} from '../../../test/fixtures/promql/rejections.js';
import { parsePromql } from '../syntax/parse.js';
import { explainAnnotations, REMARKS } from './annotations.js';
import { explainRejection, explainSyntax } from './rejection.js';
import { EXPLANATIONS } from './rejections.js';
import { findSlip, SLIPS } from './slips/find-slip.js';

test('every explanation, slip and remark has an example', () => {
  const missing = (
    ids: readonly { id: string }[],
    examples: readonly (readonly [string, ...string[]])[],
  ): string[] => ids.map(({ id }) => id).filter((id) => !examples.some(([rule]) => rule === id));
  expect(missing(EXPLANATIONS, REJECTION_EXAMPLES)).toEqual([]);
  expect(missing(SLIPS, SLIP_EXAMPLES)).toEqual([]);
  expect(missing(REMARKS, REMARK_EXAMPLES)).toEqual([]);
});

describe('a refusal', () => {
  test.each(REJECTION_EXAMPLES)('%s: %s', (rule, _, reason) => {
    const diagnosis = explainRejection(reason);
    expect(diagnosis.rule).toBe(rule);
    expect(diagnosis.message).toContain(reason);
  });

  test.each(SLIP_EXAMPLES)('shows a slip, %s: %s', (rule, text) => {
    expect(explainRejection('something nobody has seen before', text)).toMatchObject({
      rule,
      message: 'Prometheus says: something nobody has seen before.',
    });
  });

  test('offers the function that was meant', () => {
    expect(explainRejection('unknown function with name "rte"').fix).toBe('Did you mean rate()?');
    expect(explainRejection('unknown function with name "summ"').fix).toBe('Did you mean sum()?');
  });
});

describe('a slip', () => {
  test.each(SLIP_EXAMPLES)('%s: %s', (rule, text, marked) => {
    const slip = findSlip(text);
    expect([slip?.id, slip && text.slice(slip.at.from, slip.at.to)]).toEqual([rule, marked]);
    expect(explainSyntax(text, 0)).toMatchObject({ rule });
  });

  test.each(NO_SLIPS.map((text) => [text]))('is not seen in %s', (text) => {
    expect(parsePromql(text).complete).toBe(true);
    expect(findSlip(text)).toBeUndefined();
  });
});

test.each([
  ['up{job=api}', 'Write up{job="api"}.'],
  ['up{job="api", status!~5..}', 'Write up{job="api", status!~"5.."}.'],
  ['up[job="api"]', 'Write up{job="api"}.'],
])('what to write for %s is the learner’s own', (text, fix) => expect(findSlip(text)?.fix).toBe(fix));

describe('without a server', () => {
  test.each([
    ['sum(up', 'unfinished', 3],
    ['up +', 'unfinished', 3],
    ['up{job="api"', 'unfinished', 2],
    ['up up', 'promql-error', 3],
    ['sum(up))', 'unbalanced', 7],
  ])('%s: %s at %d', (text, rule, from) => {
    expect(explainSyntax(text, parsePromql(text).stoppedAt)).toMatchObject({ rule, at: { from } });
  });

  // Each once took seconds or more: nested repetition, and white space or strings without end.
  test.each([
    ['labels run together', `sum by (m without (${'NaN'.repeat(60)}sum by (route)`],
    ['escaped quotes', '\\"'.repeat(490)],
    ['white space', `rate( ${' '.repeat(5000)} 1m`],
    ['a long comment', `up #${'#'.repeat(5000)}\n[`],
    ['open brackets', `sum by (${'a('.repeat(480)}`],
    ['alternatives', `up{a=""${'/""'.repeat(300)}`],
  ])('a hostile text is explained: %s', (_, text) => {
    expect(explainSyntax(text, parsePromql(text).stoppedAt)).toMatchObject({ severity: 'error' });
  });

  test('a query without end is said to be one', () => {
    const text = `up${' + up'.repeat(25_000)}`;
    expect(explainSyntax(text, parsePromql(text).stoppedAt)).toMatchObject({ rule: 'too-long' });
    expect(findSlip(`${' '.repeat(2000)}up && up`)).toBeUndefined();
  });

  test('of what can be read it says nothing', () =>
    expect(explainSyntax('up', parsePromql('up').stoppedAt)).toBeUndefined());
});

describe('a remark', () => {
  test.each(REMARK_EXAMPLES)('%s: %s', (rule, _, severity, note) => {
    const notes = {
      warnings: severity === 'warning' ? [note] : [],
      infos: severity === 'info' ? [note] : [],
    };
    expect(explainAnnotations(notes)).toMatchObject([
      { rule, severity: rule === 'native-histograms' ? 'warning' : severity },
    ]);
    expect(explainAnnotations(notes)[0]!.message).toContain(note.replace(/^PromQL \w+: /, ''));
  });
});

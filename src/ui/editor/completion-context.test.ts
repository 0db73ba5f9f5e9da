import { describe, expect, test } from 'vitest';
import { onLittleStack } from '../../../test/helpers/stack.js';
import { completionContext } from './completion-context.js';

/** The context at │, and the incomplete word there. */
function at(marked: string) {
  const cursor = marked.indexOf('│');
  const { from, ...context } = completionContext(marked.replace('│', ''), cursor);
  return { ...context, word: marked.slice(from, cursor) };
}
const operand = (word: string, ...keywords: string[]) => ({
  kind: 'operand',
  wantsRange: false,
  keywords,
  word,
});
const ranged = (word: string) => ({ ...operand(word), wantsRange: true });
const operator = (word: string, ...keywords: string[]) => ({ kind: 'operator', keywords, word });
const AFTER = ['and', 'or', 'unless', 'offset', 'atan2'];
const AFTER_CALL = ['by', 'without', ...AFTER];
const label = (word: string, metrics: string[], inBraces: boolean, taken: string[] = []) => ({
  kind: 'label',
  metrics,
  taken,
  inBraces,
  word,
});
const value = (word: string, name: string, more: object) => ({
  kind: 'label-value',
  label: name,
  regexp: false,
  word,
  ...more,
});

describe.each<[string, [string, object][]]>([
  [
    'operands',
    [
      ['│', operand('')],
      ['ht│', operand('ht')],
      ['ht│tp', operand('ht')],
      ['job:up│', operand('job:up')],
      ['sum(│', operand('')],
      ['sum(ra│)', operand('ra')],
      ['rate(│', ranged('')],
      ['rate(ht│[5m])', ranged('ht')],
      ['max_over_time( ht│', ranged('ht')],
      ['topk(3, │', operand('')],
      ['sum by (job) (│', operand('')],
      ['sum by (job) │', operand('')],
      ['a + │', operand('', 'on', 'ignoring')],
      ['a + b│', operand('b', 'on', 'ignoring')],
      ['a and │', operand('', 'on', 'ignoring')],
      ['a > │', operand('', 'bool', 'on', 'ignoring')],
      ['a == bool │', operand('')],
      ['a / on (b) │', operand('', 'group_left', 'group_right')],
      ['a / on (b) group_left (c) │', operand('')],
      ['a / on (b) group_left │', operand('')],
      ['a{x="y"} / b│', operand('b', 'on', 'ignoring')],
      ['# sum\nra│', operand('ra')],
    ],
  ],
  [
    'what follows an operand',
    [
      ['up │', operator('', ...AFTER)],
      ['up off│', operator('off', ...AFTER)],
      ['up{job="a"} │', operator('', ...AFTER)],
      ['sum(up) b│', operator('b', ...AFTER_CALL)],
      ['sum │', operator('', 'by', 'without')],
      ['sum b│', operator('b', 'by', 'without')],
      ['sum │(up)', operator('', 'by', 'without')],
      ['rate(up[5m]) │', operator('', ...AFTER_CALL)],
      ['up @ │', operator('', 'start()', 'end()')],
    ],
  ],
  [
    'labels',
    [
      ['up{│', label('', ['up'], true)],
      ['up{│}', label('', ['up'], true)],
      ['up{jo│', label('jo', ['up'], true)],
      ['up{job="a", in│', label('in', ['up'], true, ['job'])],
      ['up{job="a",│}', label('', ['up'], true, ['job'])],
      ['{│', label('', [], true)],
      ['sum(up{│', label('', ['up'], true)],
      ['sum by (│', label('', [], false)],
      ['sum by (│) (up)', label('', ['up'], false)],
      ['sum by (jo│) (rate(up[5m]))', label('jo', ['up'], false)],
      ['sum by (job, │) (up)', label('', ['up'], false, ['job'])],
      ['sum(up) without (│', label('', ['up'], false)],
      ['a / on (│) b', label('', ['a', 'b'], false)],
      ['a / on (x) group_left (│) b', label('', ['a', 'b'], false)],
    ],
  ],
  [
    'values',
    [
      ['up{job="│', value('', 'job', { metric: 'up', quote: '"' })],
      ['up{job="│"}', value('', 'job', { metric: 'up', quote: '"' })],
      ['up{job="ap│"}', value('ap', 'job', { metric: 'up', quote: '"' })],
      ["up{job='ap│", value('ap', 'job', { metric: 'up', quote: "'" })],
      ['up{a="b", job!="│', value('', 'job', { metric: 'up', quote: '"' })],
      ['up{job="a b/c│', value('a b/c', 'job', { metric: 'up', quote: '"' })],
      ['up{job=~"a|b│', value('b', 'job', { metric: 'up', quote: '"', regexp: true })],
      ['up{job=~"(a|b│', value('b', 'job', { metric: 'up', quote: '"', regexp: true })],
      ['up{job=│', value('', 'job', { metric: 'up' })],
      ['up{job=│}', value('', 'job', { metric: 'up' })],
      ['up{job =~ │', value('', 'job', { metric: 'up', regexp: true })],
      ['up{job=a│', value('a', 'job', { metric: 'up' })],
      ['{job="│', value('', 'job', { quote: '"' })],
      ['{"up", job="│', value('', 'job', { quote: '"' })],
      ['{"a.b"="│', value('', 'a.b', { quote: '"' })],
    ],
  ],
  [
    'durations',
    [
      ['rate(up[│', { kind: 'duration', closes: true, word: '' }],
      ['rate(up[│])', { kind: 'duration', closes: true, word: '' }],
      ['rate(up[5│', { kind: 'duration', closes: true, word: '5' }],
      ['rate(up{job="a"}[│', { kind: 'duration', closes: true, word: '' }],
      ['max_over_time(rate(up[5m])[1h:│', { kind: 'duration', closes: true, word: '' }],
      ['up offset │', { kind: 'duration', closes: false, word: '' }],
      ['up offset 5│', { kind: 'duration', closes: false, word: '5' }],
    ],
  ],
  [
    'nothing',
    [
      ['up{job│ ', label('job', ['up'], true)],
      ['up{job │', { kind: 'nothing', word: '' }],
      ['up{job="a" │', { kind: 'nothing', word: '' }],
      ['up{job="a"│', { kind: 'nothing', word: '' }],
      ['rate(up[5m │', { kind: 'nothing', word: '' }],
      ['label_replace(up, "a│', { kind: 'nothing', word: '' }],
      ['up # jo│', { kind: 'nothing', word: '' }],
      ['sum by │', { kind: 'nothing', word: '' }],
      ['up > 1│', { kind: 'nothing', word: '1' }],
      ['1│', { kind: 'nothing', word: '1' }],
    ],
  ],
])('%s', (_, cases) => {
  test.each(cases)('%s', (marked, expected) => expect(at(marked)).toEqual(expected));
});

test('never fails at any cursor position', () => {
  const text =
    'sum by (a, b) (rate(x{c=~"d|e", "f.g"!="h"}[5m] offset 1m)) / on (i) group_left (j) k{} > bool 2 # l';
  for (let cursor = 0; cursor <= text.length; cursor++) {
    for (const query of [text, text.slice(0, cursor), text.slice(cursor), [...text].reverse().join('')]) {
      expect(completionContext(query, Math.min(cursor, query.length)).from).toBeLessThanOrEqual(cursor);
    }
  }
});

test('completes nothing in a query nested too deeply for the parser', () => {
  const deep = `${'sum('.repeat(500)}`;
  const context = (): unknown => completionContext(deep, deep.length);
  expect(onLittleStack(context)).toEqual({ kind: 'nothing', from: deep.length });
  expect(context()).toMatchObject({ kind: 'operand' });
});

test('the text after the cursor can be nested too deeply', () => {
  const deep = `sum by (${'('.repeat(500)}up${')'.repeat(500)}`;
  const context = (): unknown => completionContext(deep, 8);
  expect(onLittleStack(context)).toMatchObject({ kind: 'label', metrics: [] });
});

import { expect, test } from 'vitest';
import { onLittleStack } from '../../../test/helpers/stack.js';
import { highlight, highlighted } from './highlight.js';

/** `tone:text` of every span; the cursor is │. */
function spans(marked: string): string[] {
  const cursor = marked.indexOf('│');
  const text = marked.replace('│', '');
  return highlight(text, cursor === -1 ? undefined : cursor).map(
    ({ from, to, tone }) => `${tone}:${text.slice(from, to)}`,
  );
}

test.each<[string, string[]]>([
  ['', []],
  ['up', ['metric:up']],
  ['rate(up[5m])', ['function:rate', 'metric:up', 'number:5m']],
  ['sum by (job) (up)', ['function:sum', 'keyword:by', 'label:job', 'metric:up']],
  ['up{job="api"} > 1', ['metric:up', 'label:job', 'string:"api"', 'number:1']],
  ['{"up", job="api"}', ['label:"up"', 'label:job', 'string:"api"']],
  ['a / on (b) group_left c', ['metric:a', 'keyword:on', 'label:b', 'keyword:group_left', 'metric:c']],
  ['up offset 5m # late', ['metric:up', 'keyword:offset', 'number:5m', 'dim:# late']],
  ['up @ end()', ['metric:up', 'keyword:@', 'keyword:end']],
  ['up == bool 1', ['metric:up', 'keyword:bool', 'number:1']],
  // Unfinished, but not wrong.
  ['sum(rate(ht', ['function:sum', 'function:rate', 'metric:ht']],
  ['up{job="a', ['metric:up', 'label:job', 'string:"a']],
  // Wrong once more is typed.
  ['up b│', ['metric:up']],
  ['up foo bar│', ['metric:up', 'mistake:foo']],
  ['up{job=api}', ['metric:up', 'label:job', 'mistake:api']],
  // The pair of brackets at the cursor.
  ['abs(up)│', ['function:abs', 'bracket:(', 'metric:up', 'bracket:)']],
])('%s', (text, expected) => expect(spans(text)).toEqual(expected));

test('line by line', () => {
  expect(highlighted('sum(\n  up\n)')).toEqual([
    [{ text: 'sum', tone: 'function' }, { text: '(' }],
    [{ text: '  ' }, { text: 'up', tone: 'metric' }],
    [{ text: ')' }],
  ]);
  expect(highlighted('')).toEqual([[]]);
});

test('a query nested too deeply for the parser has no tones, and keeps its text', () => {
  const deep = `${'('.repeat(500)}up${')'.repeat(500)}`;
  expect(onLittleStack(() => highlight(deep))).toEqual([]);
  expect(onLittleStack(() => highlighted(deep))).toEqual([[{ text: deep }]]);
  expect(highlight(deep)).not.toEqual([]);
});

import { describe, expect, test } from 'vitest';
import type { AnswerForm } from '../../missions/describe.js';
import { ONE_LINE, promql } from '../editor/model.js';
import type { KeyAction } from '../terminal/keys.js';
import { fieldOf, type MissionField, pressField } from './field-model.js';

const LANGUAGES = {
  promql: promql(() => ({ metrics: [], labels: [], values: [] })),
  paths: ONE_LINE.complete,
};
const NAMED: Record<string, KeyAction> = {
  Enter: { type: 'enter' },
  Up: { type: 'edit', edit: { type: 'older' } },
  Down: { type: 'edit', edit: { type: 'newer' } },
};
const key = (name: string): KeyAction =>
  NAMED[name] ?? { type: 'edit', edit: { type: 'insert', text: name } };

function press(form: AnswerForm, ...keys: string[]): { field: MissionField; answer?: string } {
  return keys.reduce<{ field: MissionField; answer?: string }>(
    ({ field }, name) => pressField(field, key(name), LANGUAGES) ?? { field },
    { field: fieldOf(form, []) },
  );
}

const options = ['a', 'b', 'c'].map((id) => ({ id, text: `Option ${id}` }));
const ONE: AnswerForm = { kind: 'choice', label: 'Choose one', placeholder: 'a', options, multiple: false };
const SEVERAL: AnswerForm = { ...ONE, multiple: true };
const NUMBER: AnswerForm = { kind: 'number', label: 'Number', placeholder: '', unit: 's' };
const CONFIRM: AnswerForm = { kind: 'confirm', label: 'Look at the lab', placeholder: '' };
const QUERY: AnswerForm = { kind: 'promql', label: 'PromQL', placeholder: 'a query' };

describe('the answer', () => {
  test.each<[string, AnswerForm, string[], string | undefined]>([
    ['the first option', ONE, ['Enter'], 'a'],
    ['by arrows', ONE, ['Down', 'Down', 'Enter'], 'c'],
    ['around the end', ONE, ['Up', 'Enter'], 'c'],
    ['by letter', ONE, ['b', 'Enter'], 'b'],
    ['by capital letter', ONE, ['B', 'Enter'], 'b'],
    ['a letter without an option', ONE, ['Down', 'x', 'Enter'], 'b'],
    ['nothing picked', SEVERAL, ['Enter'], undefined],
    ['by space', SEVERAL, [' ', 'Down', 'Down', ' ', 'Enter'], 'a,c'],
    ['by letters, in their order', SEVERAL, ['c', 'a', 'Enter'], 'a,c'],
    ['several letters at once', SEVERAL, ['ca bb', 'Enter'], 'c'],
    ['and back', SEVERAL, ['c', 'a', 'c', 'Enter'], 'a'],
    ['a number', NUMBER, [' 250ms', 'Enter'], '250ms'],
    ['no number', NUMBER, ['Enter'], undefined],
    ['done', CONFIRM, ['x', 'Enter'], ''],
    ['a query', QUERY, ['up', 'Enter'], 'up'],
    ['a query with an open bracket', QUERY, ['sum(up', 'Enter'], undefined],
  ])('%s', (_, form, keys, answer) => expect(press(form, ...keys).answer).toBe(answer));
});

test('ignores keys that the field does not use', () => {
  for (const form of [ONE, CONFIRM, NUMBER]) {
    expect(pressField(fieldOf(form, []), { type: 'escape' }, LANGUAGES)).toBeUndefined();
  }
});

test('queries have a history, numbers do not', () => {
  const history = ['up'];
  const { field } = press(QUERY, 'sum(up)', 'Enter');
  const input = field.kind === 'text' ? field.editor.input : undefined;
  expect(fieldOf(QUERY, history, input)).toMatchObject({
    editor: { input: { history: ['sum(up)'], text: '' } },
  });
  expect(fieldOf(QUERY, history)).toMatchObject({ editor: { input: { history } } });
  expect(fieldOf(NUMBER, history, input)).toMatchObject({ editor: { input: { history: [] } } });
});

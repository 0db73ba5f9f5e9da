import { describe, expect, test } from 'vitest';
import type { KeyAction } from '../terminal/keys.js';
import { textInput } from '../terminal/text-input.js';
import type { Vocabulary } from './completions.js';
import { continues, type Editor, editorOf, ONE_LINE, popupOf, pressEditor, promql } from './model.js';

const VOCABULARY: Vocabulary = {
  metrics: ['http_requests_total', 'http_errors_total', 'up'].map((name) => ({ name, type: '', help: '' })),
  labels: ['job', 'method'],
  values: ['GET', 'POST'],
};
const LANGUAGE = promql(() => VOCABULARY);

function at(marked: string, history: string[] = []): Editor {
  return editorOf({ ...textInput(history), text: marked.replace('│', ''), cursor: marked.indexOf('│') });
}
const show = ({ input: { text, cursor } }: Editor): string =>
  `${text.slice(0, cursor)}│${text.slice(cursor)}`;
const list = (editor: Editor): string[] => popupOf(editor, LANGUAGE)?.items.map(({ label }) => label) ?? [];

const KEYS: Record<string, KeyAction> = {
  Tab: { type: 'tab' },
  Enter: { type: 'enter' },
  'Alt-Enter': { type: 'newline' },
  Esc: { type: 'escape' },
  Up: { type: 'edit', edit: { type: 'older' } },
  Down: { type: 'edit', edit: { type: 'newer' } },
  Left: { type: 'edit', edit: { type: 'left' } },
  Back: { type: 'edit', edit: { type: 'delete-back' } },
};

/** Presses keys by name, or types. */
function press(editor: Editor, ...keys: string[]): Editor & { submitted?: true } {
  return keys.reduce<Editor>((before, key) => {
    const action = KEYS[key] ?? { type: 'edit', edit: { type: 'insert', text: key } };
    return pressEditor(before, action, LANGUAGE) ?? before;
  }, editor);
}

describe('the list', () => {
  test.each<[string, string[], string[]]>([
    ['│', ['ht'], ['http_requests_total', 'http_errors_total']],
    ['│', ['ht', 'tp_r'], ['http_requests_total']],
    ['ht│', [], []],
    ['ht│', ['Tab'], ['http_requests_total', 'http_errors_total']],
    ['│', ['ht', 'Esc'], []],
    ['│', ['ht', 'Left'], []],
    ['│', ['htx', 'Back'], ['http_requests_total', 'http_errors_total']],
    ['htx│', ['Back'], []],
    ['up│', ['{'], ['job', 'method']],
    ['up{job│', ['='], ['GET', 'POST']],
    ['up{job=│}', ['"'], ['GET', 'POST']],
    ['up │', [' '], []],
    ['sum│', ['('], []],
    ['a +│', [' '], []],
    ['│', ['rate', 'Tab'], ['http_requests_total', 'http_errors_total', 'up']],
    ['│', ['xyz'], []],
  ])('%s and %j: %j', (before, keys, expected) => expect(list(press(at(before), ...keys))).toEqual(expected));
});

describe('keys', () => {
  test.each<[string, string[], string]>([
    ['│', ['ht', 'Tab'], 'http_requests_total│'],
    ['│', ['ht', 'Down', 'Tab'], 'http_errors_total│'],
    ['│', ['ht', 'Down', 'Enter'], 'http_errors_total│'],
    ['│', ['ht', 'Down', 'Down', 'Tab'], 'http_requests_total│'],
    ['│', ['ht', 'Up', 'Tab'], 'http_errors_total│'],
    ['sum(│)', ['u', 'Tab'], 'sum(up│)'],
    ['up{│}', ['me', 'Tab', 'Tab'], 'up{method="GET"│}'],
    ['up{│}', ['me', 'Tab', 'Down', 'Enter'], 'up{method="POST"│}'],
    ['│', ['rat', 'Tab', 'htt', 'Tab', '[', 'Tab', ')'], 'rate(http_requests_total[1m])│'],
    // Without a list, up and down are the history.
    ['x│', ['Up'], 'before│'],
    ['│', ['ht', 'Esc', 'Up'], 'before│'],
    ['up│', ['Alt-Enter', '+'], 'up\n+│'],
    ['sum(│', ['Enter', 'up', 'Enter', ')'], 'sum(\nup\n)│'],
    ['sum│(up', ['Enter'], 'sum(up\n│'],
  ])('%s and %j: %s', (before, keys, after) => {
    expect(show(press(at(before, ['before']), ...keys))).toBe(after);
  });
});

describe('Enter', () => {
  test.each<[string, string[], string | undefined]>([
    ['up│', ['Enter'], 'up│'],
    ['u│p', ['Enter'], 'u│p'],
    ['│', ['ht', 'Enter'], 'ht│'],
    ['sum(up│', ['Enter'], undefined],
    ['sum(up│', ['Enter', 'Enter'], 'sum(up│'],
    ['sum(│', ['Enter', ' ', 'Enter'], 'sum(│'],
    ['up{│', ['Enter', 'Enter'], 'up{│'],
    ['up{a="(│', ['Enter', 'Enter'], 'up{a="(│'],
    ['up{a="("}│', ['Enter'], 'up{a="("}│'],
    ['up)│', ['Enter'], 'up)│'],
  ])('%s and %j submits %s', (before, keys, submitted) => {
    const after = press(at(before), ...keys);
    expect(after.submitted && show(after)).toBe(submitted);
    if (submitted) expect(after.input.history).toEqual([after.input.text]);
  });

  test('shows in advance that Enter will break the line', () => {
    expect(continues(at('sum(│').input, LANGUAGE)).toBe(true);
    expect(continues(at('sum(\n│').input, LANGUAGE)).toBe(false);
    expect(continues(at('sum()│').input, LANGUAGE)).toBe(false);
    expect(continues(at('sum(│').input, ONE_LINE)).toBe(false);
  });
});

test.each([
  [LANGUAGE, 'sum(\n  up\n)'],
  [ONE_LINE, 'sum( up )'],
])('pasted line breaks are kept, if the input has several lines', (language, text) => {
  const after = pressEditor(at('│'), { type: 'paste', text: 'sum(\n  up\n)' }, language);
  expect(after?.input.text).toBe(text);
  expect(after?.completing).toBe(false);
});

test.each<[string, KeyAction]>([
  ['Esc without a list', KEYS.Esc!],
  ['a control key', { type: 'control', letter: 't' }],
])('%s is not the editor’s', (_, action) => {
  expect(pressEditor(at('up│'), action, LANGUAGE)).toBeUndefined();
});

test('one line: Enter submits, even with an open bracket', () => {
  expect(pressEditor(at('sum(│'), KEYS.Enter!, ONE_LINE)).toMatchObject({ submitted: true });
  expect(pressEditor(at('1│'), KEYS['Alt-Enter']!, ONE_LINE)).toBeUndefined();
  expect(popupOf(pressEditor(at('1│'), KEYS.Tab!, ONE_LINE)!, ONE_LINE)).toBeUndefined();
});

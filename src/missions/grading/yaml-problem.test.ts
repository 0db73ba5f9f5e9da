import { expect, test } from 'vitest';
import { yamlProblem } from './yaml-problem.js';

test.each<[what: string, text: string, line: string, message: RegExp]>([
  ['an indentation that fits nothing', 'a:\n  b: 1\n c: 2\n', 'c: 2', /^Line 3: /],
  ['a tab', 'a:\n\tb: 1\n', 'b: 1', /^Line 2: /],
  ['a quote that is not closed', 'a: "b\nc: d\n', '', /^Line \d: /],
  ['a bracket that is not closed', 'a: [b, c\nd: e\n', 'd: e', /^Line \d: /],
  ['a key twice', 'a: 1\na: 2\n', 'a: 2', /^Line 2: /],
  [
    'a template without quotes',
    'summary: {{ $value }} fail\n',
    'summary: {{ $value }} fail',
    /^Line 1: a value that starts with \{\{ must be in quotes/,
  ],
])('%s', (_, text, line, message) => {
  const found = yamlProblem(text);
  expect(found?.message).toMatch(message);
  expect(found?.line).toBe(line);
});

test.each(['', 'a: 1', '# only a comment', '- a\n- b', '{"a": [1]}'])('%j is YAML', (text) => {
  expect(yamlProblem(text)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { gradeChoice } from './choice.js';

const option = (id: string, correct = false) => ({ id, text: `Text of ${id}`, correct, why: `Why ${id}` });
const ONE = { type: 'choice' as const, options: [option('a'), option('b', true), option('c')] };
const TWO = { type: 'choice' as const, options: [option('a', true), option('b'), option('c', true)] };

test.each([
  [ONE, 'b', 'pass right-option'],
  [ONE, ' B ', 'pass right-option'],
  [ONE, 'a', 'wrong wrong-option'],
  [ONE, 'a,b', 'error no-such-option'],
  [ONE, 'd', 'error no-such-option'],
  [ONE, '', 'error no-such-option'],
  [ONE, 'Text of b', 'error no-such-option'],
  [TWO, 'a,c', 'pass right-option'],
  [TWO, 'c a c', 'pass right-option'],
  [TWO, 'a', 'wrong missing-option'],
  [TWO, 'a,b', 'wrong wrong-option'],
  [TWO, 'a,b,c', 'wrong wrong-option'],
])('%#: %j', (task, typed, expected) => {
  const { verdict, diagnoses } = gradeChoice(task, typed);
  expect(`${verdict} ${diagnoses[0]?.rule}`).toBe(expected);
});

test('a wrong option answers with its own why', () => {
  expect(gradeChoice(ONE, 'c').diagnoses).toMatchObject([
    { message: 'You chose c: Text of c', why: 'Why c' },
  ]);
});

import { expect, test } from 'vitest';
import { gradeChoice } from './choice.js';

const option = (id: string, correct = false) => ({
  id,
  text: `Text of \`${id}\`, in full.`,
  correct,
  why: `Why ${id}`,
});
const ONE = { type: 'choice' as const, options: [option('a'), option('b', true), option('c')] };
const TWO = { type: 'choice' as const, options: [option('a', true), option('b'), option('c', true)] };
const WORDS = {
  type: 'choice' as const,
  options: [
    { id: 'a', text: 'Both show the same', correct: false, why: 'Why a' },
    { id: 'b', text: 'Both show the same; the variable is shorter', correct: true, why: 'Why b' },
    { id: 'c', text: 'No', correct: false, why: 'Why c' },
  ],
};

test.each([
  [ONE, 'b', 'pass right-option'],
  [ONE, ' B ', 'pass right-option'],
  [ONE, 'b.', 'pass right-option'],
  [ONE, '(b)', 'pass right-option'],
  [ONE, 'B)', 'pass right-option'],
  [ONE, '[b]', 'pass right-option'],
  [ONE, '"b"', 'pass right-option'],
  [ONE, '`b`', 'pass right-option'],
  [ONE, 'b:', 'pass right-option'],
  [ONE, 'b, b', 'pass right-option'],
  [ONE, 'ｂ', 'pass right-option'],
  [ONE, 'option b', 'pass right-option'],
  [ONE, 'Answer: b', 'pass right-option'],
  [ONE, 'I think it is b.', 'pass right-option'],
  [ONE, 'Text of b, in full.', 'pass right-option'],
  [ONE, 'text of `b`, in full', 'pass right-option'],
  [ONE, 'b. Text of b, in full.', 'pass right-option'],
  [ONE, 'b) Text of b, in full', 'pass right-option'],
  [ONE, 'Text of c, in full.', 'wrong wrong-option'],
  [ONE, 'a', 'wrong wrong-option'],
  [ONE, '(a)', 'wrong wrong-option'],
  [ONE, 'a,b', 'error no-such-option'],
  [ONE, 'ab', 'error no-such-option'],
  [ONE, 'a. Text of b, in full.', 'error no-such-option'],
  [ONE, 'd', 'error no-such-option'],
  [ONE, 'bd', 'error no-such-option'],
  [ONE, 'bb', 'error no-such-option'],
  [ONE, 'not b', 'error no-such-option'],
  [ONE, '2', 'pass right-option'],
  [ONE, '3.', 'wrong wrong-option'],
  [ONE, '4', 'error no-such-option'],
  [ONE, '0', 'error no-such-option'],
  [ONE, '-2', 'error no-such-option'],
  [ONE, '', 'error no-such-option'],
  [ONE, '()', 'error no-such-option'],
  [ONE, 'and', 'error no-such-option'],
  [ONE, 'Text of', 'error no-such-option'],
  [TWO, 'a,c', 'pass right-option'],
  [TWO, 'a, c.', 'pass right-option'],
  [TWO, 'ac', 'pass right-option'],
  [TWO, 'CA', 'pass right-option'],
  [TWO, 'a and c', 'pass right-option'],
  [TWO, 'a, and c', 'pass right-option'],
  [TWO, 'both a and c', 'pass right-option'],
  [TWO, 'a & c', 'pass right-option'],
  [TWO, 'a+c', 'pass right-option'],
  [TWO, 'a/c', 'pass right-option'],
  [TWO, '(a) (c)', 'pass right-option'],
  [TWO, '(a,c)', 'pass right-option'],
  [TWO, 'a); c)', 'pass right-option'],
  [TWO, 'c a c', 'pass right-option'],
  [TWO, 'Text of a, in full. Text of c, in full.', 'pass right-option'],
  [TWO, 'a', 'wrong missing-option'],
  [TWO, 'a,b', 'wrong wrong-option'],
  [TWO, 'ab', 'wrong wrong-option'],
  [TWO, 'abc', 'wrong wrong-option'],
  [TWO, 'a,b,c', 'wrong wrong-option'],
  [TWO, 'a-c', 'error no-such-option'],
  [WORDS, 'Both show the same; the variable is shorter', 'pass right-option'],
  [WORDS, 'Both show the same.', 'wrong wrong-option'],
  [WORDS, 'the variable is shorter', 'pass right-option'],
  [WORDS, 'variable', 'pass right-option'],
  [WORDS, 'both show the same thing', 'error no-such-option'],
  [WORDS, 'both the same', 'error no-such-option'],
  [WORDS, 'no', 'wrong wrong-option'],
  [WORDS, 'nope', 'error no-such-option'],
])('%#: %j', (task, typed, expected) => {
  const { verdict, diagnoses } = gradeChoice(task, typed);
  expect(`${verdict} ${diagnoses[0]?.rule}`).toBe(expected);
});

test('what is not an option answers with the options', () => {
  expect(gradeChoice(WORDS, 'nope').diagnoses).toMatchObject([
    {
      message: 'There is no option nope.',
      fix: 'The options are a (Both show the same), b (Both show the same; the variable is shorter) and c (No).',
    },
  ]);
});

test('a wrong option answers with its own why', () => {
  expect(gradeChoice(ONE, 'c').diagnoses).toMatchObject([
    { message: 'You chose c: Text of `c`, in full.', why: 'Why c' },
  ]);
});

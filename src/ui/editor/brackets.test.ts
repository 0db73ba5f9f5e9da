import { describe, expect, test } from 'vitest';
import { bracketsAt, matchBrackets } from './brackets.js';

describe('open brackets', () => {
  test.each([
    ['', 0],
    ['up', 0],
    ['sum(rate(up[5m]))', 0],
    ['sum(rate(up[5m', 3],
    ['up{', 1],
    ['up{a="}"', 1],
    ['up{a="{("}', 0],
    [`up{a='('}`, 0],
    ['up{a=`(\n[`}', 0],
    ['up{a="\\"("}', 0],
    // An open string runs to the end of its line.
    ['up{a="}', 1],
    ['sum( # of ) these\n up', 1],
    ['sum( # of ) these\n up)', 0],
    // Too many are a mistake, but nothing that is still to come.
    ['up)', 0],
    ['(]', 1],
  ])('%j: %d', (text, open) => expect(matchBrackets(text).open).toBe(open));
});

test.each([
  ['│(a)', [0, 2]],
  ['(│a)', [0, 2]],
  ['(a│)', [2, 0]],
  ['(a)│', [2, 0]],
  ['((a)│)', [3, 1]],
  ['a│', undefined],
  ['(│a', undefined],
  ['f(")")│', [5, 1]],
])('the pair at %s', (marked, pair) => {
  expect(bracketsAt(marked.replace('│', ''), marked.indexOf('│'))).toEqual(pair);
});

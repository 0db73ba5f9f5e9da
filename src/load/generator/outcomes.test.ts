import { describe, expect, it } from 'vitest';
import { errorRatio, failures, goodResponses, isWhole } from './outcomes.js';

const none = { timeout: 0, connection: 0, closed: 0, aborted: 0, byErrno: {} };

describe('errorRatio', () => {
  it.each([
    ['nothing finished', 0, {}, none, 0],
    ['no errors', 100, { 200: 90, 201: 5, 204: 5 }, none, 0],
    ['one answer in ten is a 503', 100, { 200: 90, 503: 10 }, none, 0.1],
    ['a 404 is an error: users only ask for their own items', 10, { 200: 9, 404: 1 }, none, 0.1],
    ['lost requests count', 90, { 200: 90 }, { ...none, timeout: 5, connection: 3, closed: 2 }, 0.1],
    ['requests cut off at the end do not count', 90, { 200: 90 }, { ...none, aborted: 10 }, 0],
    ['every connection refused', 0, {}, { ...none, connection: 5 }, 1],
  ])('%s', (_name, responses, byStatus, errors, ratio) =>
    expect(errorRatio({ responses, byStatus, errors })).toBeCloseTo(ratio),
  );
});

it('counts only 2xx as good answers', () =>
  expect(goodResponses({ byStatus: { 200: 5, 201: 2, 302: 1, 404: 1, 503: 3 } })).toBe(7));

it('names each kind of failure, without requests that the end of the run cut off', () => {
  const errors = { timeout: 2, connection: 4, closed: 1, aborted: 9, byErrno: { ECONNREFUSED: 4 } };
  expect([...failures({ byStatus: { 200: 5, 503: 3 }, errors })]).toEqual([
    ['HTTP 503', 3],
    ['ECONNREFUSED', 4],
    ['timeout', 2],
    ['closed without an answer', 1],
  ]);
});

it('counts half a second or more as a full interval', () =>
  expect([0.49, 0.5, 1].map((seconds) => isWhole({ seconds }))).toEqual([false, true, true]));

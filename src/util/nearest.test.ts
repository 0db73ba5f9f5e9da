import { expect, test } from 'vitest';
import { nearest } from './nearest.js';

const METRICS = ['http_requests_total', 'http_request_duration_seconds_bucket', 'items_read_total', 'up'];

test.each([
  ['http_request_total', METRICS, ['http_requests_total']],
  ['HTTP_REQUESTS_TOTAL', METRICS, ['http_requests_total']],
  ['http_reqeusts_total', METRICS, ['http_requests_total']],
  ['requests', METRICS, ['http_requests_total']],
  ['get', ['GET', 'POST', 'PUT'], ['GET']],
  ['qqqqqq', METRICS, []],
  ['', METRICS, []],
  ['a', [], []],
])('%s', (word, candidates, expected) => {
  expect(nearest(word, candidates).slice(0, 1)).toEqual(expected);
});

test('respects the limit, and handles a very long word quickly', () => {
  expect(nearest('aa', ['ab', 'ac', 'ad', 'ae'], 2)).toEqual(['ab', 'ac']);
  expect(nearest('x'.repeat(1e6), METRICS)).toEqual([]);
});

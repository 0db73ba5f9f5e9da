import { expect, test } from 'vitest';
import { initialLabels, normaliseMethod } from './series.js';

test.each([
  ['GET', 'GET'],
  ['HEAD', 'HEAD'],
  ['PATCH', 'PATCH'],
  ['OPTIONS', 'OPTIONS'],
  ['TRACE', 'OTHER'],
  ['PROPFIND', 'OTHER'],
  ['get', 'OTHER'],
  [undefined, 'OTHER'],
])('the method %s is counted as %s', (method, label) => {
  expect(normaliseMethod(method)).toBe(label);
});

const labels = initialLabels().map(({ method, route, status }) => `${method} ${route} ${status}`);

test('no label set is listed twice, and there are few enough to render every second', () => {
  expect(new Set(labels).size).toBe(labels.length);
  expect(labels.length).toBeLessThan(100);
});

test.each([
  'GET /items 200',
  'HEAD /items 200',
  'GET /items 503',
  'POST /items 413',
  'PUT /items/:id 422',
  'DELETE /items/:id 204',
  'GET /items/:id 499',
  'GET /ready 503',
  'GET /metrics 200',
  'GET unmatched 404',
  'OTHER unmatched 405',
  'PUT unmatched 400',
])('%s exists from the start', (series) => {
  expect(labels).toContain(series);
});

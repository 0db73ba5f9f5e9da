import { expect, it } from 'vitest';
import type { LabError } from '../../errors.js';
import { PrometheusUnreachableError, PromqlError } from '../../prometheus/errors.js';
import { describeQueryError } from './error.js';

const unclosed = new PromqlError({
  expr: 'rate(up[5m]',
  reason: 'unclosed left parenthesis',
  position: { line: 1, column: 12 },
});

it('points at the mistake, and says what may be wrong', () => {
  const error = describeQueryError(unclosed, { caretWidth: 40, url: undefined });
  expect(error).toMatchObject({
    message: 'PromQL error: unclosed left parenthesis\n\nrate(up[5m]\n           ^\n',
    code: 'PROMQL_ERROR',
    exitCode: 2,
    hints: [expect.stringContaining('is not closed'), expect.any(String)],
  });
});

it('leaves the caret out of the message if there is no width for it', () => {
  const error = describeQueryError(unclosed, { caretWidth: undefined, url: undefined });
  expect(error).toMatchObject({
    message: 'PromQL error: unclosed left parenthesis',
    details: {
      expr: 'rate(up[5m]',
      reason: 'unclosed left parenthesis',
      position: { line: 1, column: 12 },
      rule: 'unfinished',
    },
  });
});

it('draws no caret if the position is not known', () => {
  const error = describeQueryError(
    new PromqlError({ expr: 'up + on() up', reason: 'many-to-many matching not allowed' }),
    {
      caretWidth: 40,
      url: undefined,
    },
  );
  expect((error as LabError).message).toBe('PromQL error: many-to-many matching not allowed');
  expect((error as LabError).details).not.toHaveProperty('position');
});

it('mentions --url if that was asked', () => {
  const refused = new PrometheusUnreachableError('http://127.0.0.1:1', 'connection refused');
  expect(describeQueryError(refused, { caretWidth: 40, url: 'http://127.0.0.1:1' })).toMatchObject({
    message: refused.message,
    code: refused.code,
    exitCode: 3,
    hints: [expect.stringContaining('--url')],
  });
  expect(describeQueryError(refused, { caretWidth: 40, url: undefined })).toBe(refused);
});

it('leaves other errors as they are', () => {
  const other = new RangeError('x');
  expect(describeQueryError(other, { caretWidth: 40, url: undefined })).toBe(other);
});

import { describe, expect, it } from 'vitest';
import type { Tally } from '../generator/messages.js';
import { checkThresholds, effectiveThresholds, formatThreshold, parseThreshold } from './thresholds.js';

const tally: Tally = {
  sent: 1000,
  responses: 990,
  bytes: 1,
  byStatus: { 200: 980, 503: 10 },
  errors: { timeout: 10, connection: 0, closed: 0, aborted: 0, byErrno: {} },
  latencyMs: { p50: 10, p90: 20, p95: 250, p99: 400, max: 900 },
};

describe('parseThreshold', () => {
  it.each([
    ['p95<250ms', 'p95', '<', 250, 'ms', 'p95<250ms'],
    [' p99 <= 1.5s ', 'p99', '<=', 1500, 'ms', 'p99<=1.5s'],
    ['max<500us', 'max', '<', 0.5, 'ms', 'max<0.5ms'],
    ['P50<.5S', 'p50', '<', 500, 'ms', 'p50<500ms'],
    ['errors<1%', 'errors', '<', 0.01, 'ratio', 'errors<1%'],
    ['errors<=0.05', 'errors', '<=', 0.05, 'ratio', 'errors<=5%'],
    ['errors<0.1%', 'errors', '<', 0.001, 'ratio', 'errors<0.1%'],
    ['rps>1000', 'rps', '>', 1000, 'rps', 'rps>1000'],
    ['rps>=10/s', 'rps', '>=', 10, 'rps', 'rps>=10'],
  ])('reads %j', (text, name, operator, limit, unit, formatted) => {
    const threshold = parseThreshold(text);
    expect(threshold).toEqual({ name, operator, limit, unit });
    expect(formatThreshold(threshold)).toBe(formatted);
    expect(parseThreshold(formatted)).toEqual(threshold);
  });

  it.each([
    ['', 'METRIC OPERATOR LIMIT'],
    ['p95', 'METRIC OPERATOR LIMIT'],
    ['p95=250ms', 'METRIC OPERATOR LIMIT'],
    ['p95<-1ms', 'METRIC OPERATOR LIMIT'],
    ['p95<1e3ms', 'METRIC OPERATOR LIMIT'],
    ['p96<250ms', 'no metric “p96”'],
    ['constructor<1ms', 'no metric “constructor”'],
    ['p95<250', 'no unit'],
    ['p95<250%', 'not measured in “%”'],
    ['errors<1s', 'not measured in “s”'],
    ['errors<1toString', 'not measured in “toString”'],
    ['errors<101%', 'at most 1'],
    ['errors<1', 'write 1% or 100%'],
  ])('refuses %j', (text, problem) => {
    expect(() => parseThreshold(text)).toThrow(
      expect.objectContaining({
        code: 'THRESHOLD_INVALID',
        exitCode: 2,
        message: expect.stringContaining(problem),
      }),
    );
  });
});

it('replaces a tier’s threshold where the user gave one for its metric', () => {
  const texts = effectiveThresholds(
    ['p95<250ms', 'errors<1%'],
    ['p95<1s', 'p99<2s', 'p95>1ms', 'p99<2s'],
  ).map(formatThreshold);
  expect(texts).toEqual(['p95<1s', 'p95>1ms', 'p99<2s', 'errors<1%']);
});

describe('effectiveThresholds', () => {
  it.each([
    ['p95<100ms', 'p95>200ms'],
    ['p95>=0.1s', 'p95<100ms'],
    ['rps<=5', 'rps>5'],
  ])('refuses %s with %s', (...given) =>
    expect(() => effectiveThresholds([], given)).toThrow(/^No run can hold both /),
  );

  it.each([
    ['p95<=100ms', 'p95>=100ms'],
    ['p95<200ms', 'p95>100ms'],
    ['p95<100ms', 'p99>200ms'],
    ['p95<100ms', 'p95<200ms'],
  ])('takes %s with %s', (...given) => expect(effectiveThresholds([], given)).toHaveLength(2));
});

describe('checkThresholds', () => {
  it.each([
    ['p95<250ms', 250, false],
    ['p95<=250ms', 250, true],
    ['p95>250ms', 250, false],
    ['p95>=250ms', 250, true],
    ['errors<2%', 0.02, false],
    ['errors<=2%', 0.02, true],
    ['rps>98', 99, true],
    ['max<1s', 900, true],
  ])('%s', (text, measured, pass) => {
    expect(checkThresholds([parseThreshold(text)], tally, 10)).toEqual([
      { ...parseThreshold(text), measured, pass },
    ]);
  });

  it('holds what was not measured for crossed', () => {
    const latencyMs = { p50: null, p90: null, p95: null, p99: null, max: null };
    const nothing: Tally = { ...tally, sent: 0, responses: 0, byStatus: {}, latencyMs };
    const thresholds = ['p95<250ms', 'errors<1%', 'rps>1'].map(parseThreshold);
    expect(checkThresholds(thresholds, nothing, 0).map(({ measured, pass }) => [measured, pass])).toEqual([
      [null, false],
      [null, false],
      [null, false],
    ]);
  });
});

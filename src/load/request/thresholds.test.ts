import { describe, expect, it } from 'vitest';
import { effectiveThresholds, formatThreshold, parseThreshold } from './thresholds.js';

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
    ['p96<250ms', '“p96” is not a metric'],
    ['constructor<1ms', '“constructor” is not a metric'],
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

it('replaces a tier’s threshold if the user gave one for its metric', () => {
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
    expect(() => effectiveThresholds([], given)).toThrow(/^No run can meet both /),
  );

  it.each([
    ['p95<=100ms', 'p95>=100ms'],
    ['p95<200ms', 'p95>100ms'],
    ['p95<100ms', 'p99>200ms'],
    ['p95<100ms', 'p95<200ms'],
  ])('takes %s with %s', (...given) => expect(effectiveThresholds([], given)).toHaveLength(2));
});

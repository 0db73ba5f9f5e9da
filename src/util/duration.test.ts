import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['5m', 300],
    ['1h30m', 5400],
    ['90s', 90],
    ['100ms', 0.1],
    ['1m500ms', 60.5],
    ['1d', 86_400],
    ['2w', 1_209_600],
    ['1y', 31_536_000],
    ['0', 0],
    ['0s', 0],
    ['007s', 7],
  ])('%s is %d s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each([
    '',
    '5',
    'm',
    '-5m',
    '+5m',
    '1.5h',
    '5 m',
    ' 5m',
    '30m1h',
    '5m5m',
    '1e3s',
    '5M',
    '300y',
    '99999999999999999999s',
  ])('%j is not a valid duration', (text) => expect(parseDuration(text)).toBeUndefined());
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [0.1, '100ms'],
    [0.0001, '0s'],
    [1.5, '1s500ms'],
    [90, '1m30s'],
    [300, '5m'],
    [5400, '1h30m'],
    [86_400, '1d'],
    [7 * 86_400, '1w'],
    [90 * 86_400, '90d'],
    [365 * 86_400, '1y'],
    [366 * 86_400, '366d'],
    [-60, '-1m'],
  ])('%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it('is undone by parseDuration', () => {
    for (const seconds of [0.001, 1, 59.999, 3661, 1e6, 1e8]) {
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { Target } from '../../prometheus/types.js';
import { describeTarget } from './verify.js';

const NOW = 1_000;
const target = (change: Partial<Target> = {}): Target => ({
  job: 'api',
  instance: 'api',
  scrapeUrl: 'http://127.0.0.1:3030/metrics',
  health: 'up',
  lastError: '',
  lastScrape: NOW - 0.5,
  lastScrapeDurationSeconds: 0.0123,
  scrapeIntervalSeconds: 1,
  ...change,
});

describe('describeTarget', () => {
  it('returns the evidence for a target that is up and fresh', () => {
    expect(describeTarget('api', [target()], NOW)).toBe('up == 1, scraped 0.5 s ago in 12 ms');
  });
  it('accepts a target scraped exactly three intervals ago, and clocks that differ a little', () => {
    expect(describeTarget('api', [target({ lastScrape: NOW - 3 })], NOW)).toContain('3.0 s ago');
    expect(describeTarget('api', [target({ lastScrape: NOW + 0.2 })], NOW)).toContain('0.0 s ago');
  });
  it.each<[string, Target[], RegExp]>([
    ['is missing', [target({ job: 'traffic' })], /no target of job api/],
    ['is down', [target({ health: 'down', lastError: 'connection refused' })], /up == 0: connection refused/],
    ['was never scraped', [target({ health: 'unknown' })], /up == 0: not scraped yet/],
    ['is stale', [target({ lastScrape: NOW - 3.5 })], /last scraped 3\.5 s ago/],
    [
      'has no scrape time',
      [target({ lastScrape: undefined as unknown as number })],
      /last scraped 1000\.0 s ago/,
    ],
  ])('fails if the target %s', (_name, targets, message) => {
    expect(() => describeTarget('api', targets, NOW)).toThrow(message);
  });
});

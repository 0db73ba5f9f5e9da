import { describe, expect, it } from 'vitest';
import type { UpEvent } from '../../stack/up/events.js';
import { elapsedText, progressText, upEventLine } from './up-text.js';

describe('elapsedText', () => {
  it.each<[number | undefined, number | undefined, number, string]>([
    [undefined, undefined, 5000, ''],
    [1000, undefined, 5250, '4.3 s'],
    [1000, 2000, 9000, '1.0 s'],
    [5000, undefined, 4000, '0.0 s'], // the clock went back
  ])('%s %s %i', (since, until, now, text) => expect(elapsedText(since, until, now)).toBe(text));
});

describe('progressText', () => {
  it.each<[{ done?: number; total?: number } | undefined, string]>([
    [undefined, ''],
    [{}, ''],
    [{ done: 1_234_567 }, '1.2 MB'],
    [{ done: 0, total: 100_000_000 }, '0.0 of 100.0 MB (0 %)'],
    [{ done: 12_345_678, total: 93_100_000 }, '12.3 of 93.1 MB (13 %)'],
  ])('%j', (progress, text) => expect(progressText(progress)).toBe(text));
});

describe('upEventLine', () => {
  it.each<[UpEvent, string | undefined]>([
    [{ type: 'service', service: 'api', state: 'starting' }, 'api          starting'],
    [
      { type: 'service', service: 'api', state: 'healthy', detail: 'HTTP 200' },
      'api          healthy: HTTP 200',
    ],
    [{ type: 'service', service: 'api', state: 'waiting' }, undefined],
    [{ type: 'service', service: 'api', state: 'acquiring' }, undefined],
    [
      { type: 'service', service: 'prometheus', state: 'acquiring', detail: 'package lists' },
      'prometheus   fetching: package lists',
    ],
    [
      { type: 'service', service: 'prometheus', state: 'acquiring', detail: 'x', progress: { done: 5 } },
      undefined,
    ],
    [
      {
        type: 'service',
        service: 'prometheus',
        state: 'acquiring',
        detail: 'package prometheus',
        progress: { done: 11e6, total: 19.3e6 },
      },
      'prometheus   fetching: package prometheus, 50 % of 19.3 MB',
    ],
    [
      {
        type: 'service',
        service: 'prometheus',
        state: 'acquiring',
        detail: 'package lists',
        progress: { done: 29e6 },
      },
      'prometheus   fetching: package lists, 20 MB',
    ],
    [
      { type: 'service', service: 'prometheus', state: 'seeding', detail: '8 h of simulated history' },
      'prometheus   seeding: 8 h of simulated history',
    ],
    [{ type: 'phase', phase: 'rollback' }, 'rolling back'],
    [{ type: 'targets', up: 1, of: 3 }, undefined],
    [{ type: 'notice', text: 'so' }, 'so'],
  ])('%j', (event, line) => expect(upEventLine(event)).toBe(line));
});

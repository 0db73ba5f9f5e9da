import { describe, expect, it } from 'vitest';
import type { UpEvent } from '../../stack/up/events.js';
import {
  elapsedText,
  foldUpEvent,
  initialUpModel,
  progressText,
  upEventLine,
  type UpModel,
} from './up-model.js';

function fold(...events: [at: number, event: UpEvent][]): UpModel {
  return events.reduce((model, [at, event]) => foldUpEvent(model, event, at), initialUpModel());
}
const row = (model: UpModel, service: string) =>
  model.rows.find((candidate) => candidate.service === service);

describe('foldUpEvent', () => {
  it('times a service from its first event to its end', () => {
    const model = fold(
      [1000, { type: 'service', service: 'api', state: 'waiting' }],
      [2000, { type: 'service', service: 'api', state: 'starting' }],
      [3500, { type: 'service', service: 'api', state: 'healthy', detail: 'HTTP 200' }],
    );
    expect(row(model, 'api')).toEqual({
      service: 'api',
      title: 'API',
      state: 'healthy',
      detail: 'HTTP 200',
      since: 1000,
      until: 3500,
    });
    expect(row(model, 'postgres')).toMatchObject({ state: 'waiting' });
  });
  it('forgets progress once the download is over', () => {
    const download: UpEvent = {
      type: 'service',
      service: 'prometheus',
      state: 'acquiring',
      detail: 'p',
      progress: { done: 1 },
    };
    expect(row(fold([0, download]), 'prometheus')).toHaveProperty('progress');
    expect(
      row(
        fold([0, download], [1, { type: 'service', service: 'prometheus', state: 'starting' }]),
        'prometheus',
      ),
    ).not.toHaveProperty('progress');
  });
  it('times the wait for the first scrape', () => {
    const model = fold(
      [100, { type: 'phase', phase: 'scrape' }],
      [150, { type: 'targets', up: 1, of: 3 }],
      [900, { type: 'phase', phase: 'verify' }],
    );
    expect(model).toMatchObject({ scrapeSince: 100, scrapeUntil: 900, targets: { up: 1, of: 3 } });
  });
  it('has a row for a stand-in once it is heard of', () => {
    expect(row(fold(), 'board')).toBeUndefined();
    const model = fold([0, { type: 'service', service: 'board', state: 'starting' }]);
    expect(model.rows.at(-1)).toMatchObject({ service: 'board', title: 'Board', state: 'starting' });
  });
  it('collects notices', () => {
    expect(fold([0, { type: 'notice', text: 'a' }], [1, { type: 'notice', text: 'b' }]).notices).toEqual([
      'a',
      'b',
    ]);
  });
});

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
    [{ done: 0, total: 100_000_000 }, '0.0 of 100.0 MB'],
  ])('%j', (progress, text) => expect(progressText(progress)).toBe(text));
});

describe('upEventLine', () => {
  it.each<[UpEvent, string | undefined]>([
    [{ type: 'service', service: 'api', state: 'starting' }, 'api        starting'],
    [
      { type: 'service', service: 'api', state: 'healthy', detail: 'HTTP 200' },
      'api        healthy: HTTP 200',
    ],
    [{ type: 'service', service: 'api', state: 'waiting' }, undefined],
    [{ type: 'service', service: 'api', state: 'acquiring' }, undefined],
    [
      { type: 'service', service: 'prometheus', state: 'acquiring', detail: 'package lists' },
      'prometheus fetching: package lists',
    ],
    [
      { type: 'service', service: 'prometheus', state: 'acquiring', detail: 'x', progress: { done: 5 } },
      undefined,
    ],
    [
      { type: 'service', service: 'prometheus', state: 'seeding', detail: '8 h of simulated history' },
      'prometheus seeding: 8 h of simulated history',
    ],
    [{ type: 'phase', phase: 'rollback' }, 'taking back what was started'],
    [{ type: 'targets', up: 1, of: 3 }, undefined],
    [{ type: 'notice', text: 'so' }, 'so'],
  ])('%j', (event, line) => expect(upEventLine(event)).toBe(line));
});

import { describe, expect, it } from 'vitest';
import type { UpEvent } from '../../stack/up/events.js';
import { foldUpEvent, initialUpModel, type UpModel } from './up-model.js';

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
  it('adds a row for a stand-in with its first event', () => {
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

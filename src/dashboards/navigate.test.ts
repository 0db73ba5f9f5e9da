import { expect, test } from 'vitest';
import type { PrometheusClient } from '../prometheus/types.js';
import { labDashboards } from './catalog.js';
import { openPlaylist, stepRange, withRangeOf } from './navigate.js';
import type { OpenDashboard } from './open-dashboard.js';

const NOW = 1_700_000_000;
const prometheus = {} as PrometheusClient;

async function opened(from = 'now-15m', uid?: string): Promise<OpenDashboard> {
  const { dashboard } = (await labDashboards())[0]!;
  const source = {
    dashboard: uid === undefined ? dashboard : { ...dashboard, uid, title: 'Mine' },
    prometheus,
    time: { from, to: 'now' },
    chosen: { route: ['/items'] },
  };
  return { source, rangeText: 'as opened' };
}

test('the playlist has the lab’s dashboards, and the opened one with its choices', async () => {
  const first = await opened();
  const list = await openPlaylist(first);
  expect(list.map(({ source }) => source.dashboard.title).length).toBe(4);
  expect(list[0]).toBe(first);
  expect(list[1]!.source.chosen).toEqual({});
  const mine = await opened('now-1h', 'mine');
  expect((await openPlaylist(mine)).map(({ source }) => source.dashboard.uid)).toHaveLength(5);
  expect((await openPlaylist(mine))[0]).toBe(mine);
});

test.each<[string, 1 | -1, string]>([
  ['now-15m', 1, 'last 30m'],
  ['now-15m', -1, 'last 5m'],
  ['now-20m', 1, 'last 30m'],
  ['now-20m', -1, 'last 15m'],
  ['now-1m', -1, 'as opened'],
  ['now-7d', 1, 'as opened'],
])('from %s, a step of %d is the %s', async (from, by, text) => {
  expect(stepRange(await opened(from), by, NOW).rangeText).toBe(text);
});

test('a dashboard takes over the range of another', async () => {
  const [first, second] = [await opened('now-1h'), await opened()];
  expect(withRangeOf(second, first, NOW)).toMatchObject({
    rangeText: 'last 1h',
    source: { time: { from: 'now-3600s', to: 'now' }, chosen: { route: ['/items'] } },
  });
});

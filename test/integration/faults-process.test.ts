import { describe, expect, test } from 'vitest';
import { type Exposition } from '../helpers/exposition.js';
import { api, control, log, nothingRemains, page, send, sum, useFaultyApi } from '../helpers/faulty-api.js';
import { until } from '../helpers/wait.js';

useFaultyApi();

describe('the process', () => {
  test('event-loop-block: the event loop lags', async () => {
    await control.inject('event-loop-block');
    await until('it is late', async () => (await sum('nodejs_eventloop_lag_max_seconds')) > 0.15);
    expect((await control.act('restart')).document['ended']).toEqual(['event-loop-block']);
    await until('it is in time', async () => (await sum('nodejs_eventloop_lag_p50_seconds')) < 0.1);
    await nothingRemains();
  });

  test('memory-leak: the heap grows until the API restarts as a new process would', async () => {
    const before = await page();
    const heap = before.sum('nodejs_heap_size_used_bytes');
    await control.inject('memory-leak');
    await until('the heap has grown', async () => (await sum('nodejs_heap_size_used_bytes')) > heap + 50e6);
    await until('it crashed', () => log().some((line) => line['event'] === 'crash'));
    await until('it is back', async () => (await fetch(`${api.url}/ready`)).ok);
    const after = await until('its page is there', page);
    expect(after.sum('process_start_time_seconds')).toBeGreaterThan(before.sum('process_start_time_seconds'));
    expect(after.sum('http_requests_total', { route: '/items', method: 'POST' })).toBe(0);
    expect(after.sum('nodejs_heap_size_used_bytes')).toBeLessThan(heap + 100e6);
    expect(api.child.exitCode).toBe(null);
    await control.act('disable-feature');
    await nothingRemains();
  }, 120_000);

  test('bad-release: the version changes, and a list sends a query for each row', async () => {
    await control.inject('bad-release', 'low');
    const release = (metrics: Exposition) => metrics.sum('obs_lab_build_info', { version: '0.2.0' });
    expect(release(await page())).toBe(1);
    await send('GET', '/items');
    const select = { operation: 'select' };
    expect(await sum('db_query_duration_seconds_count', select)).toBe(31);
    expect((await control.act('roll-back')).document['ended']).toEqual(['bad-release']);
    expect(release(await page())).toBe(0);
    await send('GET', '/items');
    expect(await sum('db_query_duration_seconds_count', select)).toBe(1);
    await nothingRemains();
  });

  test('two releases can be rolled back in any order', async () => {
    await control.inject('bad-release', 'low');
    await control.inject('db-driver');
    await control.clear('bad-release');
    expect([...(await page()).series.keys()].find((key) => key.startsWith('obs_lab_build_info'))).toBe(
      `obs_lab_build_info{version="0.1.0",node="v${Number(process.versions.node.split('.')[0]) + 1}.0.0"}`,
    );
    expect((await control.act('roll-back')).document['ended']).toEqual(['db-driver']);
    expect(await sum('obs_lab_build_info', { version: '0.1.0', node: process.version })).toBe(1);
    await nothingRemains();
  });

  test('wrong-interface: the process is alive, and its port refuses connections', async () => {
    await control.inject('wrong-interface');
    await expect(fetch(`${api.url}/health`)).rejects.toThrow();
    expect(api.child.exitCode).toBe(null);
    await until('the log shows the address', () =>
      log().some((line) => line['event'] === 'listening' && line['host'] !== '127.0.0.1'),
    );
    await control.act('rebind');
    expect((await send('GET', '/health')).status).toBe(200);
    await nothingRemains();
  });
});

describe('the metrics page', () => {
  test('renamed-metric: the old names are gone, and the new ones continue the counts', async () => {
    await control.inject('renamed-metric');
    await send('GET', '/items');
    const { types } = await page();
    expect([...types.keys()].filter((name) => name.startsWith('http_')).sort()).toEqual([
      'http_server_active_requests',
      'http_server_request_duration_seconds',
      'http_server_requests_total',
      'http_server_response_body_size_bytes',
    ]);
    await control.clear();
    expect((await page()).types.has('http_requests_total')).toBe(true);
    await nothingRemains();
  });

  test('label-explosion: each request adds series, and clearing removes them all', async () => {
    const traced = async () =>
      [...(await page()).series.keys()].filter((series) => series.includes('request_id=')).length;
    await control.inject('label-explosion', 'low');
    for (let i = 0; i < 20; i++) await send('GET', '/health');
    const perRequest = 12 + 3; // buckets, +Inf, sum and count
    expect(await traced()).toBeGreaterThanOrEqual(20 * perRequest);
    await control.clear();
    expect(await traced()).toBe(0);
    await nothingRemains();
  });

  test('slow-scrape: most pages come too late, and other requests are not affected', async () => {
    await control.inject('slow-scrape');
    const took: boolean[] = [];
    for (let i = 0; i < 4; i++) {
      const answer = await send('GET', '/metrics');
      took.push(answer.seconds > 1);
    }
    expect(took.filter(Boolean)).toHaveLength(3);
    expect((await send('GET', '/items')).seconds).toBeLessThan(1);
    await control.clear();
    expect((await send('GET', '/metrics')).seconds).toBeLessThan(1);
    await nothingRemains();
  });
});

import { describe, expect, test } from 'vitest';
import {
  api,
  control,
  log,
  nothingRemains,
  page,
  send,
  sql,
  startApi,
  statuses,
  sum,
  useFaultyApi,
} from '../helpers/faulty-api.js';
import { until } from '../helpers/wait.js';

useFaultyApi();

describe('the database', () => {
  test('table-lock: statements wait for a session that holds the table, and the gauges name the lock', async () => {
    expect(await control.inject('table-lock')).toMatchObject({ status: 200, document: { state: 'active' } });
    let waiting: Promise<unknown> | undefined; // until PostgreSQL cancels it after its time limit
    await until('one waits for a lock', async () => {
      waiting ??= send('GET', '/items').finally(() => (waiting = undefined));
      const metrics = await page();
      return (
        metrics.sum('pg_locks_count', { mode: 'accessexclusivelock' }) === 1 &&
        metrics.sum('pg_stat_activity_count', { wait_event_type: 'Lock' }) >= 1 &&
        metrics.sum('pg_stat_activity_max_tx_duration', { state: 'idle in transaction' }) > 0
      );
    });
    const blocked = send('GET', '/items');
    await control.clear('table-lock');
    expect((await blocked).status).toBe(200);
    expect(await sum('pg_locks_count', { mode: 'accessexclusivelock' })).toBe(0);
    await nothingRemains();
  });

  test('table-lock: killing the session ends it, by the action or by hand', async () => {
    await control.inject('table-lock');
    expect((await control.act('kill-session')).document).toEqual({
      action: 'kill-session',
      ended: ['table-lock'],
    });
    await nothingRemains();
    await control.inject('table-lock');
    await sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'psql'`);
    await until('it is off the list', async () => (await control.active()).length === 0);
    await nothingRemains();
  });

  test('connection-leak: the pool runs dry, in sessions that are idle in a transaction', async () => {
    await control.inject('connection-leak');
    await until(
      'none is left',
      async () => (await sum('pg_stat_activity_count', { state: 'idle in transaction' })) === 10,
    );
    expect((await send('GET', '/items')).status).toBe(503);
    await until('it is logged', () =>
      log().some((line) => line['status'] === 503 && line['error'] === 'acquire_timeout'),
    );
    expect((await control.act('restart')).document['ended']).toEqual(['connection-leak']);
    await nothingRemains();
  });

  test('pool-shrunk: one connection for everyone, opened again for each use', async () => {
    await control.inject('pool-shrunk');
    await until('the others are closed', async () => {
      const metrics = await page();
      return metrics.sum('db_pool_connections') <= 1 && metrics.sum('pg_stat_activity_count') <= 2;
    });
    await Promise.all(Array.from({ length: 5 }, () => send('GET', '/items')));
    await until('the log shows their wait', () =>
      log().some((line) => Number(line['connection_wait_seconds']) > 0.005),
    );
    await control.act('scale-pool');
    await until('it is full again', async () => (await sum('db_pool_connections', { state: 'idle' })) === 10);
    await nothingRemains();
  });

  test('missing-index: one route scans a table; clearing brings the index back, and so does a start', async () => {
    const index = async () =>
      (await sql.query<{ there: boolean }>(`SELECT to_regclass('item_recalls_item_id') IS NOT NULL AS there`))
        .rows[0]?.there;
    const scanned = () => sum('pg_stat_user_tables_seq_tup_read', { relname: 'item_recalls' });
    await control.inject('missing-index', 'low');
    expect(await index()).toBe(false);
    await send('GET', '/items/1');
    await until('the scan is counted', async () => (await scanned()) >= 300_000);
    await control.act('restore-index');
    expect(await index()).toBe(true);
    expect((await sql.query('SELECT FROM item_recalls')).rowCount).toBe(0);

    await control.inject('missing-index', 'low');
    await api.kill();
    expect(await index()).toBe(false);
    await startApi();
    await until('it is back', index);
    await nothingRemains();
  });

  test('slow-route: every other list is slow, and nothing else is', async () => {
    await control.inject('slow-route');
    const took: number[] = [];
    for (let i = 0; i < 4; i++) took.push((await send('GET', '/items')).seconds);
    expect(took.filter((seconds) => seconds > 0.85)).toHaveLength(2);
    expect((await send('GET', '/items/1')).seconds).toBeLessThan(0.85);
    const buckets = await page();
    const slow =
      buckets.sum('db_query_duration_seconds_count', { operation: 'select' }) -
      buckets.sum('db_query_duration_seconds_bucket', { operation: 'select', le: '0.5' });
    expect(slow).toBe(2);
    expect((await control.act('disable-feature')).document['ended']).toEqual(['slow-route']);
    await nothingRemains();
  });

  test('error-burst: one operation fails, with an error of PostgreSQL', async () => {
    await control.inject('error-burst');
    expect((await send('POST', '/items', { name: 'lamp', quantity: 1 })).status).toBe(500);
    expect((await send('GET', '/items')).status).toBe(200);
    expect(await sum('db_errors_total', { reason: 'query' })).toBe(1);
    expect(api.output()).toContain('invalid input syntax for type integer');
    await control.clear();
    expect((await send('POST', '/items', { name: 'lamp' })).status).toBe(201);
    await nothingRemains();
  });

  test('db-driver: on another runtime, every query fails the same way', async () => {
    await control.inject('db-driver');
    const [version] = [...(await page()).series.keys()].filter((key) => key.startsWith('obs_lab_build_info'));
    expect(version).not.toContain(process.version);
    expect(await statuses(2, 'GET', '/items')).toEqual([500, 500]);
    expect(await statuses(2, 'POST', '/items', { name: 'lamp' })).toEqual([500, 500]);
    expect((await fetch(`${api.url}/health`)).status).toBe(200);
    await until('they are logged', () => {
      const failed = log().filter((line) => line['status'] === 500 && line['error'] === 'query');
      return failed.length === 4;
    });
    await control.act('roll-back');
    expect((await page()).series.get(`obs_lab_build_info{version="0.1.0",node="${process.version}"}`)).toBe(
      1,
    );
    await nothingRemains();
  });
});

import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import {
  api,
  connect,
  control,
  exclusiveLocks,
  nothingRemains,
  openTransactions,
  page,
  postgres,
  startApi,
  useFaultyApi,
} from '../helpers/faulty-api.js';
import { startLabProgram } from '../helpers/lab-programs.js';
import { until } from '../helpers/wait.js';

useFaultyApi();

describe('a lease', () => {
  test('ends a fault without a command', async () => {
    await control.inject('table-lock', 'high', 1);
    expect(await exclusiveLocks()).toBe(1);
    await until('it ended', async () => (await control.active()).length === 0);
    await nothingRemains();
  });

  test('does not outlive the program: nothing remains after SIGKILL and a new start', async () => {
    for (const id of ['table-lock', 'connection-leak', 'slow-route', 'memory-leak']) await control.inject(id);
    await api.kill();
    await until('its sessions are gone', async () => (await openTransactions()) === 0);
    await startApi();
    await nothingRemains();
  });

  test('of a fault in the database ends once PostgreSQL, which was down, is back', async () => {
    await control.inject('missing-index', 'low');
    await postgres.kill();
    await control.clear();
    expect(await control.active()).toEqual(['missing-index']);
    const metrics = await page();
    expect([...metrics.series.keys()].filter((key) => key.startsWith('pg_'))).toEqual([]);
    await postgres.restart();
    await connect();
    await until('it is undone', async () => (await control.active()).length === 0);
    await nothingRemains();
  });

  test('SIGTERM ends a program with active faults within seconds', async () => {
    for (const id of ['table-lock', 'connection-leak', 'bad-release']) await control.inject(id);
    const startedAt = performance.now();
    await api.stop();
    expect(api.child.exitCode).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    expect(await openTransactions()).toBe(0);
  });
});

describe('a harmless release', () => {
  const version = async (): Promise<string | undefined> =>
    [...(await page()).series.keys()]
      .map((key) => /^obs_lab_build_info\{.*version="([^"]+)"/.exec(key)?.[1])
      .find((found) => found !== undefined);

  test('changes the version and nothing else, until it is rolled back', async () => {
    const before = await page();
    const first = await version();
    expect((await control.inject('release')).status).toBe(200);
    expect(await version()).not.toBe(first);
    const names = (keys: Iterable<string>) => new Set([...keys].map((key) => key.split('{')[0]));
    expect(names((await page()).series.keys())).toEqual(names(before.series.keys()));
    expect((await control.act('roll-back')).document).toMatchObject({ ended: ['release'] });
    expect(await version()).toBe(first);
    await nothingRemains();
  });
});

describe('the control port', () => {
  /** A status, for headers that fetch would not send. */
  const raw = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const all = { Authorization: `Bearer ${String(control.env['CONTROL_TOKEN'])}`, ...headers };
      request(`${control.url}/list`, { headers: all }, (res) => resolve(res.resume().statusCode))
        .once('error', reject)
        .end();
    });

  test('allows programs with the token, and no web page', async () => {
    expect(await raw({})).toBe(200);
    expect(await raw({ Authorization: 'Bearer other' })).toBe(401);
    expect(await raw({ Origin: control.url })).toBe(403);
    expect(await raw({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await raw({ Host: 'evil.example' })).toBe(403);
  });

  test('rejects unknown faults, intensities, leases and actions', async () => {
    expect((await control.inject('client-flood')).status).toBe(404);
    expect((await control.inject('table-lock', 'extreme')).status).toBe(400);
    expect((await control.inject('table-lock', 'low', 3601)).status).toBe(400);
    expect((await control.act('pray')).status).toBe(400);
    await nothingRemains();
  });

  test('leaves no trace, and does not exist without a token', async () => {
    await control.inject('slow-route');
    await control.active();
    await control.clear();
    const text = api.output() + (await (await fetch(`${api.url}/metrics`)).text());
    expect(text).not.toMatch(/fault|inject|chaos|slow-route|"\/list"|"\/clear"/i);

    const other = await startLabProgram('api', { DATABASE_URL: postgres.url });
    expect((await fetch(`${other.url}/list`)).status).toBe(404);
    await other.stop();
  });
});

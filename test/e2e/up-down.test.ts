import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICES } from '../../src/stack/services/index.js';
import type { StackStatus } from '../../src/stack/verify/status.js';
import type { VerifyResult } from '../../src/stack/verify/verify.js';
import { createLab, expectNothingLeft, pidOf, type TestLab } from '../helpers/lab.js';

const HOURS_AGO = 'last_over_time(shop_build_info[10m] offset 6h)';

/** Variables that a shell may have set for other programs. */
const FOREIGN = {
  PGSSLMODE: 'require',
  PGOPTIONS: '-c nonsense=1',
  PGHOST: 'db.invalid',
  HTTP_PROXY: 'http://127.0.0.1:1',
  http_proxy: 'http://127.0.0.1:1',
  NODE_OPTIONS: '--trace-warnings',
  TZ: 'Asia/Kathmandu',
};

describe('a lab from up to down', () => {
  let lab: TestLab;
  let status: StackStatus;
  /** The service on Grafana's port: Grafana if it is available, else the board. */
  let page: 'grafana' | 'board';

  beforeAll(async () => {
    lab = await createLab(FOREIGN);
    const { json, exitCode, stderr } = await lab.json<StackStatus>(['up', ...lab.portFlags]);
    expect(exitCode, stderr).toBe(0);
    status = json;
    page = status.services.some(({ name, state }) => name === 'grafana' && state === 'running')
      ? 'grafana'
      : 'board';
  });
  afterAll(() => lab.close());

  it('shows all URLs', () => {
    expect(status).toMatchObject({ runtime: 'local', home: lab.home.path });
    expect(status.notices.join()).toContain('8 h of simulated history');
    for (const name of ['prometheus', 'alertmanager', 'postgres', 'api', 'traffic', page] as const) {
      expect(status.services.find((service) => service.name === name)).toMatchObject({
        state: 'running',
        pid: expect.any(Number) as number,
        url: expect.stringContaining(`:${lab.ports[SERVICES[name].port]}`) as string,
      });
    }
  });

  it('passes every check', async () => {
    const { checks } = await lab.verified();
    const passed = checks.filter((check) => check.status === 'pass').map(({ id }) => id);
    expect(passed).toEqual(
      expect.arrayContaining([
        'postgres.query',
        'prometheus.ready',
        'alertmanager.ready',
        'alertmanager.target',
        'api.alive',
        'api.ready',
        'api.metrics',
        'prometheus.target',
        'api.target',
        'traffic.target',
        'traffic.shop-target',
        `${page}.health`,
        ...(page === 'board' ? ['board.page', 'board.dashboards', 'board.prometheus'] : []),
      ]),
    );
    expect(checks.filter((check) => check.status === 'fail')).toEqual([]);
  });

  it('answers queries about the hours before it started', async () => {
    const { json } = await lab.json<{ result: unknown[] }>(['query', HOURS_AGO]);
    expect(json.result.length).toBeGreaterThan(0);
  });

  it('changes nothing if `up` runs again', async () => {
    const before = await lab.state();
    const { exitCode, stdout } = await lab.up();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('already running');
    expect((await lab.state())?.services).toEqual(before?.services);
  });

  it('refuses `up` with settings that differ from the running lab', async () => {
    const { exitCode, stderr } = await lab.cli(['up', '--port', 'api=1234']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`api is on port ${lab.ports.api}`);
  });

  it('shows status and logs', async () => {
    const shown = await lab.cli(['status']);
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toContain(`http://127.0.0.1:${lab.ports.api}`);
    expect(shown.stdout).toContain('user obs_lab');
    const logs = await lab.json<{ lines: { service: string; line: string }[] }>([
      'logs',
      'prometheus',
      '--tail',
      '3',
    ]);
    expect(logs.json.lines).toHaveLength(3);
    const all = await lab.cli(['logs']);
    expect(all.stdout).toContain('prometheus');
    expect(all.stdout).toContain('api');
    const merged = await lab.json<{ lines: { time: string; level: string }[] }>(['logs', '--tail', '50']);
    const times = merged.json.lines.map(({ time }) => time);
    expect(times.length).toBeGreaterThan(50);
    expect(times).toEqual(times.toSorted());
    const fatal = await lab.json<{ lines: unknown[] }>(['logs', '--level', 'fatal', '--tail', '1000']);
    expect(fatal.json.lines).toEqual([]);
  });

  it('keeps passwords from other users', async () => {
    const { stat } = await import('node:fs/promises');
    for (const file of ['state.json', 'credentials.json']) {
      expect((await stat(`${lab.home.path}/${file}`)).mode & 0o077).toBe(0);
    }
  });

  it('says what is wrong with a Prometheus that is stopped, and with a password that is gone', async () => {
    const pid = await pidOf(lab, 'prometheus');
    const file = `${lab.home.path}/credentials.json`;
    process.kill(pid, 'SIGSTOP');
    await rename(file, `${file}.away`);
    try {
      const { json, exitCode } = await lab.json<VerifyResult>(['verify']);
      expect(exitCode).toBe(1);
      const failed = Object.fromEntries(
        json.checks.filter(({ status }) => status === 'fail').map(({ id, detail }) => [id, detail]),
      );
      expect(failed).toMatchObject({
        // As after two seconds, not after those of a query.
        'prometheus.ready': 'does not answer: nothing came within 2 s',
        'api.target': expect.stringContaining('within 2 s') as string,
        'postgres.query': expect.stringContaining(`the password in ${file} is missing or wrong`) as string,
      });
    } finally {
      await rename(`${file}.away`, file);
      process.kill(pid, 'SIGCONT');
    }
  });

  it('leaves only its data after `down`, and uses it again after `up`', async () => {
    const pid = await pidOf(lab, 'postgres');
    const created = await fetch(`http://127.0.0.1:${lab.ports.api}/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'kept over a down' }),
    });
    const { id } = (await created.json()) as { id: number };
    const down = await lab.json<{ stopped: string[] }>(['down']);
    expect(down.exitCode).toBe(0);
    expect(down.json.stopped.sort()).toEqual(
      ['alertmanager', 'api', page, 'postgres', 'prometheus', 'traffic', 'worlds'].sort(),
    );
    await expectNothingLeft(lab.home, lab.ports);
    expect(existsSync(lab.home.stateFile)).toBe(false);
    expect((await lab.cli(['status'])).exitCode).toBe(3);
    expect((await lab.cli(['verify'])).exitCode).toBe(3);
    const again = await lab.cli(['down']);
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('was not running') as string,
    });

    const up = await lab.json<StackStatus>(['up', ...lab.portFlags]);
    expect(up.exitCode, up.stderr).toBe(0);
    expect(up.json.notices).toEqual([]);
    const past = await lab.json<{ result: unknown[] }>(['query', HOURS_AGO]);
    expect(past.json.result.length).toBeGreaterThan(0);
    expect(await pidOf(lab, 'postgres')).not.toBe(pid);
    const kept = await fetch(`http://127.0.0.1:${lab.ports.api}/items/${id}`);
    expect(await kept.json()).toMatchObject({ name: 'kept over a down' });
  });
});

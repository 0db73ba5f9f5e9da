import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultList } from '../../src/faults/list.js';
import { startIdOf } from '../../src/stack/processes.js';
import { createLab, expectNothingLeft, pidOf, type TestLab } from '../helpers/lab.js';
import { sampled } from '../helpers/sample.js';
import { until } from '../helpers/wait.js';

// A page that really arrives, and what kill -9 leaves of a lab with faults in effect.

let lab: TestLab;

beforeAll(async () => {
  lab = await createLab();
  await up();
});
afterAll(() => lab.close());

const up = async (): Promise<void> => {
  const { exitCode, stderr } = await lab.up('--without', 'grafana', '--without', 'history');
  expect(exitCode, stderr).toBe(0);
};
const inject = async (name: string, ...flags: string[]): Promise<void> => {
  const { exitCode, stderr } = await lab.cli(['fault', 'inject', name, ...flags]);
  expect(exitCode, stderr).toBe(0);
};
const activeIds = async (): Promise<string[]> => {
  const { json } = await lab.json<FaultList>(['fault', 'list']);
  return json.faults.filter(({ active }) => active).map(({ id }) => id);
};

interface Page {
  status: string;
  receiver: string;
  groupLabels: Record<string, string>;
  alerts: { name: string; status: string; annotations: Record<string, string> }[];
}
const pages = async (): Promise<Page[]> =>
  ((await (await fetch(`http://127.0.0.1:${lab.ports.traffic}/pages`)).json()) as { pages: Page[] }).pages;

it('a fault leads to a page, and its end to another one', async () => {
  if ((await lab.state())?.skipped.alertmanager !== undefined) {
    throw new Error(`no Alertmanager: ${(await lab.state())?.skipped.alertmanager}`);
  }
  expect(await pages()).toEqual([]);
  await inject('wrong-interface');
  // On a busy machine, another alert or another target can be there first.
  const isDown = ({ name }: { name: string }): boolean => name === 'TargetDown';
  const paged = await until('a page arrives', async () =>
    (await pages()).find(({ alerts, groupLabels }) => groupLabels.service === 'api' && alerts.some(isDown)),
  );
  expect(paged).toMatchObject({ status: 'firing', receiver: 'pages' });
  expect(paged.alerts.filter(isDown)).toMatchObject([
    { status: 'firing', annotations: { runbook: 'docs/runbooks/TargetDown.md' } },
  ]);
  expect((await lab.cli(['fault', 'clear'])).exitCode).toBe(0);
  const resolved = await until('it is resolved', async () =>
    (await pages()).find(
      ({ status, groupLabels, alerts }) =>
        status === 'resolved' && groupLabels.service === 'api' && alerts.some(isDown),
    ),
  );
  expect(resolved.alerts.filter(isDown)).toMatchObject([{ status: 'resolved' }]);
});

describe('kill -9 while faults are in effect', () => {
  afterEach(async () => void (await lab.cli(['fault', 'clear'])));

  const killService = async (service: 'api' | 'postgres' | 'prometheus'): Promise<void> => {
    const pid = await pidOf(lab, service);
    process.kill(pid, 'SIGKILL');
    await until('the process is gone', async () => (await startIdOf(pid)) === undefined);
  };

  it('of obs-lab: what it injected ends by itself', async () => {
    const running = lab.start(['fault', 'inject', 'missing-index', '--for', '15s']);
    await until('it is in effect', async () => (await activeIds()).includes('missing-index'));
    running.child.kill('SIGKILL');
    await until('it has ended', async () => (await activeIds()).length === 0);
    await up();
    await lab.verified();
  });

  it.each(sampled(['missing-index', 'table-lock', 'bad-release']))(
    'of the API, with %s: `up` ends it',
    async (fault) => {
      await inject(fault);
      await killService('api');
      await up();
      expect(await activeIds()).toEqual([]);
      await lab.verified();
      // The index is back, and nobody holds a lock.
      const page = await until('the metrics page is complete', async () => {
        const text = await (await fetch(`http://127.0.0.1:${lab.ports.api}/metrics`)).text();
        return text.includes('pg_locks_count{') && text;
      });
      expect(page).toMatch(/^obs_lab_build_info\{version="0\.1\.0",/m);
      await until('nobody holds the lock', async () => {
        const text = await (await fetch(`http://127.0.0.1:${lab.ports.api}/metrics`)).text();
        return /^pg_locks_count\{[^}]*mode="accessexclusivelock"\} 0$/m.test(text);
      });
    },
  );

  it.each(sampled(['table-lock', 'connection-leak']))(
    'of PostgreSQL, with %s: `up` starts it again',
    async (fault) => {
      await inject(fault);
      await killService('postgres');
      await up();
      await lab.verified();
      expect((await lab.cli(['fault', 'clear'])).exitCode).toBe(0);
      expect(await activeIds()).toEqual([]);
    },
  );

  it('of Prometheus, with broken rules: it starts again with its own', async () => {
    await inject('broken-alert-rule', '--for', '10m');
    expect(await activeIds()).toEqual(['broken-alert-rule']);
    await killService('prometheus');
    await up();
    expect(await activeIds()).toEqual([]);
    await lab.verified();
  });

  it('of everything: `down` ends clean, and no fault survives `up`', async () => {
    for (const name of ['missing-index', 'client-flood', 'broken-alert-rule']) {
      await inject(name, '--intensity', 'low');
    }
    for (const service of ['api', 'postgres', 'prometheus'] as const) await killService(service);
    const down = await lab.json<{ strays: string[] }>(['down']);
    expect(down, down.stderr).toMatchObject({ exitCode: 0, json: { strays: [] } });
    await expectNothingLeft(lab.home, lab.ports);
    await up();
    expect(await activeIds()).toEqual([]);
    await lab.verified();
  });
});

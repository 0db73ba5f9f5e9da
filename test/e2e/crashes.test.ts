import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, startIdOf } from '../../src/stack/processes.js';
import type { StackState } from '../../src/stack/state.js';
import type { VerifyResult } from '../../src/stack/verify/verify.js';
import { startProcess } from '../helpers/child.js';
import { createLab, pidOf, type TestLab } from '../helpers/lab.js';
import { until } from '../helpers/wait.js';

describe('a service that is killed', () => {
  let lab: TestLab;
  let keptId: number;
  const item = (id: number): string => `http://127.0.0.1:${lab.ports.api}/items/${id}`;

  beforeAll(async () => {
    lab = await createLab();
    expect((await lab.up('--without', 'history')).exitCode).toBe(0);
    const headers = { 'content-type': 'application/json' };
    const created = await fetch(`http://127.0.0.1:${lab.ports.api}/items`, {
      method: 'POST',
      headers,
      body: '{"name":"survivor"}',
    });
    keptId = ((await created.json()) as { id: number }).id;
  });
  afterAll(() => lab.close());

  it.for(['api', 'traffic', 'prometheus', 'alertmanager', 'postgres', 'board'] as const)(
    '%s: verify names it, up brings it back, rows are kept',
    async (service, { skip }) => {
      // It does not run if Grafana does.
      if (!(await lab.state())?.services[service]) skip();
      const pid = await pidOf(lab, service);
      const others = (await lab.state())?.services;
      process.kill(pid, 'SIGKILL');
      await until('the process is gone', async () => (await startIdOf(pid)) === undefined);

      const broken = await lab.json<VerifyResult>(['verify']);
      expect(broken.exitCode).toBe(1);
      expect(broken.json.checks.find(({ id }) => id === `${service}.running`)).toMatchObject({
        status: 'fail',
        detail: expect.stringContaining(String(pid)) as string,
      });
      expect((await lab.cli(['status'])).exitCode).toBe(3);

      const repaired = await lab.cli(['up']);
      expect(repaired.exitCode, repaired.stderr).toBe(0);
      expect(await pidOf(lab, service)).not.toBe(pid);
      for (const [name, record] of Object.entries(others ?? {})) {
        if (name !== service) expect((await lab.state())?.services[record.name]).toEqual(record);
      }
      await lab.verified();
      expect(await (await fetch(item(keptId))).json()).toMatchObject({ name: 'survivor' });
    },
  );

  it('never signals a recorded pid that now belongs to another program', async () => {
    const bystander = startProcess('sleep', ['300']);
    try {
      const pid = bystander.child.pid as number;
      const startId = (await startIdOf(pid)) as string;
      const state = JSON.parse(await readFile(lab.home.stateFile, 'utf8')) as StackState;
      const traffic = state.services.traffic;
      const real = traffic?.process as { pid: number; startId: string };
      // As if traffic had died, and its pid had been reused.
      process.kill(real.pid, 'SIGKILL');
      await until('traffic is gone', async () => !(await isAlive(real)));
      state.services.traffic = {
        ...traffic,
        name: 'traffic',
        since: '',
        process: { pid, startId: real.startId },
      };
      await writeFile(lab.home.stateFile, JSON.stringify(state));
      expect((await lab.cli(['verify'])).exitCode).toBe(1);
      expect((await lab.cli(['down'])).exitCode).toBe(0);
      expect(await isAlive({ pid, startId })).toBe(true);
      expect((await lab.up('--without', 'history')).exitCode).toBe(0);
      expect(await isAlive({ pid, startId })).toBe(true);
    } finally {
      await bystander.kill();
    }
  });
});

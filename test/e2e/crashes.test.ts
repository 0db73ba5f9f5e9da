import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findMarked, isAlive, startIdOf } from '../../src/stack/runtimes/local/processes.js';
import type { StackState } from '../../src/stack/state.js';
import type { VerifyResult } from '../../src/stack/verify.js';
import { startProcess } from '../helpers/child.js';
import { createLab, expectNothingLeft, pidOf, type TestLab } from '../helpers/lab.js';
import { until } from '../helpers/wait.js';

describe('a service that is killed', () => {
  let lab: TestLab;
  let keptId: number;
  const item = (id: number): string => `http://127.0.0.1:${lab.ports.api}/items/${id}`;

  beforeAll(async () => {
    lab = await createLab();
    expect((await lab.up()).exitCode).toBe(0);
    const headers = { 'content-type': 'application/json' };
    const created = await fetch(`http://127.0.0.1:${lab.ports.api}/items`, {
      method: 'POST',
      headers,
      body: '{"name":"survivor"}',
    });
    keptId = ((await created.json()) as { id: number }).id;
  });
  afterAll(() => lab.close());

  it.for(['api', 'traffic', 'prometheus', 'postgres', 'board'] as const)(
    '%s: verify names it, up brings it back, rows are kept',
    async (service, { skip }) => {
      // It is not there where Grafana is.
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
      expect((await lab.cli(['verify'])).exitCode).toBe(0);
      expect(await (await fetch(item(keptId))).json()).toMatchObject({ name: 'survivor' });
    },
  );

  it('never signals a recorded pid that has gone to another program', async () => {
    const bystander = startProcess('sleep', ['300']);
    try {
      const pid = bystander.child.pid as number;
      const startId = (await startIdOf(pid)) as string;
      const state = JSON.parse(await readFile(lab.home.stateFile, 'utf8')) as StackState;
      const traffic = state.services.traffic;
      const real = traffic?.process as { pid: number; startId: string };
      // As if traffic had died, and its pid had come round again.
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
      expect((await lab.up()).exitCode).toBe(0);
      expect(await isAlive({ pid, startId })).toBe(true);
    } finally {
      await bystander.kill();
    }
  });
});

describe('an up that ends before its time', () => {
  let lab: TestLab;
  beforeEach(async () => void (lab = await createLab()));
  afterEach(() => lab.close());

  const PHASES = [
    'prometheus seeding',
    'postgres   starting',
    'prometheus starting',
    'api        starting',
    'traffic    starting',
    'waiting for the first scrape',
  ];

  it.each(PHASES)('killed at "%s": down leaves nothing', async (line) => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until(`up says "${line}"`, () => up.output().stderr.includes(line));
    up.child.kill('SIGKILL');
    await up.done;
    const down = await lab.cli(['down']);
    expect(down.exitCode, down.stderr).toBe(0);
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('killed while initdb works: down ends that too, and leaves nothing', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('initdb is at work', async () =>
      (await findMarked(lab.home.id)).some(({ command }) => command.includes('initdb')),
    );
    up.child.kill('SIGKILL');
    await up.done;
    expect((await lab.cli(['down', '--volumes'])).exitCode).toBe(0);
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('killed while it starts: the next up takes over and succeeds', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('up starts the API', () => up.output().stderr.includes('api        starting'));
    up.child.kill('SIGKILL');
    await up.done;
    const second = await lab.up();
    expect(second.exitCode, second.stderr).toBe(0);
    const past = await lab.json<{ result: unknown[] }>(['query', 'shop_queue_length offset 6h']);
    expect(past.json.result.length).toBeGreaterThan(0);
  });

  it('killed with its record lost: down finds the processes by their mark', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('up starts the API', () => up.output().stderr.includes('api        starting'));
    up.child.kill('SIGKILL');
    await up.done;
    await writeFile(lab.home.stateFile, '{ not json');
    const refused = await lab.cli(['down']);
    expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('state.json') as string });
    const { rm } = await import('node:fs/promises');
    await rm(lab.home.stateFile);
    const down = await lab.cli(['down']);
    expect(down).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('left by an earlier run') as string,
    });
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('interrupted: takes everything back and exits 130', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('up starts the API', () => up.output().stderr.includes('api        starting'));
    up.child.kill('SIGINT');
    const { exitCode, stderr } = await up.done;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('Interrupted');
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('two at once: one wins, the other says who holds the lock', async () => {
    const first = lab.start(['up', ...lab.portFlags]);
    await until('the first is at work', () => first.output().stderr.includes('starting'));
    const second = await lab.json<{ error: { code: string; message: string } }>(['up', ...lab.portFlags]);
    expect(second.exitCode).toBe(4);
    expect(second.json.error).toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(`pid ${first.child.pid}`) as string,
    });
    expect((await first.done).exitCode).toBe(0);
  });
});

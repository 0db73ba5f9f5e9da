import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { imageFacts, imageName } from '../../src/stack/runtimes/docker/images.js';
import { ensureImage } from '../../src/stack/runtimes/docker/pull.js';
import type { StackStatus } from '../../src/stack/status.js';
import type { VerifyResult } from '../../src/stack/verify.js';
import { engineTraces, testEngine } from '../helpers/engine.js';
import { makeImages } from '../helpers/images.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { startProxy, type Proxy } from '../helpers/proxy.js';
import { until } from '../helpers/wait.js';

interface ErrorDocument {
  error: { code: string; message: string; hints: string[] };
}

const engine = await testEngine();
if ('reason' in engine) console.log(`The tests in containers are skipped: ${engine.reason}`);

describe.runIf('docker' in engine)('the stack in containers', () => {
  const { docker } = engine as Extract<typeof engine, { docker: unknown }>;
  let images: Record<string, string>;
  let lab: TestLab;
  const up = (...flags: string[]) => lab.up('--runtime', 'docker', '--without', 'grafana', ...flags);
  const container = (service: string) => docker.getContainer(`obs-lab-${lab.home.id}-${service}`);

  beforeAll(async () => void (images = await makeImages(docker)));
  // DOCKER_HOST as the tests have it; where they have none, the CLI too looks at the usual places.
  const open = async (): Promise<void> =>
    void (lab = await createLab({ DOCKER_HOST: process.env.DOCKER_HOST ?? '', ...images }));
  const close = async (): Promise<void> => {
    await lab.close();
    expect(await engineTraces(docker, lab.home.id)).toEqual([]);
  };

  describe('from up to down', () => {
    beforeAll(async () => {
      await open();
      const { exitCode, stderr } = await up();
      expect(exitCode, stderr).toBe(0);
    });
    afterAll(close);

    it('is verified, and says which containers it is', async () => {
      const status = await lab.json<StackStatus>(['status']);
      expect(status.json.runtime).toBe('docker');
      for (const service of status.json.services.filter(({ state }) => state === 'running'))
        expect(service.container).toMatch(/^[0-9a-f]{64}$/);
      const verified = await lab.json<VerifyResult>(['verify']);
      expect(verified.json).toMatchObject({ ok: true, runtime: 'docker' });
    });

    it('listens on loopback only', async () => {
      for (const service of ['prometheus', 'postgres', 'api', 'traffic']) {
        const { HostConfig } = await container(service).inspect();
        const bindings = Object.values(
          HostConfig.PortBindings as Record<string, { HostIp: string }[]>,
        ).flat();
        expect(bindings.map(({ HostIp }) => HostIp)).toEqual(['127.0.0.1']);
        expect(HostConfig.Binds ?? []).toEqual([]);
      }
    });

    it('is left as it is by another up, and cannot change its runtime', async () => {
      const before = await lab.state();
      expect((await lab.cli(['up'])).stdout).toContain('already up');
      expect((await lab.state())?.services).toEqual(before?.services);
      const switched = await lab.json<ErrorDocument>(['up', '--runtime', 'local']);
      expect(switched.exitCode).toBe(2);
      expect(switched.json.error).toMatchObject({
        code: 'STACK_DIFFERS',
        message: expect.stringContaining('up on docker') as string,
      });
    });

    it('answers queries, grades answers and shows logs', async () => {
      const query = await lab.json<{ result: unknown[] }>(['query', 'up == 1']);
      expect(query.json.result).toHaveLength(4);
      const answer = 'http_requests_total{job="api"}';
      const graded = await until('the step has data', async () => {
        const result = await lab.json<{ verdict: string }>([
          'mission',
          '1',
          '--step',
          'count-requests',
          '--answer',
          answer,
        ]);
        return result.json.verdict === 'not-ready' ? undefined : result;
      });
      expect(['pass', 'wrong']).toContain(graded.json.verdict);
      const logs = await lab.json<{ lines: { line: string }[] }>(['logs', 'prometheus', '--tail', '5']);
      expect(logs.json.lines).toHaveLength(5);
      for (const { line } of logs.json.lines) expect(line).toMatch(/^(ts|time)=/);
    });

    it('reconciles a load run with the server’s counters', async () => {
      const run = await lab.json<{ reconciliation: { ok: boolean; difference: number } }>([
        'stress',
        '--tier',
        'light',
        '--duration',
        '3s',
      ]);
      expect(run.json.reconciliation).toMatchObject({ ok: true, difference: 0 });
    });

    it('has a killed container named by verify, brought back by up, and its rows kept', async () => {
      const headers = { 'content-type': 'application/json' };
      const items = `http://127.0.0.1:${lab.ports.api}/items`;
      const created = (await (
        await fetch(items, { method: 'POST', headers, body: '{"name":"kept"}' })
      ).json()) as { id: number };
      await container('postgres').kill();
      const broken = await lab.json<VerifyResult>(['verify']);
      expect(broken.exitCode).toBe(1);
      expect(broken.json.checks.find(({ id }) => id === 'postgres.running')).toMatchObject({
        status: 'fail',
      });
      const repaired = await lab.cli(['up']);
      expect(repaired.exitCode, repaired.stderr).toBe(0);
      const kept = await until('the API has its database back', async () => {
        const response = await fetch(`${items}/${created.id}`);
        return response.ok ? ((await response.json()) as { name: string }) : undefined;
      });
      expect(kept.name).toBe('kept');
    });

    it('is cleaned up by label when the record is gone', async () => {
      await rm(lab.home.stateFile);
      const down = await lab.cli(['down']);
      expect(down.exitCode, down.stderr).toBe(0);
      expect((await engineTraces(docker, lab.home.id)).filter((name) => !name.endsWith('-data'))).toEqual([]);
    });
  });

  describe('what can go wrong', () => {
    beforeEach(open);
    afterEach(close);

    it('an image that cannot be had: named, with nothing left', async () => {
      const { exitCode, json } = await lab.json<ErrorDocument>(
        ['up', ...lab.portFlags, '--runtime', 'docker', '--without', 'grafana'],
        { OBS_LAB_IMAGE_POSTGRES: '127.0.0.1:9/no/such:image' },
      );
      expect(exitCode).toBe(4);
      expect(json.error).toMatchObject({
        code: 'NO_IMAGE',
        message: expect.stringContaining('127.0.0.1:9/no/such:image') as string,
      });
      expect(json.error.hints.join()).toContain('OBS_LAB_IMAGE_POSTGRES');
      expect(await engineTraces(docker, lab.home.id)).toEqual([]);
    });

    it('an image that cannot be had, when nobody asked for containers: local processes, and a notice', async () => {
      const { exitCode, json, stderr } = await lab.json<StackStatus>(
        ['up', ...lab.portFlags, '--without', 'grafana'],
        { OBS_LAB_IMAGE_NODE: '127.0.0.1:9/no/such:image' },
      );
      expect(exitCode, stderr).toBe(0);
      expect(json.runtime).toBe('local');
      expect(json.notices.join()).toContain('127.0.0.1:9/no/such:image');
    });

    it('an engine that does not answer', async () => {
      const { exitCode, json } = await lab.json<ErrorDocument>(
        ['up', ...lab.portFlags, '--runtime', 'docker'],
        { DOCKER_HOST: `tcp://127.0.0.1:${lab.ports.api}` },
      );
      expect(exitCode).toBe(4);
      expect(json.error).toMatchObject({
        code: 'NO_ENGINE',
        message: expect.stringContaining('connection refused') as string,
      });
    });

    it('a container of that name that is not ours is named and left alone', async () => {
      const name = `obs-lab-${lab.home.id}-postgres`;
      const foreign = await docker.createContainer({
        name,
        Image: images.OBS_LAB_IMAGE_NODE as string,
        Cmd: ['node', '-e', 'setInterval(() => {}, 1000)'],
      });
      try {
        const { exitCode, json } = await lab.json<ErrorDocument>([
          'up',
          ...lab.portFlags,
          '--runtime',
          'docker',
          '--without',
          'grafana',
        ]);
        expect(exitCode).toBe(4);
        expect(json.error).toMatchObject({
          code: 'CONTAINER_NAME_TAKEN',
          message: expect.stringContaining(name) as string,
        });
        expect((await lab.cli(['down', '--volumes'])).exitCode).toBe(0);
        expect((await foreign.inspect()).Name).toBe(`/${name}`);
      } finally {
        await foreign.remove({ force: true });
      }
    });

    it('a port that another container holds', async () => {
      const port = '3000/tcp';
      const foreign = await docker.createContainer({
        Image: images.OBS_LAB_IMAGE_NODE as string,
        Cmd: ['node', '-e', 'setInterval(() => {}, 1000)'],
        ExposedPorts: { [port]: {} },
        HostConfig: { PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: String(lab.ports.api) }] } },
      });
      try {
        await foreign.start();
        const flags = [...lab.portFlags, '--runtime', 'docker', '--without', 'grafana'];
        const { exitCode, json } = await lab.json<ErrorDocument>(['up', ...flags]);
        expect(exitCode).toBe(4);
        expect(json.error.code).toBe('PORT_IN_USE');
        expect(json.error.message).toContain(`Port ${lab.ports.api} (api)`);
        expect((await foreign.inspect()).State.Running).toBe(true);
      } finally {
        await foreign.remove({ force: true });
      }
    });

    it('up killed half-way: down finds all of it', async () => {
      const running = lab.start(['up', ...lab.portFlags, '--runtime', 'docker', '--without', 'grafana']);
      await until('up starts the API', () => running.output().stderr.includes('api        starting'));
      running.child.kill('SIGKILL');
      await running.done;
      expect((await lab.cli(['down', '--volumes'])).exitCode).toBe(0);
      expect(await engineTraces(docker, lab.home.id)).toEqual([]);
    });

    it('up interrupted: takes everything back but the data', async () => {
      const running = lab.start(['up', ...lab.portFlags, '--runtime', 'docker', '--without', 'grafana']);
      await until('up starts the API', () => running.output().stderr.includes('api        starting'));
      running.child.kill('SIGINT');
      expect((await running.done).exitCode).toBe(130);
      expect((await engineTraces(docker, lab.home.id)).filter((name) => !name.endsWith('-data'))).toEqual([]);
    });
  });

  describe('an engine that goes away', () => {
    let proxy: Proxy;
    beforeEach(async () => {
      const { connection } = engine as Extract<typeof engine, { docker: unknown }>;
      proxy = await startProxy('socketPath' in connection ? { path: connection.socketPath } : connection);
      lab = await createLab({ ...images, DOCKER_HOST: `tcp://127.0.0.1:${proxy.port}` });
    });
    afterEach(async () => {
      await close();
      await proxy.shut();
    });

    it('during up: says so, keeps the record, and down cleans up once it is back', async () => {
      const running = lab.start(['up', ...lab.portFlags, '--runtime', 'docker', '--without', 'grafana']);
      await until('up starts the API', () => running.output().stderr.includes('api        starting'));
      await proxy.shut();
      const { exitCode, stderr } = await running.done;
      expect(exitCode, stderr).toBe(4);
      expect(stderr).toContain('no longer answers');
      expect(await lab.state()).toBeDefined();
      const refused = await lab.json<ErrorDocument>(['down']);
      expect(refused).toMatchObject({ exitCode: 4, json: { error: { code: 'NO_ENGINE' } } });
      await proxy.open();
      expect((await lab.cli(['down', '--volumes'])).exitCode).toBe(0);
      expect(await engineTraces(docker, lab.home.id)).toEqual([]);
    });

    it('while the lab runs: verify and status say so, and all is well once it is back', async () => {
      expect((await up()).exitCode).toBe(0);
      await proxy.shut();
      for (const command of ['verify', 'status', 'up']) {
        const { exitCode, json } = await lab.json<ErrorDocument>([command]);
        expect(exitCode).toBe(4);
        expect(json.error.code).toBe('NO_ENGINE');
      }
      await proxy.open();
      expect((await lab.cli(['verify'])).exitCode).toBe(0);
    });
  });

  it('Grafana, where its image can be had: healthy, with its datasource and dashboards', async ({ skip }) => {
    const facts = imageFacts('grafana');
    const image = imageName(facts, process.env);
    const wish = {
      variable: facts.variable,
      signal: AbortSignal.timeout(120_000),
      onProgress: () => undefined,
    };
    const failure = await ensureImage({ docker, source: 'the tests' }, image, wish).catch(
      (error: Error) => error,
    );
    if (failure) {
      console.log(`Grafana's container is not tested: ${failure.message}`);
      skip(failure.message);
    }
    await open();
    const { exitCode, stderr } = await lab.up('--runtime', 'docker');
    expect(exitCode, stderr).toBe(0);
    const { json } = await lab.json<VerifyResult>(['verify']);
    for (const id of ['grafana.health', 'grafana.datasource', 'grafana.dashboards']) {
      expect(json.checks.find((check) => check.id === id)).toMatchObject({ status: 'pass' });
    }
    await close();
  });

  it('two homes run side by side', async () => {
    await open();
    const first = lab;
    expect((await up()).exitCode).toBe(0);
    await open();
    expect((await up()).exitCode).toBe(0);
    for (const one of [first, lab]) expect((await one.cli(['verify'])).exitCode).toBe(0);
    await close();
    expect((await first.cli(['verify'])).exitCode).toBe(0);
    lab = first;
    await close();
  });
});

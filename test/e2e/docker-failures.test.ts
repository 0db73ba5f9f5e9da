import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DockerRuntime } from '../../src/stack/runtimes/docker.js';
import type { StackContext } from '../../src/stack/runtimes/runtime.js';
import { SERVICES } from '../../src/stack/services/index.js';
import { seedHistory } from '../../src/stack/up/history.js';
import type { StackStatus } from '../../src/stack/verify/status.js';
import { makeCertificates } from '../helpers/certificates.js';
import {
  type DockerLabs,
  dockerLabs,
  type ErrorDocument,
  IN_CONTAINERS,
  toolContainers,
  withoutPrometheus,
} from '../helpers/docker-labs.js';
import { engineTraces, type TestEngine, testEngine } from '../helpers/engine.js';
import type { TestLab } from '../helpers/lab.js';
import { type Proxy, startProxy } from '../helpers/proxy.js';
import { until } from '../helpers/wait.js';

const engine = await testEngine();
if ('reason' in engine) console.log(`The tests in containers are skipped: ${engine.reason}`);

/**
 * One home for all of them, in an order that saves work: only its first `up` creates a database and made-up worlds.
 * Everything goes through the proxy, so that the engine can be cut off.
 */
describe.runIf('docker' in engine)('the stack in containers, when something is wrong', () => {
  const { docker, connection } = engine as TestEngine;
  let labs: DockerLabs;
  let proxy: Proxy;
  let lab: TestLab;
  const upArgs = (): string[] => ['up', ...lab.portFlags, ...IN_CONTAINERS];
  const traces = (): Promise<string[]> => engineTraces(docker, lab.home.id);
  /** What `down` must not leave: everything but the data. */
  const tracesBesideData = async (): Promise<string[]> =>
    (await traces()).filter((name) => !name.endsWith('-data'));

  beforeAll(async () => {
    labs = await dockerLabs(engine as TestEngine);
    proxy = await startProxy('socketPath' in connection ? { path: connection.socketPath } : connection);
    lab = await labs.open({ DOCKER_HOST: `tcp://127.0.0.1:${proxy.port}` });
  });
  afterAll(async () => {
    await labs.close(lab);
    await proxy.shut();
  });

  it('an engine that does not answer', async () => {
    const { exitCode, json } = await lab.json<ErrorDocument>(upArgs(), {
      DOCKER_HOST: `tcp://127.0.0.1:${lab.ports.api}`,
    });
    expect(exitCode).toBe(4);
    expect(json.error).toMatchObject({
      code: 'NO_ENGINE',
      message: expect.stringContaining('connection refused') as string,
    });
  });

  it('names an image that can’t be pulled, and leaves nothing behind', async () => {
    const { exitCode, json } = await lab.json<ErrorDocument>(upArgs(), {
      OBS_LAB_IMAGE_POSTGRES: '127.0.0.1:9/no/such:image',
    });
    expect(exitCode).toBe(4);
    expect(json.error).toMatchObject({
      code: 'NO_IMAGE',
      message: expect.stringContaining('127.0.0.1:9/no/such:image') as string,
    });
    expect(json.error.hints.join()).toContain('OBS_LAB_IMAGE_POSTGRES');
    expect(await traces()).toEqual([]);
  });

  it('up interrupted: rolls everything back except the data', async () => {
    const running = lab.start(upArgs());
    await until('up starts the API', () => /^api +starting/m.test(running.output().stderr));
    running.child.kill('SIGINT');
    expect((await running.done).exitCode).toBe(130);
    // Its history is removed too: the next up creates one up to its own start. Made-up worlds don't age.
    const kept = (await traces()).filter((name) => !/(postgres|alertmanager|worlds)-data$/.test(name));
    expect(kept).toEqual([]);
  });

  describe('in a lab that was killed while it created its history', () => {
    afterAll(async () => {
      await proxy.open();
      await lab.cli(['down']);
    });

    it('the next up creates the history again', async () => {
      const running = lab.start(upArgs());
      const backfill = docker.getContainer(`obs-lab-${lab.home.id}-backfill-prometheus`);
      await until('promtool is there', () =>
        backfill.inspect().then(
          () => true,
          () => false,
        ),
      );
      running.child.kill('SIGKILL');
      await running.done;
      const again = await lab.json<StackStatus>(upArgs());
      expect(again.exitCode, again.stderr).toBe(0);
      expect(again.json.notices.join()).toContain('8 h of simulated history');
      expect((await traces()).filter((name) => name.includes('backfill'))).toEqual([]);
    });

    it('an engine that wants TLS is asked with the certificates in DOCKER_CERT_PATH', async () => {
      const [ours, theirs] = await Promise.all([
        mkdtemp(join(tmpdir(), 'obs-lab-tls-')),
        mkdtemp(join(tmpdir(), 'obs-lab-tls-')),
      ]);
      const certificates = await makeCertificates(ours);
      await makeCertificates(theirs);
      const options = { ...certificates, requestCert: true, rejectUnauthorized: true };
      const server = createTlsServer(options, (socket) => {
        const plain = connect(proxy.port, '127.0.0.1');
        socket.pipe(plain).pipe(socket);
        for (const end of [socket, plain]) end.on('error', () => undefined);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const ask = (DOCKER_CERT_PATH: string) =>
        lab.json<StackStatus & ErrorDocument>(['status'], {
          DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
          DOCKER_TLS_VERIFY: '1',
          DOCKER_CERT_PATH,
        });
      try {
        const trusted = await ask(ours);
        expect(trusted.json.services?.find(({ name }) => name === 'api')).toMatchObject({ state: 'running' });
        expect((await ask(theirs)).json.error.code).toBe('NO_ENGINE');
      } finally {
        server.close();
        await Promise.all([ours, theirs].map((directory) => rm(directory, { recursive: true })));
      }
    });

    it('an engine that goes away while it runs: verify and status say so, and all is well once it is back', async () => {
      await proxy.shut();
      for (const command of ['verify', 'status', 'up']) {
        const { exitCode, json } = await lab.json<ErrorDocument>([command]);
        expect(exitCode).toBe(4);
        expect(json.error.code).toBe('NO_ENGINE');
      }
      const page = [
        'mission',
        '3',
        '--step',
        'fix-the-page',
        '--answer',
        'missions/03-scraping/page-fixed.txt',
      ];
      const graded = await lab.json(page, withoutPrometheus(lab));
      expect(graded).toMatchObject({ exitCode: 4, json: { verdict: 'lab-fault' } });
      expect(graded.stdout).toContain('No Docker engine answers');
      await proxy.open();
      await lab.verified();
      const check = lab.start(['mission', 'check'], withoutPrometheus(lab));
      await until('it has a container', async () => (await toolContainers(docker, lab)).length > 0);
      await proxy.shut();
      const { exitCode, stderr } = await check.done;
      expect(exitCode, stderr).toBe(4);
      expect(stderr).toContain('no longer answers');
    });
  });

  describe('an up that does not get to its end', () => {
    afterEach(async () => {
      await proxy.open();
      await lab.cli(['down']);
    });

    it('names a port that another container holds', async () => {
      const port = '3000/tcp';
      const foreign = await docker.createContainer({
        Image: labs.images.OBS_LAB_IMAGE_NODE as string,
        Cmd: ['node', '-e', 'setInterval(() => {}, 1000)'],
        ExposedPorts: { [port]: {} },
        HostConfig: { PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: String(lab.ports.api) }] } },
      });
      try {
        await foreign.start();
        const { exitCode, json } = await lab.json<ErrorDocument>(upArgs());
        expect(exitCode).toBe(4);
        expect(json.error.code).toBe('PORT_IN_USE');
        expect(json.error.message).toContain(`Port ${lab.ports.api} (api)`);
        expect((await foreign.inspect()).State.Running).toBe(true);
      } finally {
        await foreign.remove({ force: true });
      }
    });

    it('killed half-way: down finds everything', async () => {
      const running = lab.start(upArgs());
      await until('up starts the API', () => /^api +starting/m.test(running.output().stderr));
      running.child.kill('SIGKILL');
      await running.done;
      expect((await lab.cli(['down'])).exitCode).toBe(0);
      expect(await tracesBesideData()).toEqual([]);
    });

    it('the engine goes away: says so, keeps the record, and down cleans up once it is back', async () => {
      const running = lab.start(upArgs());
      await until('up starts the API', () => /^api +starting/m.test(running.output().stderr));
      await proxy.shut();
      const { exitCode, stderr } = await running.done;
      expect(exitCode, stderr).toBe(4);
      expect(stderr).toContain('no longer answers');
      expect(await lab.state()).toBeDefined();
      const refused = await lab.json<ErrorDocument>(['down']);
      expect(refused).toMatchObject({ exitCode: 4, json: { error: { code: 'NO_ENGINE' } } });
      expect(refused.json.error.hints.join()).toContain(`delete ${lab.home.stateFile}`);
      await proxy.open();
      expect((await lab.cli(['down'])).exitCode).toBe(0);
      expect(await tracesBesideData()).toEqual([]);
    });

    it('names a foreign container with the same name, and down --volumes leaves only that', async () => {
      const name = `obs-lab-${lab.home.id}-postgres`;
      const foreign = await docker.createContainer({
        name,
        Image: labs.images.OBS_LAB_IMAGE_NODE as string,
        Cmd: ['node', '-e', 'setInterval(() => {}, 1000)'],
      });
      try {
        const { exitCode, json } = await lab.json<ErrorDocument>(upArgs());
        expect(exitCode).toBe(4);
        expect(json.error).toMatchObject({
          code: 'CONTAINER_NAME_TAKEN',
          message: expect.stringContaining(name) as string,
        });
        expect((await lab.cli(['down', '--volumes'])).exitCode).toBe(0);
        expect((await foreign.inspect()).Name).toBe(`/${name}`);
        expect(await traces()).toEqual([]);
      } finally {
        await foreign.remove({ force: true });
      }
    });
  });

  it('a history on which Prometheus was never started: the next up creates it again', async () => {
    const runtime = new DockerRuntime({ docker, source: 'the tests' });
    const context: StackContext = {
      home: lab.home,
      ports: lab.ports,
      credentials: { postgresPassword: '', grafanaPassword: '' },
      isSkipped: () => false,
      env: labs.images,
      signal: AbortSignal.timeout(60_000),
    };
    const { prometheus } = SERVICES;
    const seed = () => seedHistory(runtime, prometheus, context, () => undefined);
    await runtime.acquire(prometheus, context, () => undefined);
    expect(await seed()).toMatchObject({ seeded: true });
    const [stray] = await runtime.strays(lab.home, []);
    await stray?.stop();
    expect(await seed()).toMatchObject({ seeded: true });
    await runtime.start(prometheus, context, () => Promise.resolve());
    expect((await traces()).filter((name) => name.includes('backfill'))).toEqual([]);
    expect(await seed()).toBeUndefined();
  });

  it('falls back to local processes, and says so, if an image can’t be pulled and containers weren’t requested', async () => {
    const other = await labs.open();
    const { exitCode, json, stderr } = await other.json<StackStatus>(
      ['up', ...other.portFlags, '--without', 'grafana', '--without', 'history'],
      { OBS_LAB_IMAGE_NODE: '127.0.0.1:9/no/such:image' },
    );
    expect(exitCode, stderr).toBe(0);
    expect(json.runtime).toBe('local');
    expect(json.notices.join()).toContain('127.0.0.1:9/no/such:image');
    await labs.close(other);
  });
});

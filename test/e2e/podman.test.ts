import { spawn } from 'node:child_process';
import type { NetworkInspectInfo } from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StackStatus } from '../../src/stack/verify/status.js';
import {
  type DockerLabs,
  dockerLabs,
  type ErrorDocument,
  withoutPrometheus,
} from '../helpers/docker-labs.js';
import { engineTraces, type TestEngine, testEngine } from '../helpers/engine.js';
import type { TestLab } from '../helpers/lab.js';
import { freePorts } from '../helpers/ports.js';
import { until } from '../helpers/wait.js';

/** Podman's API, as DOCKER_HOST names an engine. */
const address = process.env.OBS_LAB_TEST_PODMAN;
const engine = address
  ? await testEngine({ DOCKER_HOST: address })
  : { reason: 'OBS_LAB_TEST_PODMAN names no Podman' };
if ('reason' in engine) console.log(`The tests with Podman are skipped: ${engine.reason}`);

/** What differs from Docker. Everything else is tested with DOCKER_HOST=…podman.sock and docker*.test.ts. */
describe.runIf('docker' in engine)('the stack in containers of Podman', () => {
  const { docker } = engine as TestEngine;
  let labs: DockerLabs;
  let lab: TestLab;
  const upArgs = (): string[] =>
    ['up', '--runtime', 'docker', ...lab.portFlags].concat(
      ...['grafana', 'alertmanager', 'history'].map((name) => ['--without', name]),
    );

  beforeAll(async () => {
    labs = await dockerLabs(engine as TestEngine, address, ['prometheus', 'postgres', 'node']);
    lab = await labs.open();
  });
  // Fails if a volume, with a label or without, is left.
  afterAll(() => labs.close(lab));

  it('names a foreign container with the same name', async () => {
    const name = `obs-lab-${lab.home.id}-postgres`;
    const foreign = await docker.createContainer({
      name,
      Image: labs.images.OBS_LAB_IMAGE_NODE as string,
      Cmd: ['node', '-e', ''],
    });
    try {
      const { json } = await lab.json<ErrorDocument>(upArgs());
      expect(json.error).toMatchObject({
        code: 'CONTAINER_NAME_TAKEN',
        message: expect.stringContaining(name) as string,
      });
    } finally {
      await foreign.remove({ force: true });
    }
  });

  it('comes up healthy, and its volumes carry its label', async () => {
    const up = await lab.json<StackStatus>(upArgs());
    // 1: a check failed for lack of CPU, maybe; then it passes soon.
    expect([0, 1], up.stdout).toContain(up.exitCode);
    await lab.verified();
    expect(up.json.runtime).toBe('docker');
    const filters = { label: [`obs-lab.home=${lab.home.id}`] };
    const { Volumes } = await docker.listVolumes({ filters });
    expect(Volumes.map(({ Name }) => Name.replace(/^obs-lab-[^-]+-/, '')).sort()).toEqual([
      'postgres-data',
      'prometheus-data',
      'worlds-data',
    ]);
  });

  it('runs promtool in a container, with the answer as its input and nothing else', async () => {
    const page = ['--step', 'fix-the-page', '--answer', 'missions/03-scraping/page-fixed.txt'];
    const graded = await lab.json<{ verdict: string }>(['mission', '3', ...page], withoutPrometheus(lab));
    expect(graded.json, graded.stdout).toMatchObject({ verdict: 'pass' });
  });

  it('scrapes a program that the learner runs on the engine’s machine', async () => {
    const network = (await docker.getNetwork(`obs-lab-${lab.home.id}`).inspect()) as NetworkInspectInfo;
    const [port = 0] = await freePorts(1);
    // The address that its containers know as the host, which no other machine reaches.
    const address = { HOST: network.IPAM?.Config?.[0]?.Gateway, PORT: String(port) };
    const env = { ...process.env, ...lab.env, ...address };
    const orders = spawn(process.execPath, ['missions/03-scraping/orders.mjs'], { env, stdio: 'ignore' });
    try {
      await until('it is scraped', async () => {
        const { json } = await lab.json<{ result?: { value: number }[] }>(['query', 'up{job="orders"} == 1']);
        return json.result?.length === 1;
      });
    } finally {
      orders.kill();
    }
  });

  it('down --volumes leaves no volume', async () => {
    expect((await lab.cli(['down', '--volumes'])).exitCode).toBe(0);
    expect(await engineTraces(docker, lab.home.id)).toEqual([]);
  });
});

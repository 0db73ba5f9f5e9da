import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { openPromtool } from '../../src/stack/tools/find-tools.js';
import { packageRoot } from '../../src/util/package-root.js';
import { startProcess, type TestProcess } from '../helpers/child.js';
import { type LabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { freePorts } from '../helpers/ports.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { until } from '../helpers/wait.js';

/**
 * The program that the learner starts in mission 3: a real Prometheus finds it in the real list, first down, then up.
 */

const PROGRAM = join(packageRoot(), 'missions/03-scraping/orders.mjs');

let traffic: LabProgram;
let prometheus: TestPrometheus;
let port: number;
const started: TestProcess[] = [];

beforeAll(async () => {
  // Nothing listens there: this test is not about the traffic itself.
  traffic = await startLabProgram('traffic', { TARGET_URL: 'http://127.0.0.1:9', RATE: '1' });
  const jobs = [
    { job_name: 'workshop', http_sd_configs: [{ url: `${traffic.url}/targets`, refresh_interval: '1s' }] },
  ];
  prometheus = await startPrometheus({
    config: JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: jobs }),
  });
  [port = 0] = await freePorts(1);
});
afterEach(async () => {
  for (const program of started.splice(0)) await program.stop();
});
afterAll(async () => {
  await prometheus?.stop();
  await traffic?.stop();
});

function start(env: Record<string, string> = {}): TestProcess {
  const program = startProcess(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, PORT: String(port), LAB_URL: traffic.url, ...env },
  });
  started.push(program);
  return program;
}

async function end(program: TestProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(program.child, 'close');
  program.child.kill(signal);
  await closed;
  return program.child.exitCode;
}

async function value(query: string): Promise<number | undefined> {
  const result = await createPrometheusClient(prometheus.url).query(query);
  return result.resultType === 'vector' ? result.series[0]?.sample.value : undefined;
}

test('is down as shipped, and up on the address that Prometheus scrapes', async () => {
  const asShipped = start();
  await until('Prometheus has asked', async () => (await value('up{job="orders"}')) === 0);
  expect(asShipped.output()).toMatch(/listening on (\[::1\]|127\.0\.0\.2):/);
  expect(asShipped.output()).toContain(`Prometheus will ask http://127.0.0.1:${port}/metrics`);
  expect(await end(asShipped, 'SIGINT')).toBe(0);
  expect(await (await fetch(`${traffic.url}/targets`)).json()).toEqual([]);

  const fixed = start({ HOST: '127.0.0.1' });
  await until('it is up', async () => (await value('up{job="orders"}')) === 1);
  await until('orders come', async () => ((await value('sum(orders_created_total)')) ?? 0) > 0);
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(await openPromtool()(['check', 'metrics'], { stdin: page })).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  expect(await end(fixed, 'SIGTERM')).toBe(0);
  await until('it is gone, not down', async () => (await value('up{job="orders"}')) === undefined);
});

test.each<[string, Record<string, string>, number, RegExp]>([
  ['no lab', { LAB_URL: 'http://127.0.0.1:9' }, 3, /can't find the lab at .*:9 .*obs-lab status/],
  ['an invalid LAB_URL', { LAB_URL: 'lab' }, 3, /can't find the lab at lab /],
  ['an address of another machine as HOST', { HOST: '192.0.2.1' }, 4, /no address 192\.0\.2\.1/],
  ['an invalid PORT', { PORT: 'x' }, 2, /PORT must be a number/],
])('refuses to start with %s', async (_, env, exitCode, message) => {
  const program = start(env);
  await once(program.child, 'close');
  expect(program.child.exitCode).toBe(exitCode);
  expect(program.output()).toMatch(message);
  expect(program.output()).not.toMatch(/ at .*\.mjs:\d/);
});

test('names the port if it is taken, and how to choose another', async () => {
  const program = start({ HOST: '127.0.0.1', PORT: String(prometheus.port) });
  await once(program.child, 'close');
  expect(program.child.exitCode).toBe(4);
  expect(program.output()).toContain(`port ${prometheus.port} is taken`);
});

test('without LAB_URL, finds the traffic of the lab in OBS_LAB_HOME', async () => {
  const home = await mkdtemp(join(tmpdir(), 'obs-lab-orders-'));
  try {
    const ports = { traffic: Number(new URL(traffic.url).port) };
    await writeFile(join(home, 'state.json'), JSON.stringify({ ports }));
    const program = start({ LAB_URL: '', OBS_LAB_HOME: home });
    await until('it is registered', () => program.output().includes('registered as job'));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ControlClient, controlOn } from '../helpers/control.js';
import { scrape } from '../helpers/exposition.js';
import { type LabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { freePorts } from '../helpers/ports.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { until } from '../helpers/wait.js';

// The faults of the API's clients, seen from the API.

let postgres: TestPostgres;
let api: LabProgram;
let traffic: LabProgram;
let control: ControlClient;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  api = await startLabProgram('api', { DATABASE_URL: postgres.url });
  await until('the API is ready', async () => (await fetch(`${api.url}/ready`)).ok);
  const [port = 0] = await freePorts(1);
  control = controlOn(port);
  traffic = await startLabProgram('traffic', { TARGET_URL: api.url, ...control.env });
});
afterEach(async () => {
  await traffic.stop();
  await api.stop();
});

async function served(labels: Record<string, string> = {}): Promise<number> {
  return (await scrape(api.url)).sum('http_requests_total', labels);
}

async function sent(): Promise<number> {
  return (await scrape(traffic.url)).sum('traffic_requests_total');
}

/** The request log's lines of one client. */
function linesOf(client: string): Record<string, unknown>[] {
  return api
    .output()
    .split('\n')
    .slice(1, -1) // complete lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['client'] === client);
}

test('logs every request of the steady traffic', async () => {
  await until('there are some', () => linesOf('obs-lab-traffic').length > 20);
  expect(linesOf('obs-lab-traffic')[0]).toMatchObject({
    event: 'request',
    route: expect.stringMatching(/^\/items/),
    request_id: expect.any(String),
    duration_seconds: expect.any(Number),
    connection_wait_seconds: expect.any(Number),
  });
  expect((await scrape(api.url)).sum('log_lines_dropped_total')).toBe(0);
});

test('client-flood: one client sends most requests, and the log names it', async () => {
  await control.inject('client-flood', 'medium');
  await until('it floods', async () => (await served({ route: '/items' })) > 500 + 2 * (await sent()));
  const metrics = await scrape(api.url);
  expect(metrics.sum('log_lines_dropped_total', { kind: 'request' })).toBeGreaterThan(0);
  expect(linesOf('price-bot/2.1').length).toBeGreaterThan(10);
  expect((await control.act('block-client')).document['ended']).toEqual(['client-flood']);
  await until(
    'its last request has ended',
    async () => (await scrape(api.url)).sum('http_requests_in_flight') < 5,
  );
  const [before, sentBefore] = [await served(), await sent()];
  await until('the steady traffic goes on', async () => (await sent()) > sentBefore + 20);
  expect((await served()) - before).toBeLessThan(3 * ((await sent()) - sentBefore));
});

test('retry-storm: clients give up and retry the same request, until they are told to back off', async () => {
  await control.inject('retry-storm', 'medium');
  await until('they give up', async () => (await served({ status: '499' })) > 200);
  const ids = linesOf('mobile-app/7.3').map((line) => line['request_id']);
  expect(new Set(ids).size).toBeLessThan(ids.length);
  expect((await control.act('limit-retries')).document['ended']).toEqual(['retry-storm']);
  const gaveUp = () => served({ status: '499' });
  await until('the API has seen them all leave', async () => {
    const earlier = await gaveUp();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return (await gaveUp()) === earlier;
  });
  const before = await gaveUp();
  const sentBefore = await sent();
  await until('the steady traffic goes on', async () => (await sent()) > sentBefore + 20);
  expect((await gaveUp()) - before).toBeLessThan(5);
});

test('traffic-drop: no requests, although nobody paused the traffic', async () => {
  await until('it sends', async () => (await sent()) > 20);
  await control.inject('traffic-drop');
  await until('it is silent', async () => {
    const before = await sent();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return (await sent()) === before;
  });
  const metrics = await scrape(traffic.url);
  expect(metrics.sum('traffic_paused')).toBe(0);
  const before = metrics.sum('traffic_requests_total');
  expect((await control.act('resume-traffic')).document['ended']).toEqual(['traffic-drop']);
  await until('it goes on', async () => (await sent()) > before + 20);
});

test('SIGTERM ends the program in the middle of a flood and a storm', async () => {
  for (const id of ['client-flood', 'retry-storm']) await control.inject(id, 'low');
  await until('they run', async () => (await served()) > 100);
  await traffic.stop();
  expect(traffic.child.exitCode).toBe(0);
  expect(await control.active().catch(() => 'gone')).toBe('gone');
});

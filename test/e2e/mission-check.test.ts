import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHome } from '../../src/stack/home.js';
import { findMarked, isAlive } from '../../src/stack/processes.js';
import { runCli, runJson, startCli } from '../helpers/cli.js';
import { until } from '../helpers/wait.js';

/** The commands for mission authors. They need no lab. */

let root: string;
let env: Record<string, string>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-e2e-authors-'));
  env = { OBS_LAB_HOME: join(root, 'home'), OBS_LAB_MISSIONS: join(root, 'own') };
  const { exitCode, stderr } = await runCli(['mission', 'new', 'slow-orders', '--title', 'Slow orders'], {
    env,
  });
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The files that a check keeps in the home while it runs. */
const leftovers = async (): Promise<string[]> =>
  (await readdir(join(root, 'home/data')).catch(() => [])).filter((name) =>
    /^(check|promtool)\.tmp-/.test(name),
  );

test('a new mission is listed with the others, and passes the check', async () => {
  const list = await runJson<{ missions: { id: string; title: string }[] }>(['mission'], { env });
  expect(list.json.missions).toContainEqual(
    expect.objectContaining({ id: 'slow-orders', title: 'Slow orders', steps: 3 }),
  );
  const checked = await runJson(['mission', 'check', join(root, 'own', 'slow-orders')], { env });
  expect(checked).toMatchObject({
    exitCode: 0,
    json: { ok: true, findings: [], missions: [{ id: 'slow-orders', ok: true }] },
  });
  expect(await leftovers()).toEqual([]);
});

test('refuses to create a mission twice, or with an invalid name', async () => {
  const again = await runJson(['mission', 'new', 'slow-orders'], { env });
  expect(again).toMatchObject({ exitCode: 2, json: { error: { code: 'MISSION_EXISTS' } } });
  const shipped = await runJson(['mission', 'new', '99-slo'], { env });
  expect(shipped).toMatchObject({
    exitCode: 2,
    json: { error: { message: expect.stringContaining('07-slo'), code: 'MISSION_EXISTS' } },
  });
  const unnamed = await runJson(['mission', 'new', 'Slow orders'], { env });
  expect(unnamed).toMatchObject({ exitCode: 2, json: { error: { code: 'MISSION_ID_INVALID' } } });
});

test('a directory without missions', async () => {
  const empty = await mkdtemp(join(root, 'empty-'));
  await writeFile(join(empty, 'notes.yaml'), 'id: x\n');
  for (const [path, message] of [
    [empty, /No missions found in/],
    [join(empty, 'none'), /none can’t be read: there is no such file/],
    [join(empty, 'notes.yaml'), /the file must be called mission\.yaml/],
  ] as const) {
    const { exitCode, json } = await runJson(['mission', 'check', path], { env });
    expect(exitCode).toBe(2);
    expect(json).toMatchObject({ error: { code: 'NO_MISSION', message: expect.stringMatching(message) } });
  }
});

test('lists the missions of a given directory, and says so if it has none', async () => {
  const bare = { OBS_LAB_HOME: env['OBS_LAB_HOME']! };
  const own = await runCli(['mission', 'slow-orders', '--path', join(root, 'own')], { env: bare });
  expect(own).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Slow orders') });
  expect(own.stderr).toContain(`also need --path ${join(root, 'own')}`);
  const none = await runCli(['mission', '--path', join(root, 'home')], { env: bare });
  expect(none).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('No missions found in') });
});

test('a step that needs an answer is not checked without one', async () => {
  const args = ['mission', 'slow-orders', '--step', 'after-a-restart', '--check'];
  expect(await runJson(args, { env })).toMatchObject({
    exitCode: 2,
    json: { error: { code: 'ANSWER_MISSING' } },
  });
});

test('Ctrl-C leaves nothing behind', async () => {
  const check = startCli(['mission', 'check', join(root, 'own')], { env });
  await until('the check has begun', async () => (await leftovers()).length > 0);
  check.child.kill('SIGINT');
  const { exitCode, stderr } = await check.done;
  expect(exitCode).toBe(130);
  expect(stderr).toContain('The private Prometheus is gone');
  expect(await leftovers()).toEqual([]);
});

test('killed: `down` stops its Prometheus and removes its files', async () => {
  const own = () => findMarked(openHome(env).id);
  const check = startCli(['mission', 'check', join(root, 'own')], { env });
  const server = await until('its Prometheus runs', async () =>
    (await own()).find(({ command }) => command.includes('--storage.tsdb.path')),
  );
  // `down` does not touch a check that is still running.
  expect((await runJson(['down'], { env })).json).toMatchObject({ strays: [] });
  expect(await isAlive(server)).toBe(true);
  check.child.kill('SIGKILL');
  await check.done;
  expect(await leftovers()).not.toEqual([]);
  expect((await runCli(['down'], { env })).exitCode).toBe(0);
  expect(await own()).toEqual([]);
  expect(await leftovers()).toEqual([]);
});

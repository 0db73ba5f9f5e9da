import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, runJson, startCli } from '../helpers/cli.js';
import { until } from '../helpers/wait.js';

/** What authors of missions type. None of it needs a lab. */

let root: string;
let temporary: string;
let env: Record<string, string>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-e2e-authors-'));
  temporary = join(root, 'tmp');
  await mkdir(temporary);
  env = { OBS_LAB_HOME: join(root, 'home'), OBS_LAB_MISSIONS: join(root, 'own'), TMPDIR: temporary };
  const { exitCode, stderr } = await runCli(['mission', 'new', 'slow-orders', '--title', 'Slow orders'], {
    env,
  });
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What a check has in the temporary directory. */
const leftovers = async (): Promise<string[]> =>
  (await readdir(temporary)).filter((name) => /^obs-lab-(prometheus|promtool)-/.test(name));

test('a new mission is among the others, and proved', async () => {
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

test('it is not made twice, nor under a name that is none', async () => {
  const again = await runJson(['mission', 'new', 'slow-orders'], { env });
  expect(again).toMatchObject({ exitCode: 2, json: { error: { code: 'MISSION_EXISTS' } } });
  const unnamed = await runJson(['mission', 'new', 'Slow orders'], { env });
  expect(unnamed).toMatchObject({ exitCode: 2, json: { error: { code: 'MISSION_ID_INVALID' } } });
});

test('a place without missions', async () => {
  const empty = await mkdtemp(join(root, 'empty-'));
  const { exitCode, json } = await runJson(['mission', 'check', empty], { env });
  expect(exitCode).toBe(2);
  expect(json).toMatchObject({ error: { code: 'NO_MISSION' } });
});

test('a step that wants an answer is not checked without one', async () => {
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
  expect(stderr).toContain('Nothing is left behind');
  expect(await leftovers()).toEqual([]);
});

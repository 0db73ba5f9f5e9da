import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FaultCheck } from '../../src/faults/check/types.js';
import type { FaultList } from '../../src/faults/list.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { until } from '../helpers/wait.js';

// One fault; all of them are checked before a release, by `obs-lab fault check`: that takes half an hour.

let lab: TestLab;

beforeAll(async () => {
  lab = await createLab();
  const { exitCode, stderr } = await lab.up('--without', 'grafana', '--without', 'history');
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => lab.close());

const EACH_MS = 400_000;

it(
  'a fault shows its symptom, its evidence and its alerts, and nothing else',
  async () => {
    const file = join(lab.home.path, 'checked.json');
    const names = ['error-burst'];
    const { exitCode, json, stderr } = await lab.json<FaultCheck>([
      'fault',
      'check',
      ...names,
      '--record',
      file,
    ]);
    expect(json.faults.flatMap(({ fault, problems }) => problems.map((each) => `${fault}: ${each}`))).toEqual(
      [],
    );
    expect(exitCode, stderr).toBe(0);
    expect(json).toMatchObject({ ok: true });
    expect(json.faults.map(({ fault }) => fault)).toEqual(names);
    expect((JSON.parse(await readFile(file, 'utf8')) as FaultCheck).faults).toHaveLength(names.length);
  },
  EACH_MS,
);

it('ends the fault if it is interrupted', async () => {
  const active = async (): Promise<string[]> => {
    const { json } = await lab.json<FaultList>(['fault', 'list']);
    return json.faults.filter((fault) => fault.active).map(({ id }) => id);
  };
  const check = lab.start(['fault', 'check', 'traffic-drop']);
  await until('it is injected', async () => (await active()).includes('traffic-drop'), 120);
  check.child.kill('SIGINT');
  expect((await check.done).exitCode).toBe(130);
  expect(await active()).toEqual([]);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabHome } from '../home.js';
import { forgetLease, release } from './keeper.js';
import { isOver, type Lease, readLease, writeLease } from './lease.js';

const LATER = '2999-01-01T00:00:00.000Z';
const rules = { intensity: 'high', startedAt: '2998-12-31T23:00:00.000Z', endsAt: LATER };

let home: LabHome;
beforeEach(async () => {
  home = { path: await mkdtemp(join(tmpdir(), 'lease-')) } as LabHome;
});
afterEach(() => rm(home.path, { recursive: true }));
const fileText = () => readFile(join(home.path, 'lease.json'), 'utf8');

test.each<[string, Lease]>([
  ['held', { heldUntil: LATER }],
  ['changed rules', { rules }],
  ['both', { heldUntil: LATER, rules, keeper: { pid: 1, startId: 'x' } }],
])('reads back what it wrote: %s', async (_, lease) => {
  await writeLease(home, lease);
  expect(await readLease(home)).toEqual(lease);
});

test('the file has the same fields whether or not rules were changed', async () => {
  await writeLease(home, { heldUntil: LATER });
  const held = await fileText();
  await writeLease(home, { heldUntil: LATER, rules });
  const both = await fileText();
  expect(Object.keys(JSON.parse(both) as object)).toEqual(Object.keys(JSON.parse(held) as object));
  expect(both).not.toMatch(/rule|high/);
});

test('a file that was edited counts as rules to restore now', async () => {
  await writeFile(join(home.path, 'lease.json'), '{');
  expect(isOver((await readLease(home))!.rules!.endsAt)).toBe(true);
});

test('the end of an incident leaves changed rules to be restored', async () => {
  await writeLease(home, { heldUntil: LATER, rules });
  await release(home);
  expect(await readLease(home)).toEqual({ rules });
  await forgetLease(home);
  expect(await readLease(home)).toBeUndefined();
});

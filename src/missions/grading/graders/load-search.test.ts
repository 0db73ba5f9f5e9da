import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeSearches, readSearches } from './load-search.js';

const NOW = Date.parse('2026-11-22T12:00:00Z') / 1000;
type Search = Parameters<typeof judgeSearches>[2][number];

const search = (users: number | null, change: Partial<Search> = {}): Search => ({
  tier: 'light',
  ended: 'completed',
  endedAt: '2026-11-22T11:50:00Z',
  limit: { users },
  ...change,
});

test.each<[string, string, Search[], string]>([
  ['the limit', '128', [search(128)], 'pass'],
  ['nearly the limit', '125', [search(128)], 'pass'],
  ['one user off, of few', '3', [search(4)], 'pass'],
  ['that of an earlier search', '100', [search(100), search(128)], 'pass'],
  ['one that was cut short, but found some', '64', [search(64, { ended: 'stopped' })], 'pass'],
  ['too many', '300', [search(128)], 'wrong number-too-large'],
  ['no number', 'many', [search(128)], 'error not-a-number'],
  ['nothing typed', '', [search(128)], 'error not-a-number'],
  ['no search', '128', [], 'wrong no-run'],
  ['an old one', '128', [search(128, { endedAt: '2026-11-22T10:00:00Z' })], 'wrong run-too-old'],
  ['nothing held', '1', [search(null)], 'wrong run-not-completed'],
  ['interrupted', '1', [search(null, { ended: 'interrupted' })], 'wrong run-not-completed'],
  ['another tier', '128', [search(128, { tier: 'heavy' })], 'wrong no-run'],
])('%s', (_, typed, searches, expected) => {
  const { verdict, diagnoses } = judgeSearches({ tier: 'light', within: 3600 }, typed, searches, NOW);
  expect([verdict, ...diagnoses.map(({ rule }) => rule)].join(' ')).toBe(expected);
});

test('reads what is saved, oldest first, and passes over what is none', async () => {
  const runs = await mkdtemp(join(tmpdir(), 'obs-lab-searches-'));
  try {
    expect(await readSearches(runs)).toEqual([]);
    await mkdir(join(runs, 'limits'));
    const write = (name: string, text: string): Promise<void> => writeFile(join(runs, 'limits', name), text);
    await write('2.json', JSON.stringify({ ...search(2), kind: 'limit', probes: [] }));
    await write('1.json', JSON.stringify(search(1)));
    await write('3.json', '{"tier":');
    await write('4.json', '{}');
    await write('5.txt', JSON.stringify(search(5)));
    expect((await readSearches(runs)).map(({ limit }) => limit.users)).toEqual([1, 2]);
  } finally {
    await rm(runs, { recursive: true, force: true });
  }
});

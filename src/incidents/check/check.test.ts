import { expect, test } from 'vitest';
import { checkIncidents } from './check.js';

test('sixty seeds of each difficulty grade as they should', async () => {
  const { ok, problems, rows } = await checkIncidents(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(problems).toEqual([]);
  expect(ok).toBe(true);
  for (const trial of ['decoy as cause', 'wrong origin', 'traffic stopped', 'evidence always true']) {
    const tried = rows.filter((row) => row.trial === trial);
    expect(tried.map(({ difficulty }) => difficulty)).toEqual([1, 2, 3]);
    for (const { count } of tried) expect(count).toBeGreaterThan(20);
  }
});

import { describe, expect, it } from 'vitest';
import { savedLimit, threeTiers } from '../../test/fixtures/saved-runs.js';
import type { ReadRun } from '../load/saved/saved-run-schema.js';
import { limitConclusion, limitFigure, limitTable } from './limit.js';
import { buildReport } from './model.js';

const found = savedLimit();

describe('limitConclusion', () => {
  it.each([
    [
      found,
      'good',
      'The safe limit is 310 users within p95<250ms and errors<1%.',
      /^That load passed 3 of 3 probes; 330 users failed in 3 of 3 probes \(searched 2026-01-03 00:00:00 UTC, confidence high\)\. Beyond about 40 users/,
    ],
    [
      { ...found, knee: null, limit: { ...found.limit, failsAt: null, confidence: 'low' as const } },
      'warn',
      'The safe limit is at least 310 users within p95<250ms and errors<1%.',
      /more were never tried \(.*confidence low\)\.$/,
    ],
    [
      { ...found, limit: { ...found.limit, users: null, failsAt: 1 } },
      'bad',
      'Not even one user meets p95<250ms and errors<1%.',
      /^1 users failed|^1 user/,
    ],
  ])('%#', (limit, tone, claim, because) =>
    expect(limitConclusion(limit)).toEqual({ tone, claim, because: expect.stringMatching(because) }),
  );
});

it('replaces the estimate from the tiers', () => {
  const claims = (limit?: typeof found): string[] =>
    buildReport(threeTiers() as readonly ReadRun[] as ReadRun[], limit).conclusions.map(({ claim }) => claim);
  expect(claims().filter((claim) => claim.startsWith('The safe limit'))).toEqual([
    'The safe limit is between 200 and 1,000 users.',
  ]);
  expect(claims(found).filter((claim) => claim.startsWith('The safe limit'))).toEqual([
    limitConclusion(found).claim,
  ]);
});

it('averages the probes with one number of users, in charts and table alike', () => {
  const [good, p95, errors] = limitFigure(found)!.charts;
  expect([good?.marks, p95?.marks, errors?.marks]).toEqual([[], [250], [0.01]]);
  expect(good?.xs).toEqual([10, 40, 310, 330]);
  expect(p95?.lines[0]?.values).toEqual([5, 20, 240, 260]);
  expect(limitTable(found).rows.map(({ head, cells }) => [head, ...cells.map(({ text }) => text)])).toEqual([
    ['10', '1 of 1', '500', '5 ms', '0 %', '✓ 1 of 1'],
    ['40', '1 of 1', '2,000', '20 ms', '0 %', '✓ 1 of 1'],
    ['310', '3 of 3', '2,000', '240 ms', '0 %', '✓ 3 of 3'],
    ['330', '0 of 3', '2,000', '260 ms', '0 %', '✓ 3 of 3'],
  ]);
  expect(limitFigure({ ...found, probes: found.probes.slice(0, 2) })).toBeUndefined();
});

it('doubts a limit whose probes don’t match the server’s counters', () => {
  const probes = found.probes.map((probe, i) => ({
    ...probe,
    reconciliation: i === 0 ? null : { ...probe.reconciliation!, ok: i > 2 },
  }));
  expect(limitConclusion({ ...found, probes })).toMatchObject({
    tone: 'warn',
    because: expect.stringMatching(/ In 2 of 8 probes the counts disagree\.$/),
  });
  const cells = limitTable({ ...found, probes }).rows.map((row) => row.cells.at(-1));
  expect(cells.map((cell) => [cell?.text, cell?.tone])).toEqual([
    ['—', undefined],
    ['✗ 0 of 1', 'bad'],
    ['✗ 2 of 3', 'bad'],
    ['✓ 3 of 3', 'good'],
  ]);
});

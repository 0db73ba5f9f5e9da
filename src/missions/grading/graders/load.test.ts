import { expect, test } from 'vitest';
import { savedRun } from '../../../../test/fixtures/saved-runs.js';
import { TIERS } from '../../../load/request/tiers.js';
import type { SavedRun } from '../../../load/run/load-run.js';
import type { AnswerOf } from '../../library/schema.js';
import { judgeRuns } from './load.js';

const START = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000;
const NOW = START + 1000;
/** As the tier itself is, unless it is changed. */
const run = (tier: string, changes: Partial<SavedRun> = {}): SavedRun => {
  const { users, spawnRate, holdSeconds } = TIERS.find(({ name }) => name === tier) ?? TIERS[0]!;
  return savedRun({ tier, users, spawnRate, holdSeconds, start: START }, changes);
};
const light = run('light');
const heavy = run('heavy');
const p95 = light.client.latencyMs.p95!;
const task = (more: Partial<AnswerOf<'load'>> = {}): AnswerOf<'load'> => ({
  type: 'load',
  search: false,
  within: 3600,
  solution: 'x',
  ...more,
});
const ASK = { measure: 'p95' as const, tolerance: { relative: 0.05 } };

test.each<[string, AnswerOf<'load'>, string, SavedRun[], string]>([
  ['a run', task(), '', [light], 'pass'],
  ['of the tier', task({ tier: 'light' }), '', [light, heavy], 'pass'],
  ['of another tier', task({ tier: 'medium' }), '', [light], 'wrong no-run'],
  ['none', task(), '', [], 'wrong no-run'],
  ['too long ago', task({ within: 60 }), '', [light], 'wrong run-too-old'],
  ['cut short', task(), '', [run('light', { ended: 'stopped' })], 'wrong run-not-completed'],
  ['held for 3 s', task({ tier: 'light' }), '', [run('light', { durationSeconds: 3 })], 'wrong run-changed'],
  [
    'held for 29 s',
    task({ tier: 'light' }),
    '',
    [run('light', { durationSeconds: 29 })],
    'wrong run-changed',
  ],
  ['held for longer', task({ tier: 'light' }), '', [run('light', { durationSeconds: 60 })], 'pass'],
  ['with fewer users', task({ tier: 'heavy' }), '', [run('heavy', { users: 10 })], 'wrong run-changed'],
  ['that starts slowly', task({ tier: 'light' }), '', [run('light', { spawnRate: 1 })], 'wrong run-changed'],
  ['held for 3 s, of any tier', task(), '', [run('light', { durationSeconds: 3 })], 'pass'],
  [
    'of the tier, then a short one',
    task({ tier: 'light' }),
    '',
    [light, run('light', { durationSeconds: 3 })],
    'pass',
  ],
  [
    'that was changed and cut short',
    task({ tier: 'light' }),
    '',
    [run('light', { durationSeconds: 3, ended: 'stopped' })],
    'wrong run-changed',
  ],
  ['against another server', task(), '', [run('light', { target: 'http://127.0.0.1:8000' })], 'wrong no-run'],
  ['of other users', task({ tier: 'light' }), '', [run('custom', { users: 60 })], 'wrong no-run'],
  ['interrupted', task(), '', [run('light', { ended: 'interrupted' })], 'wrong run-not-completed'],
  [
    'of a short run only',
    task({ tier: 'light', ask: ASK }),
    `${p95}ms`,
    [run('light', { durationSeconds: 3 })],
    'wrong run-changed',
  ],
  ['of the verdict', task({ verdict: ['stable'] }), '', [run('light', { verdict: 'stable' })], 'pass'],
  [
    'of another verdict',
    task({ verdict: ['overload'] }),
    '',
    [run('light', { verdict: 'stable' })],
    'wrong run-verdict',
  ],
  ['its p95', task({ ask: ASK }), `${p95}ms`, [light], 'pass'],
  ['its p95 in words', task({ ask: ASK }), `about ${p95} milliseconds`, [light], 'pass'],
  ['its p95 in seconds', task({ ask: ASK }), String(p95 / 1000), [light], 'pass'],
  ['its p95 without unit', task({ ask: ASK }), String(p95), [light], 'wrong factor-1000'],
  ['something else', task({ ask: ASK }), `${p95 * 2}ms`, [light], 'wrong number-too-large'],
  ['no number', task({ ask: ASK }), 'fast', [light], 'error not-a-number'],
  ['a number without a run', task({ ask: ASK }), '1ms', [], 'wrong no-run'],
  ['of any of the runs', task({ ask: ASK }), `${p95}ms`, [light, heavy], 'pass'],
])('%s', (_, asked, typed, runs, expected) => {
  const { verdict, diagnoses } = judgeRuns(asked, typed, runs, NOW);
  expect(`${verdict} ${diagnoses[0]?.rule ?? ''}`.trim()).toBe(expected);
});

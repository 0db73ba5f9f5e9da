import { expect, test } from 'vitest';
import { savedRun } from '../../../../test/fixtures/saved-runs.js';
import type { SavedRun } from '../../../load/run/load-run.js';
import type { AnswerOf } from '../../library/schema.js';
import { judgeRuns } from './load.js';

const START = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000;
const NOW = START + 1000;
const run = (tier: string, users: number, changes: Partial<SavedRun> = {}): SavedRun =>
  savedRun({ tier, users, start: START }, changes);
const light = run('light', 50);
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
  ['of the tier', task({ tier: 'light' }), '', [light, run('heavy', 1000)], 'pass'],
  ['of another tier', task({ tier: 'medium' }), '', [light], 'wrong no-run'],
  ['none', task(), '', [], 'wrong no-run'],
  ['too long ago', task({ within: 60 }), '', [light], 'wrong run-too-old'],
  ['cut short', task(), '', [run('light', 50, { ended: 'stopped' })], 'wrong run-not-completed'],
  ['of the verdict', task({ verdict: ['stable'] }), '', [run('light', 50, { verdict: 'stable' })], 'pass'],
  [
    'of another verdict',
    task({ verdict: ['overload'] }),
    '',
    [run('light', 50, { verdict: 'stable' })],
    'wrong run-verdict',
  ],
  ['its p95', task({ ask: ASK }), `${p95}ms`, [light], 'pass'],
  ['its p95 in seconds', task({ ask: ASK }), String(p95 / 1000), [light], 'pass'],
  ['its p95 without unit', task({ ask: ASK }), String(p95), [light], 'wrong factor-1000'],
  ['something else', task({ ask: ASK }), `${p95 * 2}ms`, [light], 'wrong number-too-large'],
  ['no number', task({ ask: ASK }), 'fast', [light], 'error not-a-number'],
  ['a number without a run', task({ ask: ASK }), '1ms', [], 'wrong no-run'],
  ['of any of the runs', task({ ask: ASK }), `${p95}ms`, [light, run('heavy', 1000)], 'pass'],
])('%s', (_, asked, typed, runs, expected) => {
  const { verdict, diagnoses } = judgeRuns(asked, typed, runs, NOW);
  expect(`${verdict} ${diagnoses[0]?.rule ?? ''}`.trim()).toBe(expected);
});

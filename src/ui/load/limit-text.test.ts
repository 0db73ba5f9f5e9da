import { describe, expect, it } from 'vitest';
import { limitProbe as probe } from '../../../test/fixtures/limit-probe.js';
import type { LimitProbe, LimitRun } from '../../load/limit/limit-run.js';
import { limitOf } from '../../load/limit/search.js';
import { parseThreshold } from '../../load/request/thresholds.js';
import { foldLimitEvent, gapText, initialLimitModel, probeLine, probeShare } from './limit-model.js';
import { limitText } from './limit-text.js';
import { openNdjsonLimitScreen, openPlainLimitScreen } from './plain-screen.js';

const probes = [
  probe(100, true),
  probe(104, false),
  probe(100, true),
  probe(104, false),
  probe(100, true),
  probe(104, false),
];

const found: LimitRun = {
  kind: 'limit',
  run: '20261122T134409Z-limit-3f9a1c',
  tier: 'light',
  maxUsers: 1000,
  thresholds: [parseThreshold('p95<250ms'), parseThreshold('errors<1%')],
  ended: 'completed',
  startedAt: '2026-11-22T13:44:09.000Z',
  endedAt: '2026-11-22T13:46:44.000Z',
  limit: limitOf(probes, { maxUsers: 1000 }),
  knee: { users: 8, goodRps: 2500.4 },
  probes,
  notices: [],
};

it('summarizes a finished search', () => {
  expect(limitText(found, '/runs/x.json', { color: false }).split('\n')).toEqual([
    'probes        6, for p95<250ms, errors<1%',
    'safe limit    100 users',
    'confidence    high: held in 3 of 3 at 100, failed in 3 of 3 at 104',
    'at the limit  1,000 answers/s, p95 up to 200 ms',
    'knee          8 users, 2,500 good answers/s:',
    '              beyond it, more users add more latency than throughput',
    'reconciled    ✓ 6 of 6 probes, 42,000 answers',
    'saved         /runs/x.json',
  ]);
});

const limit = (some: readonly LimitProbe[]) => ({
  probes: [...some],
  limit: limitOf(some, { maxUsers: 1000 }),
});

it.each<[string, Partial<LimitRun>, string]>([
  ['no knee', { knee: null }, 'knee          not found between the probes'],
  [
    'nothing at all',
    { ...limit([]), ended: 'interrupted' },
    'unknown: no probe was completed\nconfidence    low\n',
  ],
  [
    'one user too many',
    limit([1, 1, 1].map((users) => probe(users, false))),
    'none: not even one user meets the thresholds',
  ],
  [
    'a system that holds every probe',
    { maxUsers: 100, ...limit([1, 2, 3].map(() => probe(100, true))) },
    'at least 100 users; no more were tried',
  ],
  ['a search cut short', { ...limit([probe(64, true)]), ended: 'stopped' }, '; stopped early'],
  ['a search cut short: its limit', limit([probe(64, true)]), 'at least 64 users; more were never tried'],
  ['a server that is gone', { ended: 'gone' }, '; the server is gone'],
  ['another target', { target: 'http://127.0.0.1:8080/page' }, 'reconciled    no: not the lab’s own API'],
  ['notices', { notices: ['something odd'] }, '! something odd'],
  [
    'a mismatch',
    limit([
      probe(1, true, {
        reconciliation: {
          ok: false,
          client: 1,
          server: 2,
          difference: 1,
          problems: ['1 that this run did not send'],
        },
      }),
    ]),
    '✗ 0 of 1 probes, 1 answers\n              1 users: 1 that this run did not send',
  ],
])('names %s', (_name, changes, text) => {
  expect(limitText({ ...found, ...changes }, '/runs/x.json', { color: false })).toContain(text);
});

it('writes a probe as a row', () => {
  expect(probeLine(probe(100, true))).toBe('   100    1,000    100 ms    200 ms  no errors');
  const bad = probe(8, false, { byStatus: { 200: 4, 503: 2000 }, generatorLimited: true });
  expect(probeLine(bad)).toBe('     8    1,000      8 ms     16 ms  HTTP 503 × 2,000, generator-limited');
});

describe('gapText', () => {
  it.each([
    [[], 'nothing known yet'],
    [[probe(1, false)], 'below 1, which fails'],
    [[probe(1, true), probe(2, true)], '2 or more: no probe has failed yet'],
    [[probe(1, true), probe(2, false)], 'between 1, which holds, and 2, which fails'],
  ])('%#', (some, text) => expect(gapText(limitOf(some, { maxUsers: 10 }))).toBe(text));
});

describe('the model', () => {
  const start = initialLimitModel(found.thresholds, 1000);
  const probing = foldLimitEvent(start, { type: 'probing', number: 1, users: 4, seconds: 8 }, 1000);

  it.each([
    [0, 0],
    [1000, 0],
    [5000, 0.5],
    [99_000, 1],
  ])('at %i ms a probe of 8 s is through by %d', (now, share) =>
    expect(probeShare(probing, now)).toBe(share),
  );

  it('has no current probe between two', () => {
    const model = foldLimitEvent(probing, { type: 'probe', probe: probe(4, true) }, 9000);
    expect(model.current).toBeUndefined();
    expect(model.probes).toHaveLength(1);
    expect(probeShare(model, 9000)).toBe(0);
  });
});

it('writes one line per probe', () => {
  const lines: string[] = [];
  const screen = openPlainLimitScreen((line) => lines.push(line));
  screen.on({ type: 'probing', number: 1, users: 4, seconds: 8 });
  screen.on({ type: 'probe', probe: probe(4, false) });
  screen.on({ type: 'notice', text: 'odd' });
  expect(lines).toEqual([
    expect.stringMatching(/^ +users +req\/s +p50 +p95$/),
    expect.stringMatching(/^✗ +4 /),
    '! odd',
  ]);
});

it('writes one document per probe, and notices as text', () => {
  const [documents, notices]: string[][] = [[], []];
  const screen = openNdjsonLimitScreen(
    (line) => documents!.push(line),
    (line) => notices!.push(line),
  );
  screen.on({ type: 'probe', probe: probe(4, true) });
  screen.on({ type: 'notice', text: 'odd' });
  expect(documents!.map((line) => JSON.parse(line) as object)).toEqual([
    { type: 'probe', ...probe(4, true) },
  ]);
  expect(notices).toEqual(['! odd']);
});

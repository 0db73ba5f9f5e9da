import { expect, it } from 'vitest';
import { findTier } from '../../load/request/tiers.js';
import type { LoadEvent } from '../../load/run/run-load.js';
import { openNdjsonStressScreen, openPlainStressScreen } from './plain-screen.js';
import { tiersText } from './tiers-text.js';

const tally = {
  sent: 100,
  responses: 100,
  bytes: 1,
  byStatus: { 200: 100 },
  errors: { timeout: 0, connection: 0, closed: 0, aborted: 0, byErrno: {} },
  latencyMs: { p50: 1, p90: 2, p95: 3, p99: 4, max: 5 },
};
const generator = { lagMeanMs: 1, lagP99Ms: 1, cpu: 0.2, rssMb: 100 };
const interval = { second: 1, seconds: 1, time: 1, users: 5, generator, ...tally, total: tally };
const events: LoadEvent[] = [
  { type: 'phase', phase: 'running' },
  { type: 'interval', interval },
  { type: 'interval', interval: { ...interval, seconds: 0.1 } },
  { type: 'server', now: { rate: 99, p95Ms: 3, inFlight: 1, poolWaiting: 0, eventLoopLagP99Ms: 1 } },
  { type: 'notice', text: 'odd' },
  { type: 'phase', phase: 'draining' },
];

it('writes one line per second', () => {
  const lines: string[] = [];
  const screen = openPlainStressScreen((line) => lines.push(line));
  for (const event of events) screen.on(event);
  expect(lines).toEqual([expect.stringContaining('5 users'), '! odd', 'waiting for the last answers']);
});

it('writes every interval as a document, so that they add up, and notices as text', () => {
  const [documents, notices]: [string[], string[]] = [[], []];
  const screen = openNdjsonStressScreen(
    (line) => documents.push(line),
    (line) => notices.push(line),
  );
  for (const event of events) screen.on(event);
  expect(documents.map((line) => JSON.parse(line) as object)).toEqual([
    { type: 'interval', ...interval },
    { type: 'interval', ...interval, seconds: 0.1 },
  ]);
  expect(notices).toEqual(['! odd']);
});

it('lists tiers as a table', () => {
  const own = {
    ...findTier('light'),
    name: 'black-friday',
    users: 1000,
    holdSeconds: 90,
    expected: 'your own',
  };
  expect(tiersText([findTier('light'), own]).split('\n')).toEqual([
    'tier          users  spawn   hold  thresholds           shows',
    'light            50   10/s    30s  p95<250ms errors<1%  stable: low p95, no errors',
    'black-friday   1000   10/s  1m30s  p95<250ms errors<1%  your own',
  ]);
});

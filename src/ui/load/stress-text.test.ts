import { expect, it } from 'vitest';
import type { LoadRun } from '../../load/run/load-run.js';
import { stressText } from './stress-text.js';

const good: LoadRun = {
  run: '20261122T134409Z-light-3f9a1c',
  tier: 'light',
  users: 50,
  spawnRate: 10,
  durationSeconds: 30,
  ended: 'completed',
  startedAt: '2026-11-22T13:44:09.000Z',
  endedAt: '2026-11-22T13:44:44.000Z',
  sendingSeconds: 35,
  generatorLimited: false,
  generator: { lagMeanMs: 1.2, lagP99Ms: 14, cpu: 0.352, rssMb: 98 },
  client: {
    sent: 52_500,
    responses: 52_500,
    rps: 1500,
    bytes: 1,
    latencyMs: { p50: 25, p90: 40, p95: 50.4, p99: 80, max: 300 },
    byStatus: { 200: 52_500 },
    errors: { timeout: 0, connection: 0, closed: 0, aborted: 0, byErrno: {}, ratio: 0 },
  },
  server: {
    responses: 52_500,
    increase: 54_000.4,
    p95Ms: 48,
    poolWaitP95Ms: 30,
    poolWaitingMax: 40,
    inFlightMax: 50,
  },
  reconciliation: {
    client: 52_500,
    server: 52_500,
    difference: 0,
    ok: true,
    counterReset: false,
    explained: { aborted499: 0, answeredTooLate: 0, neverCounted: 0 },
    problems: [],
    rows: [],
  },
  thresholds: [{ name: 'p95', operator: '<', limit: 250, unit: 'ms', measured: 50.4, pass: true }],
  verdict: 'stable',
  reasons: ['almost no errors'],
  notices: [],
};

it('summarizes a good run', () => {
  expect(stressText(good, '/runs/x.json', { color: false }).split('\n')).toEqual([
    'load          50 users at 10/s, 35 s',
    'answers       52,500, 1,500/s',
    'errors        none',
    'latency       p50 25 ms  p90 40 ms  p95 50.4 ms  p99 80 ms  max 300 ms',
    'server        52,500 counted; increase() says 54,000 (+2.9 %)',
    '              (increase() only sees scrapes, and extrapolates to the edges of the window)',
    '              p95 48 ms by the server’s histogram; p95 wait for a connection 30 ms',
    'reconciled    ✓ 52,500 answered, 52,500 counted by the server',
    'generator     CPU 35 %, event-loop lag 1.2 ms (p99 up to 14 ms), 98 MB',
    'thresholds    ✓ p95<250ms (50.4 ms)',
    'verdict       stable: almost no errors',
    'saved         /runs/x.json',
  ]);
});

it.each<[string, Partial<LoadRun>, string]>([
  ['stopped early', { ended: 'stopped' }, '35 s, stopped early'],
  ['interrupted', { ended: 'interrupted' }, '35 s, interrupted'],
  ['generator-limited', { generatorLimited: true }, 'generator-limited:'],
  ['a server that is gone', { reconciliation: null }, 'reconciled    ✗ no'],
  [
    'an increase() that is too low',
    { server: { ...good.server, increase: 52_000 } },
    '52,000 (-0.95 %)\n              (increase() only sees scrapes, and misses the value a series had',
  ],
  [
    'an increase() that is right',
    { server: { ...good.server, increase: 52_500.2 } },
    'increase() says 52,500\n              p95 48 ms',
  ],
  [
    'another target',
    { target: 'http://127.0.0.1:8080/page', reconciliation: null },
    'target        http://127.0.0.1:8080/page\nreconciled    no: not the lab’s own API',
  ],
  [
    'a Prometheus that cannot be queried',
    { server: { ...good.server, increase: null, p95Ms: null } },
    'server        52,500 counted; Prometheus has no data for this time\nreconciled',
  ],
  [
    'counters that could not be read',
    { server: { ...good.server, responses: null } },
    'server        its own counters are unknown; increase() says',
  ],
  ['notices', { notices: ['something odd'] }, '! something odd'],
  [
    'a crossed threshold',
    {
      thresholds: [
        { name: 'errors', operator: '<', limit: 0.01, unit: 'ratio', measured: 0.034, pass: false },
      ],
    },
    '✗ errors<1% (3.4 %)',
  ],
  [
    'a mismatch',
    {
      reconciliation: {
        ...good.reconciliation!,
        ok: false,
        problems: ['GET /items 200: 3 that this run did not send'],
      },
    },
    'reconciled    ✗ 52,500 answered, 52,500 counted by the server\n              GET /items 200: 3 that this run',
  ],
  [
    'requests without an answer',
    {
      reconciliation: {
        ...good.reconciliation!,
        explained: { aborted499: 3, answeredTooLate: 2, neverCounted: 1 },
      },
    },
    '; 3 given up by the client and counted as 499, 2 answered after the client gave up, 1 never reached the server',
  ],
])('names %s', (_name, changes, text) => {
  expect(stressText({ ...good, ...changes }, '/runs/x.json', { color: false })).toContain(text);
});

import { expect, it } from 'vitest';
import type { Interval, Tally } from '../generator/messages.js';
import { parseThreshold } from '../request/thresholds.js';
import { findTier } from '../request/tiers.js';
import type { Stretch } from '../run/stretch.js';
import { concludeProbe } from './probe.js';

function tally(responses: number, bad: number, p95: number | null): Tally {
  const errors = { timeout: 0, connection: 0, closed: 0, aborted: 0, byErrno: {} };
  const latencyMs = { p50: p95, p90: p95, p95, p99: p95, max: p95 };
  const byStatus = { 200: responses - bad, 503: bad };
  return { sent: responses, responses, bytes: 1, byStatus, errors, latencyMs };
}

/** Ten users: one second of ramp, two of warm-up, five that are measured. */
function stretch(measured: Tally, cpu = 0.2): Stretch {
  const { mix, timeoutMs } = findTier('light');
  const plan = {
    runId: 'x',
    url: 'http://h',
    users: 10,
    spawnRate: 10,
    holdSeconds: 7,
    timeoutMs,
    mix,
    seed: 1,
  };
  const generator = { lagMeanMs: 1, lagP99Ms: 1, cpu, rssMb: 100 };
  const intervals = [1, 2, 3, 4, 5, 6, 7, 8].map((second): Interval => {
    // A generator that is busy during the warm-up doesn't count as saturated.
    const health = second <= 3 ? { ...generator, cpu: 1 } : generator;
    const at = { second, seconds: 1, time: second, users: 10, generator: health };
    return { ...at, ...tally(1, 0, 10), total: tally(1, 0, 10) };
  });
  const rows = { answered: [], lost: [], leftovers: [], uncertainCreates: 0, histogram: '' };
  const times = { startedAt: 1_800_000_000, endedAt: 1_800_000_009, sendingSeconds: 8 };
  const result = { ...times, total: tally(9999, 9999, 9999), measured, ...rows };
  return { plan: { ...plan, warmupSeconds: 2 }, intervals, result };
}

const SLO = [parseThreshold('p95<250ms'), parseThreshold('errors<1%')];

it.each<[string, Tally, boolean]>([
  ['holds', tally(1000, 9, 249), true],
  ['fails by p95', tally(1000, 0, 250), false],
  ['fails by errors', tally(1000, 10, 20), false],
  ['fails if nothing was answered', tally(0, 0, null), false],
])('a probe %s by what came after its warm-up', (_how, measured, holds) => {
  expect(concludeProbe(stretch(measured), SLO)).toMatchObject({ users: 10, holds, measuredSeconds: 5 });
});

it('reports rates over the measured seconds, for all answers and for good ones', () => {
  expect(concludeProbe(stretch(tally(1000, 100, 20)), SLO)).toMatchObject({
    responses: 1000,
    rps: 200,
    goodRps: 180,
    errors: { ratio: 0.1 },
    generatorLimited: false,
    reconciliation: null,
    startedAt: '2027-01-15T08:00:00.000Z',
  });
});

it('meets no threshold if nothing was answered', () => {
  expect(concludeProbe(stretch(tally(0, 0, null)), []).holds).toBe(false);
});

it('reports that the generator was the limit', () => {
  expect(concludeProbe(stretch(tally(1000, 0, 20), 0.99), SLO).generatorLimited).toBe(true);
});

import { describe, expect, it } from 'vitest';
import type { Tally } from '../generator/messages.js';
import { parseThreshold } from '../request/thresholds.js';
import { checkThresholds } from './threshold-results.js';

const tally: Tally = {
  sent: 1000,
  responses: 990,
  bytes: 1,
  byStatus: { 200: 980, 503: 10 },
  errors: { timeout: 10, connection: 0, closed: 0, aborted: 0, byErrno: {} },
  latencyMs: { p50: 10, p90: 20, p95: 250, p99: 400, max: 900 },
};

describe('checkThresholds', () => {
  it.each([
    ['p95<250ms', 250, false],
    ['p95<=250ms', 250, true],
    ['p95>250ms', 250, false],
    ['p95>=250ms', 250, true],
    ['errors<2%', 0.02, false],
    ['errors<=2%', 0.02, true],
    ['rps>98', 99, true],
    ['max<1s', 900, true],
  ])('%s', (text, measured, pass) => {
    expect(checkThresholds([parseThreshold(text)], tally, 10)).toEqual([
      { ...parseThreshold(text), measured, pass },
    ]);
  });

  it('counts a threshold as crossed if nothing was measured', () => {
    const latencyMs = { p50: null, p90: null, p95: null, p99: null, max: null };
    const nothing: Tally = { ...tally, sent: 0, responses: 0, byStatus: {}, latencyMs };
    const thresholds = ['p95<250ms', 'errors<1%', 'rps>1'].map(parseThreshold);
    expect(checkThresholds(thresholds, nothing, 0).map(({ measured, pass }) => [measured, pass])).toEqual([
      [null, false],
      [null, false],
      [null, false],
    ]);
  });
});

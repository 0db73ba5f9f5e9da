import { expect, it } from 'vitest';
import { judge } from './verdict.js';

interface Case {
  p95: number | null;
  bad?: number;
  timeout?: number;
  pass?: boolean;
  light?: number;
}

/** A thousand requests, of which some went wrong. */
function judged({ p95, bad = 0, timeout = 0, pass = true, light }: Case) {
  const responses = 1000 - timeout;
  return judge({
    tally: {
      sent: 1000,
      responses,
      byStatus: { 200: responses - bad, 503: bad },
      errors: { timeout, connection: 0, closed: 0, aborted: 0, byErrno: {} },
      latencyMs: { p50: p95, p90: p95, p95, p99: p95, max: p95 },
    },
    thresholdsPass: pass,
    lightP95Ms: light ?? null,
  });
}

it.each<[Case, string, string]>([
  [{ p95: 20 }, 'stable', 'hardly an error'],
  [{ p95: 20, light: 15 }, 'stable', 'hardly an error'],
  [{ p95: 22.5, light: 15 }, 'contention', '1.5 times'],
  [{ p95: 20, bad: 1 }, 'contention', '0.10 %'],
  [{ p95: 20, pass: false }, 'contention', 'threshold'],
  [{ p95: 999, bad: 49 }, 'contention', '4.9 %'],
  [{ p95: 20, bad: 50 }, 'overload', '5.0 %'],
  [{ p95: 20, bad: 25, timeout: 25 }, 'overload', '5.0 %'],
  [{ p95: 1000, light: 15 }, 'overload', '1000 ms'],
  [{ p95: null }, 'overload', 'no request was answered'],
])('%o is %s', (input, verdict, reason) => {
  const result = judged(input);
  expect(result.verdict).toBe(verdict);
  expect(result.reasons.join('; ')).toContain(reason);
});

import { expect, it } from 'vitest';
import type { Interval } from '../generator/messages.js';
import { judge, silenceOf } from './verdict.js';

interface Case {
  p95: number | null;
  bad?: number;
  timeout?: number;
  pass?: boolean;
  light?: number;
  silent?: number;
  isGone?: boolean;
  /** p95 of the server, and of the wait for a connection. */
  server?: [p95Ms: number | null, poolWaitP95Ms: number | null];
}

/** A thousand requests, some of which failed. */
function judged({
  p95,
  bad = 0,
  timeout = 0,
  pass = true,
  light,
  silent = 0,
  isGone = false,
  server = [null, null],
}: Case) {
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
    silence: { silent, of: 40 },
    isGone,
    lightP95Ms: light ?? null,
    server: { p95Ms: server[0], poolWaitP95Ms: server[1] },
  });
}

it.each<[Case, string, string]>([
  [{ p95: 20 }, 'stable', 'almost no errors'],
  [{ p95: 20, light: 15 }, 'stable', 'almost no errors'],
  [{ p95: 22.5, light: 15 }, 'contention', '1.5 times'],
  [{ p95: 20, bad: 1 }, 'contention', '0.1 %'],
  [
    { p95: 240, server: [224, 185] },
    'contention',
    'mostly waiting for a database connection (190 of 220 ms)',
  ],
  [{ p95: 70, server: [60, 50] }, 'stable', 'almost no errors'],
  [{ p95: 140, server: [130, 100] }, 'contention', 'mostly waiting'],
  [{ p95: 240, server: [224, 105] }, 'stable', 'almost no errors'],
  [{ p95: 20, server: [18, null] }, 'stable', 'almost no errors'],
  [{ p95: 20, pass: false }, 'contention', 'threshold'],
  [{ p95: 999, bad: 49 }, 'contention', '4.9 %'],
  [{ p95: 20, bad: 50 }, 'overload', '5 %'],
  [{ p95: 20, bad: 25, timeout: 25 }, 'overload', '5 %'],
  [{ p95: 1000, light: 15 }, 'overload', '1000 ms'],
  [{ p95: null }, 'overload', 'no request was answered'],
  [{ p95: 20, silent: 1 }, 'stable', 'almost no errors'],
  [{ p95: 20, silent: 2 }, 'overload', 'no answer at all in 2 of 40 seconds'],
  [{ p95: 20, isGone: true }, 'overload', 'no longer answers'],
])('%o is %s', (input, verdict, reason) => {
  const result = judged(input);
  expect(result.verdict).toBe(verdict);
  expect(result.reasons.join('; ')).toContain(reason);
});

it('counts the seconds without an answer, but not the drain or the partial last second', () => {
  const answers: [second: number, seconds: number, responses: number][] = [
    [1, 1, 10],
    [2, 1, 0],
    [3, 1, 0],
    [4, 1, 5],
    [4.3, 0.3, 0],
    [5.3, 1, 0],
  ];
  const intervals = answers.map(
    ([second, seconds, responses]) => ({ second, seconds, responses }) as Interval,
  );
  expect(silenceOf(intervals, 4.3)).toEqual({ silent: 2, of: 4 });
});

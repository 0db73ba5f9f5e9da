import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { compareQueries } from '../../src/query/compare-queries.js';
import { lintQuery } from '../../src/query/lint-query.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';

/** Results for every kind of sample, and for facts that only a server knows, on a real Prometheus. */

/** Unix seconds of the newest samples. */
const NOW = 1_700_000_400;
const SECONDS = 400;

/** One sample per second, between two ages. */
function series(
  name: string,
  labels: string,
  value: (i: number) => number,
  from = SECONDS,
  to = 0,
): string[] {
  return Array.from({ length: from - to + 1 }, (_, i) => `${name}{${labels}} ${value(i)} ${NOW - from + i}`);
}

const FIXTURE = [
  '# TYPE going gauge',
  ...series('going', 'a="1"', (i) => 1 + (i % 7)),
  // Prometheus looks back five minutes for a sample: at some of the instants this one is gone.
  '# TYPE ended gauge',
  ...series('ended', 'a="2"', (i) => 1 + (i % 5), SECONDS, 310),
  '# TYPE twin gauge',
  ...series('twin', 'a="1"', (i) => 1 + (i % 3)),
  '# TYPE restarted counter',
  ...series('restarted_total', 'a="1"', (i) => 3 * (i < SECONDS - 20 ? i : i - SECONDS + 20)),
  '# EOF\n',
].join('\n');

let server: TestPrometheus;
let prometheus: PrometheusClient;
beforeAll(async () => {
  server = await startPrometheus({ openMetrics: FIXTURE });
  prometheus = createPrometheusClient(server.url);
});
afterAll(async () => {
  await server?.stop();
});

const NAN_BESIDE = 'label_replace(going * NaN, "b", "x", "", "")';
const BOTH = '{__name__=~"going|ended"}';

describe('compare', () => {
  test.each<[what: string, reference: string, answer: string, outcome: string]>([
    ['a scalar', 'scalar(going)', 'scalar(going) * 1', 'pass'],
    ['a vector for a scalar', 'scalar(going)', 'going', 'wrong result-type'],
    ['a string, which comes from no series', '"a"', '"a"', 'wrong constant-answer'],
    ['an instant vector', 'going', 'going + 0', 'pass'],
    ['a range vector', 'going[30s]', 'going{a="1"}[30s]', 'pass'],
    ['a shorter range vector', 'going[30s]', 'going[20s]', 'wrong different-window'],
    ['NaN beside numbers', `going or ${NAN_BESIDE}`, `${NAN_BESIDE} or going`, 'pass'],
    [
      'a number instead of NaN',
      `going or ${NAN_BESIDE}`,
      'going or label_replace(going, "b", "x", "", "")',
      'wrong values-differ',
    ],
    ['+Inf', 'going / 0', 'going * Inf', 'pass'],
    ['-Inf for +Inf', 'going / 0', 'going / 0 * -1', 'wrong values-differ'],
    [
      'series that differ only in their names',
      '{a="1", __name__=~"going|twin"}',
      '{__name__=~"twin|going"}',
      'pass',
    ],
    ['two series that become one', 'going', 'rate({__name__=~"going|twin"}[1m])', 'error duplicate-series'],
    ['a restart', 'increase(restarted_total[1m])', 'rate(restarted_total[1m]) * 60', 'pass'],
    [
      'an ignored restart',
      'increase(restarted_total[1m])',
      'delta(restarted_total[1m])',
      'wrong delta-on-counter',
    ],
    [
      'a past restart',
      'increase(restarted_total[10s])',
      'delta(restarted_total[10s])',
      'wrong delta-on-counter',
    ],
    ['a series that ends', BOTH, `${BOTH} * 1`, 'pass'],
    ['one that is kept alive', BOTH, `last_over_time(${BOTH}[10m])`, 'wrong different-window'],
    ['one that is filtered away', BOTH, `${BOTH} > 0`, 'wrong unasked-filter'],
    ['one that is filtered away at times', 'going', 'going > 3', 'wrong different-comparison'],
    ['nothing to compare with', 'ended', 'ended', 'not-ready'],
  ])('%s: %s, %s: %s', async (_, reference, answer, outcome) => {
    const { verdict, diagnoses } = await compareQueries({ reference, answer }, prometheus, {
      at: NOW,
      now: NOW,
    });
    expect(
      [verdict, diagnoses.find(({ severity }) => severity !== 'info')?.rule].filter(Boolean).join(' '),
    ).toBe(outcome);
  });
});

describe('lint with facts from the server', () => {
  test.each<[string, string[]]>([
    ['goign', ['unknown-metric']],
    ['going{a="3"}', ['unknown-label-value']],
    ['going{b="1"}', ['unknown-label']],
    ['scalar({__name__=~"going|twin"})', []],
    ['going offset 1h', ['stale-offset']],
    ['going offset 1m', []],
    ['nope offset 1h', ['unknown-metric']],
    ['going{a="1"', ['unfinished']],
    ['rate(sum(restarted_total)[1m])', ['range-on-expression', 'rate-of-aggregate']],
  ])('%s: %j', async (text, rules) => {
    const { diagnoses } = await lintQuery(text, prometheus, { now: NOW });
    expect(diagnoses.map(({ rule }) => rule)).toEqual(rules);
  });
});

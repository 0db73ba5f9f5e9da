import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIXTURE_NOW as now, fixtureText } from '../../src/missions/fixture/index.js';
import { FIXTURE_END } from '../../src/missions/fixture/lab-metrics.js';
import { grade } from '../../src/missions/grading/grade.js';
import { checkReadiness } from '../../src/missions/grading/readiness.js';
import type { Grade } from '../../src/missions/grading/types.js';
import { isStepOf, type Step, type StepOf } from '../../src/missions/library/schema.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { DEMO_MISSION } from '../fixtures/demo-mission.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { testWorld } from '../helpers/world.js';

/**
 * Verdicts of a real Prometheus on data that never changes. For the missions' own examples, see
 * mission-check.test.ts.
 */

let server: TestPrometheus;
let prometheus: PrometheusClient;

beforeAll(async () => {
  server = await startPrometheus({ data: { text: fixtureText } });
  prometheus = createPrometheusClient(server.url);
});
afterAll(async () => {
  await server?.stop();
});

const gradeIt = (step: Step, answer: string): Promise<Grade> =>
  grade(step, answer, testWorld(prometheus, { now }));

/** A step with this reference, as in a mission; ready as soon as there is `up`. */
function stepOf(reference: string, about?: string[]): StepOf<'promql'> {
  const [first] = DEMO_MISSION.steps.filter((step) => isStepOf('promql', step));
  return { ...first!, answer: { ...first!.answer, reference, ...(about && { about }) } };
}

describe('verdicts', () => {
  const RATE = 'sum(rate(http_requests_total[1m]))';
  // The number of pool states: right by accident is not right.
  const COUNT = 'count(up{job!="shop"})';
  test.each<[string, string, string, string, string[]?]>([
    // Numbers that are typed in, or come from nowhere.
    ['a constant', COUNT, 'vector(3)', 'wrong constant-answer'],
    ['a constant in disguise', COUNT, 'sum(up * 0) + 3', 'wrong constant-answer'],
    ['a constant beside an empty selection', COUNT, 'vector(3) and sum(up)', 'wrong constant-answer'],
    ['time', COUNT, 'vector(time())', 'wrong constant-answer'],
    ['a scalar', COUNT, '3', 'wrong constant-answer'],
    ['a string', COUNT, '"3"', 'wrong constant-answer'],
    ['the right number from elsewhere', COUNT, 'count(db_pool_connections)', 'wrong different-metric'],
    [
      'another metric that the step allows',
      COUNT,
      'count(db_pool_connections)',
      'pass unproven',
      ['up', 'db_pool_connections'],
    ],
    // Types.
    ['a scalar of the right value', 'sum(up)', 'scalar(sum(up))', 'wrong result-type'],
    ['a range vector', 'up', 'up[1m]', 'wrong result-type'],
    ['a subquery', 'up', 'up[1m:1s]', 'wrong result-type'],
    ['range vectors that are equal', 'up[5s]', 'up[5s]', 'pass '],
    ['range vectors that are not', 'up[5s]', 'up[6s]', 'wrong different-window'],
    ['a vector for a scalar', 'scalar(sum(up))', 'sum(up)', 'wrong result-type'],
    ['equal scalars', 'scalar(sum(up))', 'scalar(sum(up)) * 1', 'pass unproven'],
    // NaN and infinities.
    [
      'NaN for NaN',
      'sum(rate(http_requests_total{route="/ready"}[1m])) / sum(rate(http_requests_total{route="/ready"}[1m])) or up',
      'sum(rate(http_requests_total{route="/ready"}[1m])) / sum(rate(http_requests_total{route="/ready"}[1m])) or up',
      'pass ',
      ['up'],
    ],
    ['+Inf for +Inf', 'up / 0', 'up * Inf', 'pass unproven'],
    ['-Inf for +Inf', 'up / 0', '-up / 0', 'wrong values-differ'],
    // Time.
    ['an offset', RATE, 'sum(rate(http_requests_total[1m] offset 10s))', 'wrong different-offset'],
    ['a pinned time', RATE, 'sum(rate(http_requests_total[1m] @ end()))', 'pass '],
    [
      'a time pinned elsewhere',
      RATE,
      'sum(rate(http_requests_total[1m] @ 1767225500))',
      'wrong values-differ',
    ],
    // Refusals.
    ['a syntax error', 'up', 'up{', 'error unfinished'],
    [
      'an error of evaluation',
      'up',
      'http_requests_total / on(job) http_requests_total',
      'error matching-not-unique',
    ],
    ['nothing', 'up', '', 'error promql-error'],
    ['more than anyone writes', 'up', 'up + '.repeat(40_000) + 'up', 'error too-long'],
    ['a comment', 'up', '# up', 'error promql-error'],
    ['garbage', 'up', '☃ ((((', 'error typographic-signs'],
    // Empty results, or nothing to compare.
    ['an empty answer', 'up', 'up > 1', 'empty different-comparison'],
    ['an unknown metric', 'up', 'upp', 'empty unknown-metric'],
    ['an empty reference', 'up > 1', 'up > 1', 'not-ready '],
    ['an empty reference, another answer', 'up > 1', 'up', 'not-ready '],
    [
      'a reference of zeros',
      'http_requests_total{route="/ready"}',
      'increase(http_requests_total{route="/ready"}[1m])',
      'not-ready ',
    ],
    ['a syntax error before that', 'up > 1', 'up >', 'error unfinished'],
    ['a reference that is refused', 'up{', 'up', 'lab-fault '],
  ])('%s: %s, %s', async (_, reference, answer, expected, about) => {
    const { verdict, diagnoses } = await gradeIt(stepOf(reference, about), answer);
    expect(`${verdict} ${diagnoses[0]?.rule ?? ''}`).toBe(expected);
  });

  test('a refusal names the position', async () => {
    expect(await gradeIt(stepOf('up'), 'sum(up')).toMatchObject({
      verdict: 'error',
      position: { line: 1, column: 7 },
    });
  });

  test('a pass may carry advice', async () => {
    const { verdict, diagnoses } = await gradeIt(stepOf('up'), 'up{job=~"api"} or up');
    expect(verdict).toBe('pass');
    expect(diagnoses).toMatchObject([
      { rule: 'regexp-literal', severity: 'info' },
      { rule: 'unproven', severity: 'info' },
    ]);
  });

  test('a metric’s name counts if the step says so', async () => {
    const step = stepOf('up');
    const strict = { ...step, answer: { ...step.answer, metricName: true } };
    expect(await gradeIt(step, 'up + 0')).toMatchObject({ verdict: 'pass' });
    expect(await gradeIt(strict, 'up + 0')).toMatchObject({ verdict: 'wrong' });
    expect(await gradeIt(strict, 'up')).toMatchObject({ verdict: 'pass' });
  });

  test('an unreachable Prometheus is a lab fault', async () => {
    const nowhere = createPrometheusClient('http://127.0.0.1:1');
    expect(await grade(stepOf('up'), 'up', testWorld(nowhere, { now }))).toMatchObject({
      verdict: 'lab-fault',
    });
  });
});

describe('the series that a step needs', () => {
  const needing = (selector: string, window: number): Step => ({
    ...stepOf('up'),
    needs: [{ selector, window }],
  });
  const ready = (step: Step, at = now) =>
    checkReadiness(step, prometheus, { now: at, scrapeIntervalSeconds: 1 });

  test('exist', async () => {
    expect(await ready(needing('up', 60))).toEqual({ ready: true });
  });

  test('will have existed long enough in a known number of seconds', async () => {
    const begin = FIXTURE_END - 420;
    const state = await ready(needing('up', 60), begin + 50);
    expect(state).toMatchObject({ ready: false, lacking: 'up has not existed for long enough' });
    // 60 s of window, and 24 s over which the instants reach, of which 50 s are gone.
    expect(state.secondsLeft).toBeGreaterThanOrEqual(33);
    expect(state.secondsLeft).toBeLessThanOrEqual(37);
    expect(await ready(needing('up', 60), begin + 50 + state.secondsLeft! + 1)).toEqual({ ready: true });
  });

  test('do not exist', async () => {
    expect(await ready(needing('nope', 60))).toEqual({ ready: false, lacking: 'there is no nope yet' });
  });

  test('wait for the one that takes longest', async () => {
    const step = {
      ...stepOf('up'),
      needs: [
        { selector: 'up', window: 60 },
        { selector: 'nope', window: 1 },
      ],
    };
    expect(await ready(step)).toEqual({ ready: false, lacking: 'there is no nope yet' });
    expect(await gradeIt(step, 'up')).toMatchObject({
      verdict: 'not-ready',
      readiness: { lacking: 'there is no nope yet' },
    });
    expect(await gradeIt(step, 'up{')).toMatchObject({ verdict: 'error' });
  });
});

describe('numbers that are read from the lab', () => {
  const numbered = (answer: Partial<StepOf<'number'>['answer']>): Step => ({
    ...stepOf('up'),
    answer: {
      type: 'number',
      reference: 'sum(rate(http_requests_total[1m]))',
      unit: '/s',
      tolerance: { relative: 0.02 },
      over: 60,
      mistakes: [{ query: 'count(http_requests_total)', why: 'The number of series.' }],
      ...answer,
    },
  });
  const asked = async (query: string, time = now): Promise<number> => {
    const result = await prometheus.query(query, { time });
    return result.resultType === 'vector' ? result.series[0]!.sample.value : NaN;
  };
  const RATE = 'sum(rate(http_requests_total[1m]))';

  test.each<[string, string, number, string, string]>([
    ['as it is', RATE, 1, '', 'pass '],
    ['with its unit', RATE, 1, '/s', 'pass '],
    ['a minute', RATE, 60, '/min', 'pass '],
    ['a minute, said to be a second', RATE, 60, '/s', 'wrong factor-60'],
    ['in thousands', RATE, 0.001, 'k', 'pass '],
    ['a little too large', RATE, 1.2, '', 'wrong number-too-large'],
    ['much too small', RATE, 0.3, '', 'wrong number-too-small'],
    ['of the series', 'count(http_requests_total)', 1, '', 'wrong known-mistake'],
    ['in another unit', RATE, 1, 'ms', 'error not-a-number'],
  ])('%s', async (_, query, factor, unit, expected) => {
    const typed = `${((await asked(query)) * factor).toPrecision(6)}${unit}`;
    const { verdict, diagnoses } = await gradeIt(numbered({}), typed);
    expect(`${verdict} ${diagnoses[0]?.rule ?? ''}`).toBe(expected);
  });

  test('a value that was right recently passes, and an older one does not', async () => {
    const counter = 'sum(http_requests_total{job="api"})';
    const then = (await asked(counter, now - 20)).toPrecision(8);
    const graded = (over: number): Promise<Grade> =>
      gradeIt(numbered({ reference: counter, unit: '', tolerance: { absolute: 1 }, over }), then);
    expect(await graded(30)).toMatchObject({ verdict: 'pass' });
    expect(await graded(5)).toMatchObject({ verdict: 'wrong' });
  });

  test('is not ready if there is no value yet, and a lab fault if the query returns several', async () => {
    expect(await gradeIt(numbered({ reference: 'sum(nope)' }), '1')).toMatchObject({ verdict: 'not-ready' });
    expect(await gradeIt(numbered({ reference: 'up' }), '1')).toMatchObject({
      verdict: 'lab-fault',
      reason: expect.stringContaining('4 series'),
    });
  });
});

describe('actions on the lab', () => {
  const checking = (holds: string, hold = 0): Step => ({
    ...stepOf('up'),
    answer: { type: 'check', holds, hold, failing: 'Not yet.', solution: 'x', heldByFixture: false },
  });
  // The API's counters restarted 35 s before the end.
  const SINCE_RESTART = 'process_start_time_seconds{job="api"} > 1767225560';

  test.each<[string, string, number, string]>([
    ['a vector', 'up == 1', 0, 'pass'],
    ['an empty one', 'up == 0', 0, 'wrong'],
    ['one with a zero in it', 'up{job="api"} - 1', 0, 'wrong'],
    [
      'one with a zero among others',
      'up * on (job) group_left () (count by (job) (up) > bool 1)',
      0,
      'wrong',
    ],
    ['a scalar', 'scalar(sum(up)) > bool 3', 0, 'pass'],
    ['a scalar that is zero', 'scalar(sum(up)) > bool 4', 0, 'wrong'],
    ['what has held for long', 'up == 1', 60, 'pass'],
    ['what has held for a while', SINCE_RESTART, 20, 'pass'],
    ['a condition that does not hold long enough yet', SINCE_RESTART, 60, 'not-ready'],
    ['nonsense', 'up{', 0, 'lab-fault'],
  ])('%s: %s', async (_, holds, hold, expected) => {
    expect(await gradeIt(checking(holds, hold), '')).toMatchObject({ verdict: expected });
  });

  test('reports the time left, and the current state', async () => {
    const early = await gradeIt(checking(SINCE_RESTART, 60), '');
    expect(early).toMatchObject({ verdict: 'not-ready', readiness: { ready: false } });
    const { secondsLeft = 0 } = early.verdict === 'not-ready' ? early.readiness : {};
    expect(secondsLeft).toBeGreaterThan(20);
    expect(secondsLeft).toBeLessThan(30);
    const failed = await gradeIt(checking('up == 0'), '');
    expect(failed.diagnoses).toMatchObject([{ rule: 'does-not-hold', message: 'Not yet.' }]);
  });
});

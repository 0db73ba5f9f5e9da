import { describe, expect, test } from 'vitest';
import type { ScenarioAnswer } from '../../../prometheus/rule-scenario.js';
import { judgeScenario, lengthOf, questionsOf, type Scenario } from './rules-scenario.js';

test.each([
  ['0+6x20', 21],
  ['1 2 3', 3],
  ['_x5 1', 6],
  ['0x3 10+1x4', 9],
  ['1-1x2 stale', 4],
])('%s is %d values', (values, length) => {
  expect(lengthOf(values)).toBe(length);
});

type Course = (minute: number) => '' | 'pending' | 'firing';

/** One alert over 20 minutes that goes its course. */
function verdicts(alerts: Scenario['alerts'], course: Course, labels = {}): string[] {
  const scenario: Scenario = {
    name: 'Load',
    interval: 60,
    input: [{ series: 'x', values: '0+1x20' }],
    alerts,
    recorded: [],
  };
  const questions = questionsOf(scenario);
  const answers = questions.map(({ at }): ScenarioAnswer => {
    const alertstate = course(at / 60);
    return {
      samples: alertstate === '' ? [] : [{ labels: { alertname: 'High', alertstate, ...labels }, value: 1 }],
    };
  });
  return judgeScenario(scenario, questions, answers).map(({ rule, message }) => `${rule} ${message}`);
}

const firesAt =
  (from: number, to = Infinity): Course =>
  (minute) =>
    minute >= from && minute < to ? 'firing' : minute >= from - 5 && minute < to ? 'pending' : '';
const expecting = (
  at: number,
  expect: 'firing' | 'pending' | 'none',
  labels?: Record<string, string>,
): Scenario['alerts'][number] => ({ alert: 'High', at: at * 60, expect, ...(labels && { labels }) });

describe('what an alert should do, and does', () => {
  test.each<[string, Scenario['alerts'], Course, RegExp | undefined]>([
    ['fires in time', [expecting(6, 'firing')], firesAt(6), undefined],
    [
      'too late',
      [expecting(6, 'firing')],
      firesAt(17),
      /^alert-too-late Load: High fires at 17m; it should fire by 6m\.$/,
    ],
    [
      'never',
      [expecting(6, 'firing')],
      () => '',
      /^alert-missing .* never fires; it should by 6m: its expression/,
    ],
    [
      'only pending',
      [expecting(6, 'firing')],
      () => 'pending',
      /^alert-missing .*: it is pending from 0s on/,
    ],
    [
      'no longer',
      [expecting(9, 'firing')],
      firesAt(6, 8),
      /^alert-missing .* fired at 6m, but no longer fires at 9m/,
    ],
    ['pending', [expecting(2, 'pending')], firesAt(6), undefined],
    ['too early', [expecting(2, 'pending')], firesAt(1), /^alert-too-early .* already fires at 1m/],
    ['not yet pending', [expecting(2, 'pending')], firesAt(12), /^alert-missing .* before 7m/],
    ['quiet', [expecting(9, 'none')], () => '', undefined],
    ['a false alarm', [expecting(9, 'none')], firesAt(6), /^alert-false Load: High is firing at 9m/],
    ['resolved', [expecting(6, 'firing'), expecting(15, 'none')], firesAt(6, 12), undefined],
    [
      'unresolved',
      [expecting(6, 'firing'), expecting(15, 'none')],
      firesAt(6),
      /^alert-unresolved .* still firing at 15m/,
    ],
  ])('%s', (_, alerts, course, expected) => {
    const found = verdicts(alerts, course);
    if (expected) expect(found).toEqual([expect.stringMatching(expected)]);
    else expect(found).toEqual([]);
  });

  test('its labels', () => {
    const wanted = [expecting(6, 'firing', { severity: 'page' })];
    expect(verdicts(wanted, firesAt(6), { severity: 'page', team: 'x' })).toEqual([]);
    expect(verdicts(wanted, firesAt(6), { severity: 'info' })).toEqual([
      'alert-labels Load: High should have severity="page", and has severity="info".',
    ]);
    expect(verdicts(wanted, firesAt(6))).toEqual([
      'alert-labels Load: High should have severity="page", and has no such label.',
    ]);
  });
});

describe('what a recorded series should be, and is', () => {
  const scenario: Scenario = {
    name: 'Load',
    interval: 60,
    input: [{ series: 'x', values: '0+1x20' }],
    alerts: [],
    recorded: [{ record: 'job:x:rate5m', at: 600, reference: 'sum by (job) (rate(x[5m]))' }],
  };
  const sample = (labels: Record<string, string>, value: number) => ({ labels, value });
  const judged = (own: ScenarioAnswer, reference: ScenarioAnswer) =>
    judgeScenario(scenario, questionsOf(scenario), [own, reference]).map(
      ({ rule, message }) => `${rule} ${message}`,
    );
  const WANTED = { samples: [sample({ job: 'a' }, 2)] };

  test.each<[string, ScenarioAnswer, RegExp | undefined]>([
    ['the same', { samples: [sample({ __name__: 'job:x:rate5m', job: 'a' }, 2)] }, undefined],
    [
      'another value',
      { samples: [sample({ job: 'a' }, 120)] },
      /is \{job="a"\} 120; it should be \{job="a"\} 2\.$/,
    ],
    ['other labels', { samples: [sample({}, 2)] }, /is \{\} 2; it should be/],
    ['one too many', { samples: [sample({ job: 'a' }, 2), sample({ job: 'b' }, 2)] }, /record-differs/],
    ['nothing', { samples: [] }, /at 10m is missing/],
  ])('%s', (_, own, expected) => {
    const found = judged(own, WANTED);
    if (expected) expect(found).toEqual([expect.stringMatching(expected)]);
    else expect(found).toEqual([]);
  });

  test('a factor between units is named', () => {
    const [found] = judgeScenario(scenario, questionsOf(scenario), [
      { samples: [sample({ job: 'a' }, 200)] },
      WANTED,
    ]);
    expect(found?.why).toMatch(/^Every value is 100 times too large: a share runs from 0 to 1/);
  });

  test('a mission whose own query returns nothing is itself at fault', () => {
    expect(() => judged({ samples: [] }, { samples: [] })).toThrow(/returns nothing/);
    expect(() => judged({ samples: [] }, { error: 'x' })).toThrow(/refused: x/);
  });
});

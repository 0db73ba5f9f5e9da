import { expect, test } from 'vitest';
import type { ScenarioAnswer } from '../../../prometheus/rule-scenario.js';
import type { Labels } from '../../../prometheus/types.js';
import { compareRules, type Demands } from './compare.js';
import { generateScenarios } from './generate.js';
import { readRules } from './rule-file.js';

const REFERENCE = "groups: [{ name: g, rules: [{ alert: Long, expr: 'queue > 50', for: 2m }] }]";
const rules = readRules(REFERENCE);
const [scenario] = generateScenarios(rules, new Map());
const demands: Demands = { alerts: [{ name: 'Long', labels: ['instance', 'severity'] }], records: ['r'] };

type Course = readonly (readonly Labels[])[];

const firing = (labels: Labels): Labels => ({
  alertstate: 'firing',
  severity: 'page',
  instance: 'a',
  ...labels,
});
const pending = (labels: Labels = {}): Labels => firing({ alertstate: 'pending', ...labels });

function answersOf(course: Course, name = 'Long'): ScenarioAnswer[] {
  return course.map((states) => ({
    samples: states.map((labels) => ({
      labels: { __name__: 'ALERTS', alertname: name, ...labels },
      value: 1,
    })),
  }));
}

function judged(
  reference: Course,
  answer: Course,
  { slack = 0, own = REFERENCE, name = 'Long' }: { slack?: number; own?: string; name?: string } = {},
): string[] {
  const { supply, ...rest } = scenario!;
  const short = {
    ...rest,
    evaluations: reference.length,
    supply: { ...supply, course: { ...supply.course, slack } },
  };
  const run = { scenario: short, reference: answersOf(reference), answer: answersOf(answer, name) };
  return compareRules([run], demands, { reference: rules, answer: readRules(own) }).map(
    ({ rule, message }) => `${rule} ${message}`,
  );
}

const WANTED: Course = [[], [pending()], [pending()], [firing({})], [firing({})], []];

test.each<[string, Course, RegExp | undefined]>([
  ['the same', WANTED, undefined],
  [
    'another label that stays',
    WANTED.map((all) => all.map((labels) => ({ ...labels, team: 'x' }))),
    undefined,
  ],
  [
    'a label that changes',
    WANTED.map((all, i) => all.map((labels) => ({ ...labels, value: `${i}` }))),
    /^alert-labels .*at 2m.*`value` of Long changes from "1" to "2"/,
  ],
  [
    'another severity',
    WANTED.map((all) => all.map((labels) => ({ ...labels, severity: 'low' }))),
    /^alert-labels .*severity="low".*severity="page"/,
  ],
  ['no severity', WANTED.map((all) => all.map(({ severity: _, ...labels }) => labels)), /^alert-labels /],
  [
    'one more',
    WANTED.map((all) => all.flatMap((labels) => [labels, { ...labels, instance: 'b' }])),
    /^alert-false .*instance="b".* is pending in yours, and not active/,
  ],
  ['later', [[], [pending()], [pending()], [pending()], [firing({})], []], /^alert-too-late .*fires at 4m/],
  ['earlier', [[], [pending()], [firing({})], [firing({})], [firing({})], []], /^alert-too-early .*at 2m/],
  ['never', [[], [], [], [], [], []], /^alert-missing .*not active in yours, and pending/],
  ['longer', [...WANTED.slice(0, 5), [firing({})]], /^alert-unresolved .*at 5m/],
  ['without a reason', [[pending()], ...WANTED.slice(1)], /^alert-false .*at 0s/],
])('%s', (_, answer, expected) => {
  const found = judged(WANTED, answer);
  if (expected) expect(found).toEqual([expect.stringMatching(expected)]);
  else expect(found).toEqual([]);
});

test('an evaluation late is right where it may be', () => {
  const late = [[], ...WANTED.slice(0, 5)];
  expect(judged(WANTED, late, { slack: 1 })).toEqual([]);
  expect(judged(WANTED, late)).not.toEqual([]);
  expect(judged(WANTED, [[], [], ...WANTED.slice(0, 4)], { slack: 1 })).not.toEqual([]);
});

test('an alert that nobody asked for is wrong when it fires alone, and on the same metric', () => {
  const other = (metric: string): string =>
    `groups: [{ name: g, rules: [{ alert: Other, expr: '${metric} > 1' }] }]`;
  const quiet: Course = [[], [], []];
  const alone: Course = [[], [firing({})], []];
  expect(judged(quiet, alone, { own: other('queue'), name: 'Other' })).toEqual([
    expect.stringMatching(/^alert-false .*your alert Other fires, and nothing should/),
  ]);
  expect(judged(quiet, alone, { own: other('disk'), name: 'Other' })).toEqual([]);
});

test('a recorded series is compared in labels and values', () => {
  const run = (own: Labels, value: number): string[] => {
    const answers = (labels: Labels, number: number): ScenarioAnswer[] => [
      { samples: [{ labels: { __name__: 'r', ...labels }, value: number }] },
    ];
    const short = { ...scenario!, evaluations: 1 };
    const compared = { scenario: short, reference: answers({ job: 'a' }, 2), answer: answers(own, value) };
    return compareRules([compared], demands, { reference: rules, answer: [] }).map(({ message }) => message);
  };
  expect(run({ job: 'a' }, 2 + 1e-7)).toEqual([]);
  expect(run({ job: 'a' }, 2.1)).toEqual([
    expect.stringMatching(/`r` is \{job="a"\} 2.1; it should be \{job="a"\} 2\.$/),
  ]);
  expect(run({}, 2)).toHaveLength(1);
});

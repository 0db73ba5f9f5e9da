import type { ScenarioAnswer, ScenarioQuestion } from '../../../prometheus/rule-scenario.js';
import type { Labels } from '../../../prometheus/types.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { labelKey, sameNumber, withoutName } from '../../../promql/meaning/compare.js';
import { formatDuration } from '../../../util/duration.js';
import type { AnswerOf } from '../../library/schema.js';
import { factorBetween } from '../rule-scenarios/diagnose.js';
import type { RuleDiagnosis } from '../rule-scenarios/explain-rule.js';

/** What rules should have done in a scenario, and what they did. */

export type Scenario = AnswerOf<'rules'>['scenarios'][number];
type Expectation = Scenario['alerts'][number];

/** A question with what it is asked for. */
export type Question = ScenarioQuestion &
  ({ about: 'alert'; alert: string } | { about: 'record' | 'reference'; index: number });

/** More moments than these add nothing. */
const MAX_MOMENTS = 400;

/**
 * Every alert at every moment, so that it can be told when it did fire; recorded series where they are asked about.
 */
export function questionsOf(scenario: Scenario): Question[] {
  const alerts = [...new Set(scenario.alerts.map(({ alert }) => alert))];
  const recorded = scenario.recorded.flatMap(({ record, reference, at }, index): Question[] => [
    { about: 'record', index, query: record, at },
    { about: 'reference', index, query: reference, at },
  ]);
  return [
    ...alerts.flatMap((alert) =>
      momentsOf(scenario).map((at): Question => ({
        about: 'alert',
        alert,
        query: `ALERTS{alertname="${alert}"}`,
        at,
      })),
    ),
    ...recorded,
  ];
}

/** Each evaluation up to the end of the input, and the moments that are asked about. Seconds. */
function momentsOf({ interval, input, alerts }: Scenario): number[] {
  const last = Math.max(
    ...alerts.map(({ at }) => at),
    ...input.map(({ values }) => lengthOf(values) * interval),
  );
  const count = Math.min(MAX_MOMENTS, Math.floor(last / interval) + 1);
  const even = Array.from({ length: count }, (_, i) => i * interval);
  return [...new Set([...even, ...alerts.map(({ at }) => at)])].sort((a, b) => a - b);
}

/** How many values promtool makes of its notation: `0+6x20` is 21 of them, `_x5` five, `3 4` two. */
export function lengthOf(values: string): number {
  return values
    .trim()
    .split(/\s+/)
    .reduce((sum, token) => {
      const times = /x(\d+)$/.exec(token)?.[1];
      return sum + (times === undefined ? 1 : Number(times) + (token.startsWith('_') ? 0 : 1));
    }, 0);
}

/** What differs from what was expected: a diagnosis each. */
export function judgeScenario(
  scenario: Scenario,
  questions: readonly Question[],
  answers: readonly ScenarioAnswer[],
): RuleDiagnosis[] {
  return [
    ...scenario.alerts.flatMap((expected) => {
      const found = judgeAlert(expected, scenario, questions, answers);
      return found ? [{ ...found, subject: expected.alert }] : [];
    }),
    ...scenario.recorded.flatMap(({ record, at }, index) => {
      const [answer, reference] = ['record', 'reference'].map(
        (about) =>
          answers[questions.findIndex((q) => q.about === about && 'index' in q && q.index === index)]!,
      ) as [ScenarioAnswer, ScenarioAnswer];
      const found = judgeRecorded({ record, at }, scenario.name, answer, reference);
      return found ? [{ ...found, subject: record }] : [];
    }),
  ];
}

type State = 'none' | 'pending' | 'firing';

interface Moment {
  at: number;
  state: State;
  /** Of what is in that state. */
  labels: readonly Labels[];
}

/** What became of an alert, moment by moment. */
function courseOf(
  alert: string,
  questions: readonly Question[],
  answers: readonly ScenarioAnswer[],
): Moment[] {
  return questions.flatMap((question, i): Moment[] => {
    const answer = answers[i]!;
    if (question.about !== 'alert' || question.alert !== alert) return [];
    const all = 'samples' in answer ? answer.samples.map(({ labels }) => labels) : [];
    const firing = all.filter(({ alertstate }) => alertstate === 'firing');
    const state = firing.length > 0 ? 'firing' : all.length > 0 ? 'pending' : 'none';
    return [{ at: question.at, state, labels: firing.length > 0 ? firing : all }];
  });
}

function judgeAlert(
  expected: Expectation,
  scenario: Scenario,
  questions: readonly Question[],
  answers: readonly ScenarioAnswer[],
): Omit<RuleDiagnosis, 'subject'> | undefined {
  const { alert, at, expect, labels = {} } = expected;
  const course = courseOf(alert, questions, answers);
  const now = course.find((moment) => moment.at === at)!;
  const said = (rule: string, what: string, why: string, fix: string): Diagnosis => ({
    rule,
    severity: 'error',
    message: `${scenario.name}: ${what}`,
    why,
    fix,
  });
  if (now.state === expect) {
    const differing = Object.entries(labels).filter(
      ([label, value]) => !now.labels.some((active) => active[label] === value),
    );
    if (expect === 'none' || differing.length === 0) return undefined;
    const [label, value] = differing[0]!;
    const actual = now.labels[0]?.[label];
    const diagnosis = said(
      'alert-labels',
      `${alert} should have ${label}="${value}", and ${actual === undefined ? 'has no such label' : `has ${label}="${actual}"`}.`,
      'Labels decide who gets an alert, and which alerts go together.',
      'An alert has the labels of its expression’s result, and those below `labels:`.',
    );
    return actual === undefined ? { ...diagnosis, lacksLabel: label } : diagnosis;
  }
  const when = formatDuration(at);
  const firstFiring = course.find(({ state }) => state === 'firing')?.at;
  if (expect === 'none') {
    const before = scenario.alerts.some(
      (other) => other.alert === alert && other.at < at && other.expect !== 'none',
    );
    return before
      ? said(
          'alert-unresolved',
          `${alert} is still ${now.state} at ${when}, when it should have resolved.`,
          'An alert that outlives its cause teaches people to ignore it.',
          'Shorten the window that its expression looks back over.',
        )
      : said(
          'alert-false',
          `${alert} is ${now.state} at ${when}, although nothing is wrong.`,
          'Every false alarm makes people trust the next one less.',
          'Compare its expression with what the step asks for: what it selects, how it combines its parts, and the threshold.',
        );
  }
  if (expect === 'pending') {
    return now.state === 'firing'
      ? said(
          'alert-too-early',
          `${alert} already fires at ${formatDuration(firstFiring!)}, and should still be pending at ${when}.`,
          '`for` makes an alert wait, so that a short peak wakes nobody.',
          'Use a longer `for`.',
        )
      : said(
          'alert-missing',
          `${alert} should be pending at ${when}, but its expression returns nothing${everText(course)}.`,
          'An alert is pending from the first evaluation at which its expression returns something.',
          'Compare its expression with what the step asks for: what it selects, how it combines its parts, the window and the threshold.',
        );
  }
  if (firstFiring !== undefined && firstFiring > at) {
    return said(
      'alert-too-late',
      `${alert} fires at ${formatDuration(firstFiring)}; it should fire by ${when}.`,
      'Until it fires, users are affected and nobody knows.',
      'A shorter `for`, or a shorter window, fires sooner.',
    );
  }
  return said(
    'alert-missing',
    firstFiring === undefined
      ? `${alert} never fires; it should by ${when}${pendingText(course)}.`
      : `${alert} fired at ${formatDuration(firstFiring)}, but no longer fires at ${when}.`,
    'An alert fires once its expression has returned something at every evaluation for as long as `for` says.',
    'Compare its expression and its `for` with what the step asks for.',
  );
}

function everText(course: readonly Moment[]): string {
  const first = course.find(({ state }) => state !== 'none')?.at;
  return first === undefined ? ', ever' : ` before ${formatDuration(first)}`;
}

function pendingText(course: readonly Moment[]): string {
  const first = course.find(({ state }) => state === 'pending')?.at;
  return first === undefined
    ? ': its expression returns nothing'
    : `: it is pending from ${formatDuration(first)} on`;
}

function judgeRecorded(
  { record, at }: { record: string; at: number },
  scenario: string,
  answer: ScenarioAnswer,
  reference: ScenarioAnswer,
): Diagnosis | undefined {
  if (!('samples' in reference)) throw new Error(`The mission’s own query is refused: ${reference.error}`);
  const inReference = valuesByLabels(reference.samples);
  if (inReference.size === 0) throw new Error(`The mission’s own query for ${record} returns nothing.`);
  const samples = 'samples' in answer ? answer.samples : [];
  const inAnswer = valuesByLabels(samples);
  const same =
    inReference.size === inAnswer.size &&
    [...inReference].every(([key, value]) => sameNumber(value, inAnswer.get(key) ?? NaN));
  if (same) return undefined;
  const show = (shown: typeof samples): string =>
    shown
      .slice(0, 3)
      .map(({ labels, value }) => `${labelsText(labels)} ${Number(value.toPrecision(4))}`)
      .join(', ') + (shown.length > 3 ? ` and ${shown.length - 3} more` : '');
  const factor = factorBetween(samples, reference.samples);
  return {
    rule: 'record-differs',
    severity: 'error',
    message: `${scenario}: \`${record}\` at ${formatDuration(at)} is ${samples.length === 0 ? 'missing' : show(samples)}; it should be ${show(reference.samples)}.`,
    why: factor?.why ?? 'Dashboards and alerts that use a recorded series are only right if the series is.',
    fix:
      factor?.fix ??
      'Compare the labels first, then the values: which labels stay, over which window, and per which unit of time?',
  };
}

/** By labels without the name, each in one form. */
function valuesByLabels(samples: readonly { labels: Labels; value: number }[]): Map<string, number> {
  return new Map(samples.map(({ labels, value }) => [labelKey(withoutName(labels)), value]));
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(withoutName(labels)).map(([label, value]) => `${label}="${value}"`);
  return `{${pairs.join(', ')}}`;
}

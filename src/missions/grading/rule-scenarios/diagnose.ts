import type { Labels } from '../../../prometheus/types.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { labelKey, sameNumber, withoutName } from '../../../promql/meaning/compare.js';
import { formatDuration } from '../../../util/duration.js';
import type { GeneratedScenario } from './generate.js';
import { situationAt } from './tell.js';

/** What differs from the reference, in numbers. */

/** An alert whose state or labels differ from the reference's. */
export interface AlertDifference {
  name: string;
  evaluation: number;
  /** Labels that must be equal; undefined: all. */
  asked: readonly string[] | undefined;
  reference: readonly Labels[];
  answer: readonly Labels[];
  /** What only the reference has. */
  lacking: readonly Labels[];
  /** What only the answer has. */
  surplus: readonly Labels[];
  /** Whether the reference's alert has fired before. */
  firedBefore: boolean;
  /** The evaluation at which the answer's alert fires next. */
  firesLater: number | undefined;
}

export function alertDiagnosis(scenario: GeneratedScenario, difference: AlertDifference): Diagnosis {
  const { name, evaluation, reference, answer, lacking, surplus, firedBefore, firesLater } = difference;
  const states = (all: readonly Labels[]): string[] => all.map(({ alertstate }) => alertstate ?? '').sort();
  const at = momentText(scenario, evaluation);
  const referenceText = activeText(reference);
  const answerText = activeText(answer);
  const said = (rule: string, message: string, why: string, fix: string): Diagnosis =>
    error(rule, `${scenario.name}: ${at}, ${message}`, why, fix);
  const [onlyReference] = lacking;
  if (answer.length > 0 && onlyReference && surplus.length === 0) {
    return said(
      'alert-missing',
      `${name} with ${labelsText(withoutState(onlyReference))} is not active in yours, and ${onlyReference['alertstate']} in the reference.`,
      'Each label set is an alert of its own, with its own `for` and `keep_firing_for`.',
      'Compare the threshold, the window, `for` and `keep_firing_for`, and what you select and sum.',
    );
  }
  const [onlyAnswer] = surplus;
  if (reference.length > 0 && onlyAnswer && lacking.length === 0) {
    return said(
      'alert-false',
      `${name} with ${labelsText(withoutState(onlyAnswer))} is ${onlyAnswer['alertstate']} in yours, and not active in the reference.`,
      'Each label set is an alert of its own, with its own `for` and `keep_firing_for`.',
      'Compare the threshold, the window, `for` and `keep_firing_for`, and what you select and sum.',
    );
  }
  if (
    answer.length > 0 &&
    reference.length > 0 &&
    (answer.length !== reference.length || states(answer).join() === states(reference).join())
  ) {
    const [referenceLabels, answerLabels] = [lacking[0] ?? reference[0]!, surplus[0] ?? answer[0]!];
    return said(
      'alert-labels',
      `${name} is ${labelsText(answerLabels)}${moreText(answer.length)} in yours, and ${labelsText(referenceLabels)}${moreText(reference.length)} in the reference.`,
      'Each label set is an alert of its own: labels decide how many there are, what each is about, and who gets it.',
      'An alert has the labels of its expression’s result, and those below `labels:`. Check what you sum by, and what you select.',
    );
  }
  const [referenceState, answerState] = [stateOf(reference), stateOf(answer)];
  if (referenceState === 'firing' && answerState === 'pending' && firesLater !== undefined) {
    return said(
      'alert-too-late',
      `${name} is still pending in yours and fires at ${timeText(scenario, firesLater)}; in the reference it fires now.`,
      'Until it fires, users suffer and nobody looks.',
      'Compare `for`, the window and the threshold with what the step asks for.',
    );
  }
  if (referenceState === 'pending' && answerState === 'firing') {
    return said(
      'alert-too-early',
      `${name} fires in yours, and is only pending in the reference.`,
      '`for` makes an alert wait, so that a short peak wakes nobody.',
      'Compare `for` with the time that the step asks for.',
    );
  }
  if (referenceState === 'none' && firedBefore && firesLater === evaluation) {
    return said(
      'alert-unresolved',
      `${name} is ${answerText} in yours, and has resolved in the reference.`,
      'An alert that keeps firing after its cause is gone teaches people to ignore it.',
      'Compare the window, the threshold and `keep_firing_for` with what the step asks for.',
    );
  }
  if (reference.length < answer.length) {
    return said(
      'alert-false',
      `${name} is ${answerText} in yours, and ${referenceText} in the reference.`,
      'Every false alarm costs some of the trust in the next one.',
      'Compare the threshold, the window, and what you select and sum.',
    );
  }
  return said(
    'alert-missing',
    `${name} is ${answerText} in yours, and ${referenceText} in the reference.`,
    'An alert fires once its expression has returned a result at every evaluation for as long as `for` says.',
    'Compare the threshold, the window, and what you select and sum.',
  );
}

export function flappingDiagnosis(
  scenario: GeneratedScenario,
  name: string,
  { evaluation, label, before, after }: { evaluation: number; label: string; before: string; after: string },
): Diagnosis {
  return error(
    'alert-labels',
    `${scenario.name}: ${momentText(scenario, evaluation)}, the label \`${label}\` of ${name} changes from "${before}" to "${after}", so it is another alert.`,
    'The labels are the alert’s identity. With each new value the old alert resolves, and a new one starts to wait.',
    'Put what changes into an annotation, and keep in `labels:` what stays the same.',
  );
}

export function extraAlertDiagnosis(
  scenario: GeneratedScenario,
  name: string,
  evaluation: number,
): Diagnosis {
  return error(
    'alert-false',
    `${scenario.name}: ${momentText(scenario, evaluation)}, your alert ${name} fires, and nothing should.`,
    'Every false alarm costs some of the trust in the next one.',
    `Remove ${name}, or give it a limit of its own that isn’t crossed here.`,
  );
}

export function recordDiagnosis(
  scenario: GeneratedScenario,
  {
    record,
    at,
    answer,
    reference,
  }: {
    record: string;
    at: string;
    answer: readonly { labels: Labels; value: number }[];
    reference: readonly { labels: Labels; value: number }[];
  },
): Diagnosis {
  const show = (samples: typeof answer): string =>
    samples.length === 0
      ? 'missing'
      : samples
          .slice(0, 2)
          .map(({ labels, value }) => `${labelsText(labels)} ${Number(value.toPrecision(4))}`)
          .join(', ') + (samples.length > 2 ? ` and ${samples.length - 2} more` : '');
  const factor = factorBetween(answer, reference);
  return error(
    'record-differs',
    `${scenario.name}: at ${at}, \`${record}\` is ${show(answer)}; it should be ${show(reference)}.`,
    factor?.why ?? 'Dashboards and alerts that use a recorded series are only right if the series is.',
    factor?.fix ??
      'Compare the labels first, then the values: which labels stay, over which window, and what is divided by what.',
  );
}

type Samples = readonly { labels: Labels; value: number }[];
const UNITS: readonly (readonly [number, string])[] = [
  [100, 'a share runs from 0 to 1, so nothing is multiplied or divided by 100'],
  [60, 'rate() is per second, and a minute has 60 of them'],
  [300, 'rate() is per second, and increase() over five minutes is 300 times that'],
  [1000, 'durations are in seconds'],
];

/** What recorded values were multiplied or divided by, if it is a factor between units; undefined otherwise. */
export function factorBetween(answer: Samples, reference: Samples): { why: string; fix: string } | undefined {
  const values = new Map(answer.map(({ labels, value }) => [labelKey(withoutName(labels)), value]));
  if (answer.length !== reference.length || reference.every(({ value }) => value === 0)) return undefined;
  const isTimes = (times: number): boolean =>
    reference.every(({ labels, value }) =>
      sameNumber(value * times, values.get(labelKey(withoutName(labels))) ?? NaN),
    );
  for (const [factor, reason] of UNITS) {
    const isLarge = isTimes(factor);
    if (!isLarge && !isTimes(1 / factor)) continue;
    return {
      why: `Every value is ${factor} times too ${isLarge ? 'large' : 'small'}: ${reason}.`,
      fix: `Remove what ${isLarge ? 'multiplies' : 'divides'} by ${factor}, or the function that does.`,
    };
  }
  return undefined;
}

function error(rule: string, message: string, why: string, fix: string): Diagnosis {
  return { rule, severity: 'error', message, why, fix };
}

function withoutState({ alertstate: _, ...labels }: Labels): Labels {
  return labels;
}

function stateOf(all: readonly Labels[]): 'none' | 'pending' | 'firing' {
  if (all.some(({ alertstate }) => alertstate === 'firing')) return 'firing';
  return all.length > 0 ? 'pending' : 'none';
}

function activeText(all: readonly Labels[]): string {
  const state = stateOf(all);
  return state === 'none' ? 'not active' : state;
}

function timeText({ interval }: GeneratedScenario, evaluation: number): string {
  return formatDuration(evaluation * interval);
}

function momentText(scenario: GeneratedScenario, evaluation: number): string {
  const situation = situationAt(scenario, evaluation);
  return `at ${timeText(scenario, evaluation)}${situation === '' ? '' : ` ${situation}`}`;
}

function moreText(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : '';
}

function labelsText(labels: Labels): string {
  const { alertname: _, ...rest } = withoutName(labels);
  const pairs = Object.entries(rest).map(([label, value]) => `${label}="${value}"`);
  return `{${pairs.join(', ')}}`;
}

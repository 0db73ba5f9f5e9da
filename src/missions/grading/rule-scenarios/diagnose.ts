import type { Labels } from '../../../prometheus/types.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { withoutName } from '../../../promql/meaning/compare.js';
import { formatDuration } from '../../../util/duration.js';
import type { GeneratedScenario } from './generate.js';
import { situationAt } from './tell.js';

/** What differs from the reference, told in numbers. */

/** Where an alert isn't what the reference's is. */
export interface AlertDifference {
  name: string;
  evaluation: number;
  /** Labels that must be equal; undefined: all. */
  asked: readonly string[] | undefined;
  own: readonly Labels[];
  wanted: readonly Labels[];
  /** Of `wanted`: what the answer has nothing for. */
  lacking: readonly Labels[];
  surplus: readonly Labels[];
  /** Whether the reference's has fired before. */
  firedBefore: boolean;
  /** The evaluation at which the answer's fires next. */
  firesLater: number | undefined;
}

export function alertDiagnosis(scenario: GeneratedScenario, difference: AlertDifference): Diagnosis {
  const { name, evaluation, own, wanted, lacking, surplus, firedBefore, firesLater } = difference;
  const states = (all: readonly Labels[]): string[] => all.map(({ alertstate }) => alertstate ?? '').sort();
  const at = momentText(scenario, evaluation);
  const yours = activeText(own);
  const theirs = activeText(wanted);
  const said = (rule: string, message: string, why: string, fix: string): Diagnosis =>
    error(rule, `${scenario.name}: ${at}, ${message}`, why, fix);
  if (
    own.length > 0 &&
    wanted.length > 0 &&
    (own.length !== wanted.length || states(own).join() === states(wanted).join())
  ) {
    const [theirLabels, ownLabels] = [lacking[0] ?? wanted[0]!, surplus[0] ?? own[0]!];
    return said(
      'alert-labels',
      `${name} is ${labelsText(ownLabels)}${moreText(own.length)} in yours, and ${labelsText(theirLabels)}${moreText(wanted.length)} in the reference.`,
      'Each label set is an alert of its own: labels decide how many there are, what each is about, and who gets it.',
      'An alert has the labels of its expression’s result, and those below `labels:`. Check what you sum by, and what you select.',
    );
  }
  const [wantedState, ownState] = [stateOf(wanted), stateOf(own)];
  if (wantedState === 'firing' && ownState === 'pending' && firesLater !== undefined) {
    return said(
      'alert-too-late',
      `${name} is still pending in yours and fires at ${timeText(scenario, firesLater)}; in the reference it fires now.`,
      'Until it fires, users suffer and nobody looks.',
      'Compare `for`, the window and the threshold with what the step asks for.',
    );
  }
  if (wantedState === 'pending' && ownState === 'firing') {
    return said(
      'alert-too-early',
      `${name} fires in yours, and is only pending in the reference.`,
      '`for` makes an alert wait, so that a short peak wakes nobody.',
      'Compare `for` with the time that the step asks for.',
    );
  }
  if (wantedState === 'none' && firedBefore && firesLater === evaluation) {
    return said(
      'alert-unresolved',
      `${name} is ${yours} in yours, and has resolved in the reference.`,
      'An alert that goes on after its cause is gone teaches people to look away.',
      'Compare the window, the threshold and `keep_firing_for` with what the step asks for.',
    );
  }
  if (wanted.length < own.length) {
    return said(
      'alert-false',
      `${name} is ${yours} in yours, and ${theirs} in the reference.`,
      'Every false alarm costs some of the trust in the next one.',
      'Compare the threshold, the window, and what you select and sum.',
    );
  }
  return said(
    'alert-missing',
    `${name} is ${yours} in yours, and ${theirs} in the reference.`,
    'An alert fires once its expression has given a result at every evaluation for as long as `for` says.',
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
    own,
    wanted,
  }: {
    record: string;
    at: string;
    own: readonly { labels: Labels; value: number }[];
    wanted: readonly { labels: Labels; value: number }[];
  },
): Diagnosis {
  const show = (samples: typeof own): string =>
    samples.length === 0
      ? 'not there'
      : samples
          .slice(0, 2)
          .map(({ labels, value }) => `${labelsText(labels)} ${Number(value.toPrecision(4))}`)
          .join(', ') + (samples.length > 2 ? ` and ${samples.length - 2} more` : '');
  return error(
    'record-differs',
    `${scenario.name}: at ${at}, \`${record}\` is ${show(own)}; wanted: ${show(wanted)}.`,
    'Dashboards and alerts that use a recorded series are only right if the series is.',
    'Compare the labels first, then the values: which labels stay, over which window, and what is divided by what.',
  );
}

function error(rule: string, message: string, why: string, fix: string): Diagnosis {
  return { rule, severity: 'error', message, why, fix };
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

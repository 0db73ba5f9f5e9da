import type { ScenarioAnswer, ScenarioQuestion } from '../../../prometheus/rule-scenario.js';
import type { Labels } from '../../../prometheus/types.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { labelKey, sameNumber, withoutName } from '../../../promql/meaning/compare.js';
import { formatDuration } from '../../../util/duration.js';
import {
  alertDiagnosis,
  type AlertDifference,
  extraAlertDiagnosis,
  flappingDiagnosis,
  recordDiagnosis,
} from './diagnose.js';
import type { RuleDiagnosis } from './explain-rule.js';
import type { GeneratedScenario } from './generate.js';
import { metricsOf, type Rule } from './rule-file.js';

/** Two rule files on the same scenarios, evaluation by evaluation. */

/** What both files must do alike. */
export interface Demands {
  /** Of the reference's alerts: those that the step names. */
  alerts: readonly {
    name: string;
    /** Labels that must be equal; undefined: all of them. */
    labels: readonly string[] | undefined;
  }[];
  records: readonly string[];
}

/** One question for each evaluation: everything that is asked about comes at once. */
export function comparisonQuestions(
  { evaluations, interval }: Pick<GeneratedScenario, 'evaluations' | 'interval'>,
  { records }: Demands,
): ScenarioQuestion[] {
  const query = `{__name__=~"${['ALERTS', ...records].join('|')}"}`;
  return Array.from({ length: evaluations }, (_, i) => ({ query, at: i * interval }));
}

interface Compared {
  scenario: GeneratedScenario;
  reference: readonly ScenarioAnswer[];
  answer: readonly ScenarioAnswer[];
}

interface Sample {
  labels: Labels;
  value: number;
}

/** The first difference of each alert and each recorded series over all scenarios. */
export function compareRules(
  runs: readonly Compared[],
  demands: Demands,
  rules: { reference: readonly Rule[]; answer: readonly Rule[] },
): RuleDiagnosis[] {
  const first = <T>(of: (run: Compared) => T | undefined): T | undefined => {
    for (const run of runs) {
      const found = of(run);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const given = new Set(demands.alerts.map(({ name }) => name));
  const metrics = new Set(rules.reference.flatMap(({ expr }) => metricsOf(expr)));
  // Alerts about other metrics belong to another step: a file may hold more than one.
  const extra = rules.answer.filter(
    ({ kind, name, expr }) =>
      kind === 'alert' && !given.has(name) && metricsOf(expr).some((metric) => metrics.has(metric)),
  );
  return [
    ...demands.alerts.map((alert) =>
      about(
        alert.name,
        first((run) => compareAlert(run, alert)),
      ),
    ),
    ...extra.map(({ name }) =>
      about(
        name,
        first((run) => falseAlarm(run, name)),
      ),
    ),
    ...demands.records.map((record) =>
      about(
        record,
        first((run) => compareRecord(run, record)),
      ),
    ),
  ].flat();
}

function about(subject: string, diagnosis: Diagnosis | undefined): RuleDiagnosis[] {
  return diagnosis ? [{ ...diagnosis, subject }] : [];
}

function samplesAt(
  answers: readonly ScenarioAnswer[],
  i: number,
  matches: (labels: Labels) => boolean,
): Sample[] {
  const answer = answers[i];
  return answer && 'samples' in answer ? answer.samples.filter(({ labels }) => matches(labels)) : [];
}

const isAlert =
  (name: string) =>
  (labels: Labels): boolean =>
    labels['__name__'] === 'ALERTS' && labels['alertname'] === name;

/** The labels of what an alert became, with its state. */
function statesAt(answers: readonly ScenarioAnswer[], name: string, i: number): Labels[] {
  return samplesAt(answers, i, isAlert(name)).map(({ labels }) => labels);
}

type Alert = Demands['alerts'][number];

function compareAlert(compared: Compared, alert: Alert): Diagnosis | undefined {
  const { scenario } = compared;
  const { evaluations, supply } = scenario;
  const slack = supply.course.slack ?? 0;
  const projected = (labels: Labels): string => labelKey(project(labels, alert.labels));
  for (let i = 0; i < evaluations; i++) {
    const reference = statesAt(compared.reference, alert.name, i);
    const answer = statesAt(compared.answer, alert.name, i);
    const fits = Array.from({ length: slack + 1 }, (_, late) =>
      statesAt(compared.reference, alert.name, i - late),
    ).some((states) => sameKeys(states.map(projected), answer.map(projected)));
    if (!fits) {
      return alertDiagnosis(scenario, differenceAt(compared, alert, i, { reference, answer }));
    }
    const changed = i > 0 ? changedLabel(compared, alert, i) : undefined;
    if (changed) return flappingDiagnosis(scenario, alert.name, { evaluation: i, ...changed });
  }
  return undefined;
}

function differenceAt(
  compared: Compared,
  { name, labels }: Alert,
  evaluation: number,
  { reference, answer }: { reference: readonly Labels[]; answer: readonly Labels[] },
): AlertDifference {
  const before = (answers: readonly ScenarioAnswer[], state: string): boolean =>
    Array.from({ length: evaluation }, (_, i) => statesAt(answers, name, i)).some((states) =>
      states.some(({ alertstate }) => alertstate === state),
    );
  const next = (answers: readonly ScenarioAnswer[], state: string): number | undefined => {
    for (let i = evaluation; i < answers.length; i++) {
      if (statesAt(answers, name, i).some(({ alertstate }) => alertstate === state)) return i;
    }
    return undefined;
  };
  const keyOf = (all: Labels): string => labelKey(project(all, labels));
  const [referenceKeys, answerKeys] = [reference.map(keyOf), answer.map(keyOf)];
  return {
    name,
    evaluation,
    asked: labels,
    reference,
    answer,
    lacking: reference.filter((all) => !answerKeys.includes(keyOf(all))),
    surplus: answer.filter((all) => !referenceKeys.includes(keyOf(all))),
    firedBefore: before(compared.reference, 'firing'),
    firesLater: next(compared.answer, 'firing'),
  };
}

/** A label that gets another value while the reference's alert goes on as the same one. */
function changedLabel(
  { reference, answer }: Compared,
  { name, labels }: Alert,
  i: number,
): { label: string; before: string; after: string } | undefined {
  const steady = sameKeys(
    statesAt(reference, name, i - 1).map(labelKey),
    statesAt(reference, name, i).map(labelKey),
  );
  if (!steady) return undefined;
  for (const after of statesAt(answer, name, i)) {
    const same = statesAt(answer, name, i - 1).filter(
      (before) => labelKey(project(before, labels)) === labelKey(project(after, labels)),
    );
    if (same.length === 0 || same.some((before) => labelKey(before) === labelKey(after))) continue;
    const label = Object.keys(after).find((key) => same[0]![key] !== after[key]);
    if (label !== undefined) return { label, before: same[0]![label] ?? '', after: after[label]! };
  }
  return undefined;
}

/** An alert that the step doesn't ask for fires, while none of those does that it asks for. */
function falseAlarm({ scenario, reference, answer }: Compared, name: string): Diagnosis | undefined {
  const firing = ({ alertstate }: Labels): boolean => alertstate === 'firing';
  for (let i = 0; i < scenario.evaluations; i++) {
    if (!statesAt(answer, name, i).some(firing)) continue;
    const all = samplesAt(reference, i, ({ __name__: metric }) => metric === 'ALERTS');
    if (!all.some(({ labels }) => firing(labels))) return extraAlertDiagnosis(scenario, name, i);
  }
  return undefined;
}

function compareRecord(compared: Compared, record: string): Diagnosis | undefined {
  const { scenario } = compared;
  const isRecord = ({ __name__: name }: Labels): boolean => name === record;
  for (let i = 0; i < scenario.evaluations; i++) {
    const reference = samplesAt(compared.reference, i, isRecord);
    const answer = samplesAt(compared.answer, i, isRecord);
    const values = new Map(answer.map(({ labels, value }) => [labelKey(withoutName(labels)), value]));
    const equal =
      answer.length === reference.length &&
      reference.every(({ labels, value }) => {
        const other = values.get(labelKey(withoutName(labels)));
        return other !== undefined && sameNumber(value, other);
      });
    if (!equal) {
      return recordDiagnosis(scenario, {
        record,
        at: formatDuration(i * scenario.interval),
        reference,
        answer,
      });
    }
  }
  return undefined;
}

function project(labels: Labels, names: readonly string[] | undefined): Labels {
  if (names === undefined) return withoutName(labels);
  return Object.fromEntries(
    [...names, 'alertstate'].flatMap((name) => (name in labels ? [[name, labels[name]!]] : [])),
  );
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
}

import { isMap, isSeq, parseDocument } from 'yaml';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import type { AlertmanagerTools } from '../../../../stack/tools/private-alertmanager.js';
import type { AnswerOf } from '../../../library/schema.js';
import { isGrade, readAnswerFile } from '../../answer-file.js';
import type { Grade, Part, WorldNow } from '../../types.js';
import { compareOutcomes } from './compare.js';
import { type AlertLabels, alone, deliver, keyOf, type Outcome } from './deliveries.js';
import { madeAlerts } from './made-alerts.js';
import { refusedConfig } from './refusal.js';
import { settingsProblems } from './settings.js';
import { readSilences } from './silences.js';

type Task = AnswerOf<'alertmanager'>;

interface Scenario {
  name: string;
  alerts: readonly AlertLabels[];
}

/** More single alerts than this are not tried. */
const MOST_SINGLES = 8;
const MOST_DIAGNOSES = 4;

/** What a step's reference does: the same for every answer of it. */
const known = new WeakMap<Task, Promise<Outcome[]>>();

/**
 * Grades an Alertmanager configuration, or silences for one, by what they do: alerts are sent to a private
 * Alertmanager, and the notifications of each receiver must be those that the reference gives.
 */
export async function gradeAlertmanager(
  task: Task,
  answer: string,
  { alertmanager }: WorldNow,
): Promise<Grade> {
  if (!alertmanager) throw new Error('There is no Alertmanager to grade with.');
  const file = await readAnswerFile(answer);
  if (isGrade(file)) return file;
  const own = await prepare(task, file.text, alertmanager);
  if ('refusal' in own) {
    return { verdict: 'error', diagnoses: [refusedConfig(task.ask, own.refusal, file.text)] };
  }
  const equal = equalLabels(own.config);
  const singles = singlesOf(task);
  const reference = await referenceOutcomes(task, [...task.scenarios, ...singles], alertmanager);
  const judge = async (scenarios: readonly Scenario[], from: number): Promise<Diagnosis[][]> => {
    const outcomes = await run(own, scenarios, alertmanager);
    return scenarios.map(({ name, alerts }, i) =>
      compareOutcomes(name, alerts, { reference: reference[from + i]!, answer: outcomes[i]!, equal }),
    );
  };
  const found = await judge(task.scenarios, 0);
  const parts = task.scenarios.map(({ name }, i): Part => partOf(name, found[i]!));
  // What is wrong already is explained better by the step's own scenarios.
  if (found.flat().length === 0 && singles.length > 0) {
    found.push(...(await judge(singles, task.scenarios.length)));
    parts.push(partOf('each alert alone', found.slice(task.scenarios.length).flat()));
  }
  if (found.flat().length === 0) {
    const { diagnoses: more, count } = await tryMade(task, file.text, own, alertmanager);
    found.push(more);
    if (count > 0) parts.push(partOf(`${count} more alerts`, more));
  }
  if (task.ask === 'config') found.push(settingsProblems(file.text, await givenText(task.reference)));
  const diagnoses = found.flat().slice(0, MOST_DIAGNOSES);
  return diagnoses.length > 0
    ? { verdict: 'wrong', diagnoses, parts }
    : { verdict: 'pass', diagnoses, parts };
}

/** What each text does with the same alerts: the same for every answer that matches the same labels. */
const knownMade = new WeakMap<Task, Map<string, Promise<Outcome[]>>>();

/**
 * Tries an answer on alerts that are made from what it and the reference match. What the step leaves open is not
 * compared: an alert that an accepted answer treats otherwise than the reference does.
 */
async function tryMade(
  task: Task,
  answer: string,
  own: Prepared,
  tools: AlertmanagerTools,
): Promise<{ diagnoses: Diagnosis[]; count: number }> {
  const reference = await givenText(task.reference);
  const accepted = task.accept.flatMap(({ text }) => text ?? []);
  const given = task.config === undefined ? [] : [await givenText(task.config)];
  const alerts = madeAlerts([reference, ...accepted, ...given, answer]);
  const scenario = { name: 'alerts made from the matchers', alerts };
  const cache = knownMade.get(task) ?? new Map<string, Promise<Outcome[]>>();
  knownMade.set(task, cache);
  const key = JSON.stringify(alerts);
  const right =
    cache.get(key) ??
    (async () => {
      const outcomes: Outcome[] = [];
      for (const text of [reference, ...accepted]) {
        const prepared = await prepare(task, text, tools);
        if (!('refusal' in prepared)) outcomes.push(...(await run(prepared, [scenario], tools)));
      }
      return outcomes;
    })();
  cache.set(key, right);
  right.catch(() => cache.delete(key));
  const [first, ...others] = await right;
  const [outcome] = await run(own, [scenario], tools);
  const settled = new Set(
    [...alerts.keys()].filter((alert) =>
      others.every((other) => fateOf(alert, other) === fateOf(alert, first!)),
    ),
  );
  const compared = compareOutcomes(scenario.name, alerts, {
    reference: only(settled, first!),
    answer: only(settled, outcome!),
    equal: equalLabels(own.config),
  });
  return { diagnoses: compared, count: settled.size };
}

/** Who is notified of an alert, and who is not because it is muted. */
function fateOf(alert: number, { notified, muted }: Outcome): string {
  const heard = [...notified].flatMap(([receiver, groups]) =>
    groups.flat().includes(alert) ? [receiver] : [],
  );
  const not = [...muted].flatMap(([receiver, alerts]) => (alerts.has(alert) ? [receiver] : []));
  return JSON.stringify([heard.sort(), not.sort()]);
}

/** An outcome without the other alerts. */
function only(alerts: ReadonlySet<number>, { notified, muted }: Outcome): Outcome {
  return {
    notified: new Map(
      [...notified]
        .map(
          ([receiver, groups]) =>
            [receiver, groups.map((group) => group.filter((one) => alerts.has(one)))] as const,
        )
        .map(([receiver, groups]) => [receiver, groups.filter((group) => group.length > 0)] as const)
        .filter(([, groups]) => groups.length > 0),
    ),
    muted: new Map(
      [...muted].map(
        ([receiver, all]) => [receiver, new Map([...all].filter(([one]) => alerts.has(one)))] as const,
      ),
    ),
  };
}

function partOf(name: string, [first]: readonly Diagnosis[]): Part {
  const note = first?.message.replace(` (${name})`, '') ?? 'everyone got what they should';
  return { name, pass: first === undefined, note };
}

/** Each alert of the scenarios alone: it must reach somebody when nothing else fires. */
function singlesOf({ scenarios }: Task): Scenario[] {
  const seen = new Set(
    scenarios.filter(({ alerts }) => alerts.length === 1).map(({ alerts }) => JSON.stringify(alerts)),
  );
  const singles: Scenario[] = [];
  for (const labels of scenarios.flatMap(({ alerts }) => alerts)) {
    const key = JSON.stringify([labels]);
    if (seen.has(key) || singles.length === MOST_SINGLES) continue;
    seen.add(key);
    singles.push({ name: `${labels.alertname ?? 'an alert'} alone`, alerts: [labels] });
  }
  return singles;
}

interface Prepared {
  config: string;
  silences: Parameters<typeof deliver>[2];
}

/** The configuration and the silences that a text means, or why they can't be used. */
async function prepare(
  { ask, config }: Task,
  text: string,
  tools: AlertmanagerTools,
): Promise<Prepared | { refusal: string }> {
  if (ask === 'silences') {
    const read = readSilences(text);
    return 'refusal' in read ? read : { config: await givenText(config ?? ''), silences: read.silences };
  }
  if (parseDocument(text).errors.length === 0 && parseDocument(text).contents === null) {
    return { refusal: 'the file is empty' };
  }
  const refusal = await tools.refusal(text);
  return refusal === undefined ? { config: text, silences: [] } : { refusal };
}

/** A scenario costs a process of its own, unless its only alert is one that no other could inhibit. */
async function run(
  { config, silences }: Prepared,
  scenarios: readonly Scenario[],
  tools: AlertmanagerTools,
): Promise<Outcome[]> {
  const outcomes = new Map<Scenario, Outcome>();
  const independent = hasInhibitions(config) ? [] : scenarios.filter(({ alerts }) => alerts.length === 1);
  if (independent.length > 0) {
    const alerts = new Map(independent.map(({ alerts: [alert] }) => [keyOf(alert!), alert!]));
    const places = [...alerts.keys()];
    const together = await deliver(config, [...alerts.values()], silences, tools);
    for (const scenario of independent) {
      outcomes.set(scenario, alone(places.indexOf(keyOf(scenario.alerts[0]!)), together));
    }
  }
  const others = scenarios.filter((scenario) => !outcomes.has(scenario));
  for (let i = 0; i < others.length; i += AT_ONCE) {
    await Promise.all(
      others.slice(i, i + AT_ONCE).map(async (scenario) => {
        outcomes.set(scenario, await deliver(config, scenario.alerts, silences, tools));
      }),
    );
  }
  return scenarios.map((scenario) => outcomes.get(scenario)!);
}
const AT_ONCE = 3;

function referenceOutcomes(
  task: Task,
  scenarios: readonly Scenario[],
  tools: AlertmanagerTools,
): Promise<Outcome[]> {
  const ran =
    known.get(task) ??
    (async () => {
      const prepared = await prepare(task, await givenText(task.reference), tools);
      if ('refusal' in prepared) throw new Error(`The reference can’t be used: ${prepared.refusal}`);
      return run(prepared, scenarios, tools);
    })();
  known.set(task, ran);
  ran.catch(() => known.delete(task));
  return ran;
}

/** @throws Error where a file of the mission can't be read */
async function givenText(given: string): Promise<string> {
  const file = await readAnswerFile(given);
  if (isGrade(file)) throw new Error(`A file of the step can’t be read: ${file.diagnoses[0]?.message ?? ''}`);
  return file.text;
}

function hasInhibitions(config: string): boolean {
  return inhibitRules(config).length > 0;
}

function inhibitRules(config: string): unknown[] {
  const rules: unknown = parseDocument(config).get('inhibit_rules');
  return isSeq(rules) ? rules.items : [];
}

/** The labels that inhibitions list in `equal`. */
function equalLabels(config: string): string[] {
  return inhibitRules(config).flatMap((rule) => {
    const equal: unknown = isMap(rule) ? rule.get('equal') : undefined;
    return isSeq(equal) ? equal.items.map(String) : [];
  });
}

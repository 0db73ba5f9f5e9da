import { isMap, parseDocument, type YAMLMap } from 'yaml';
import { selectors } from '../../../promql/syntax/ast.js';
import { formatDuration, parseDuration } from '../../../util/duration.js';
import { listed } from '../../../util/text/words.js';
import { mapsIn } from '../../../util/yaml/maps.js';
import { keeping, type RuleDiagnosis, waiting } from './explain-rule.js';
import { metricsOf, type Rule } from './rule-file.js';

/**
 * What scenarios can't show, because they are evaluated every minute and have few series: a duration that is a few
 * seconds off, a limit that many series would exceed, alerts that nobody asked for.
 */
export function settingsProblems(
  text: string,
  rules: { reference: readonly Rule[]; answer: readonly Rule[] },
): RuleDiagnosis[] {
  return [
    ...groupProblems(text, rules.reference),
    ...repeated(rules.answer),
    ...durationProblems(rules),
    ...unaskedRules(rules),
  ];
}

/** Fields of a group that change what its rules do. */
function groupProblems(text: string, reference: readonly Rule[]): RuleDiagnosis[] {
  return groupsOf(text).flatMap((group): RuleDiagnosis[] => {
    const subject = String(group.get('name'));
    const limit = group.get('limit');
    const offset = group.get('query_offset');
    const said = (message: string, why: string, fix: string): RuleDiagnosis =>
      error('rules-group', subject, message, why, fix);
    const interval = parseDuration(String(group.get('interval') ?? '')) ?? 0;
    const shortest = Math.min(...reference.flatMap(spansOf));
    return [
      ...(limit === undefined || limit === null || Number(limit) === 0
        ? []
        : [
            said(
              `The group “${subject}” has \`limit: ${String(limit)}\`, which the step does not ask for.`,
              'If a rule returns more series or alerts than that, Prometheus throws away all of its results, and nothing is recorded or fires.',
              `Remove \`limit: ${String(limit)}\`.`,
            ),
          ]),
      ...(offset === undefined || offset === null || parseDuration(String(offset)) === 0
        ? []
        : [
            said(
              `The group “${subject}” has \`query_offset: ${String(offset)}\`, which the step does not ask for.`,
              `Its rules then look at the data of ${String(offset)} ago, so everything is that much late.`,
              `Remove \`query_offset: ${String(offset)}\`.`,
            ),
          ]),
      ...(interval >= shortest
        ? [
            said(
              `The group “${subject}” is evaluated only every ${formatDuration(interval)}.`,
              `What lasts ${formatDuration(shortest)} can begin and end between two evaluations, and an alert with \`for\` waits for whole intervals.`,
              `Remove \`interval\`, or write a shorter one, such as \`interval: 1m\`.`,
            ),
          ]
        : []),
    ];
  });
}

/** Seconds: the windows and durations of a rule that must hold several evaluations. */
function spansOf({ expr, forSeconds, keepSeconds }: Rule): number[] {
  return [forSeconds, keepSeconds, ...selectors(expr).flatMap(({ range }) => range ?? [])].filter(
    (span) => span > 0,
  );
}

/** Two alerts or two records of one name: Prometheus can't tell their series apart. */
function repeated(rules: readonly Rule[]): RuleDiagnosis[] {
  const twice = rules.filter((rule, i) =>
    rules.some(
      (other, j) =>
        j < i && other.name === rule.name && JSON.stringify(other.labels) === JSON.stringify(rule.labels),
    ),
  );
  return twice.map(({ name, kind }) =>
    error(
      'rule-repeated',
      name,
      `There are two rules \`${kind}: ${name}\`.`,
      'Both write the same series: if both have a result, Prometheus rejects one of them.',
      'Keep the one that does what the step asks for, and remove the other.',
    ),
  );
}

/** A duration that differs from the one that is asked for, however little. */
function durationProblems(rules: { reference: readonly Rule[]; answer: readonly Rule[] }): RuleDiagnosis[] {
  return rules.reference.flatMap((reference): RuleDiagnosis[] => {
    const answer = rules.answer.find(({ kind, name }) => kind === reference.kind && name === reference.name);
    if (!answer) return [];
    // Without one, the expression may wait by itself: that is for the scenarios to tell.
    const found =
      (answer.forSeconds > 0 ? waiting(reference, answer) : undefined) ??
      (answer.keepSeconds > 0 ? keeping(reference, answer) : undefined);
    return found
      ? [error('alert-duration', reference.name, `${reference.name}: ${found.why}`, EXACT, found.fix)]
      : [];
  });
}
const EXACT = 'It decides who is woken and when: the step names the time exactly.';

/**
 * Alerts that the step doesn't ask for. Those on other metrics may belong to another step, and a recording rule wakes
 * nobody.
 */
function unaskedRules({
  reference,
  answer,
}: {
  reference: readonly Rule[];
  answer: readonly Rule[];
}): RuleDiagnosis[] {
  const asked = new Set(reference.map(({ name }) => name));
  const metrics = new Set(reference.flatMap(({ expr }) => metricsOf(expr)));
  const others = answer.filter(({ kind, name, expr, sources }) => {
    const own = metricsOf(expr);
    return (
      kind === 'alert' &&
      !asked.has(name) &&
      (own.length === 0 ||
        own.some((metric) => metrics.has(metric)) ||
        sources.some((source) => asked.has(source)))
    );
  });
  return others.map(({ name, expr }) =>
    error(
      'rule-unasked',
      name,
      `The step does not ask for the alert \`${name}\`.`,
      metricsOf(expr).length === 0
        ? 'Its expression reads no metric, so it fires always or never.'
        : 'An alert that nobody asked for pages people who don’t know what to do about it.',
      `Remove \`${name}\` from this file: the step asks for ${listed([...asked], { limit: 6 })}.`,
    ),
  );
}

function groupsOf(text: string): YAMLMap[] {
  const document = parseDocument(text);
  const groups: unknown = isMap(document.contents) ? document.get('groups') : undefined;
  return mapsIn(groups);
}

function error(rule: string, subject: string, message: string, why: string, fix: string): RuleDiagnosis {
  return { rule, severity: 'error', subject, message, why, fix };
}

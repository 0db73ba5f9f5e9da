import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { counted, listed } from '../../../../util/text/words.js';
import type { AlertLabels, Outcome } from './deliveries.js';

/**
 * What an answer does otherwise than the reference in one scenario, in words, the most serious first.
 * @param scenario what happens, as a noun phrase
 * @param equal the labels that the answer’s inhibitions list in `equal`
 */
export function compareOutcomes(
  scenario: string,
  alerts: readonly AlertLabels[],
  { reference, answer, equal = [] }: { reference: Outcome; answer: Outcome; equal?: readonly string[] },
): Diagnosis[] {
  const receivers = [...new Set([...reference.notified.keys(), ...answer.notified.keys()])].sort();
  const missing: [alert: number, receiver: string][] = [];
  const extra: [alert: number, receiver: string][] = [];
  for (const receiver of receivers) {
    const wanted = alertsOf(reference, receiver);
    const got = alertsOf(answer, receiver);
    missing.push(
      ...[...wanted].filter((alert) => !got.has(alert)).map((alert) => [alert, receiver] as [number, string]),
    );
    extra.push(
      ...[...got].filter((alert) => !wanted.has(alert)).map((alert) => [alert, receiver] as [number, string]),
    );
  }
  const name = (alert: number): string => alertText(alerts[alert]!, alerts);
  const found = (rule: string, message: string, why: string, fix: string): Diagnosis => ({
    ...{ rule, severity: 'error', why, fix },
    message: `${message} (${scenario})`,
  });
  const moved = new Set<string>();
  const diagnoses: Diagnosis[] = [];
  for (const [alert, receiver] of missing) {
    const by = answer.muted.get(receiver)?.get(alert);
    if (by !== undefined) {
      const rule = by === 'silenced' ? 'silenced-too' : 'inhibited-too';
      diagnoses.push(
        found(
          rule,
          `${name(alert)} was ${by}, so ${receiver} heard nothing of it.`,
          'Nobody learns of a problem that is muted by mistake.',
          by === 'silenced'
            ? 'Match fewer alerts: a silence with more matchers matches fewer.'
            : 'source_matchers select the alert that mutes, target_matchers those that it mutes, and `equal` lists what both must share: check each.',
        ),
      );
      continue;
    }
    const instead = extra.filter(([other, to]) => other === alert && !moved.has(`${other} ${to}`));
    const [to] = instead;
    if (to) {
      moved.add(`${alert} ${to[1]}`);
      diagnoses.push(
        found(
          'wrong-receiver',
          `${name(alert)} went to ${to[1]} instead of ${receiver}.`,
          'An alert takes the first route that matches, from top to bottom and then inside it; without one, the parent’s receiver.',
          'Compare the alert’s labels with the matchers of your routes, in order.',
        ),
      );
    } else {
      const elsewhere = [...answer.notified.keys()].filter((other) => alertsOf(answer, other).has(alert));
      diagnoses.push(
        elsewhere.length === 0
          ? found(
              'not-notified',
              `${name(alert)} did not reach ${receiver}.`,
              'It reached nobody: no route that matches it has a receiver, or something mutes it.',
              'Follow the alert through your routes, from top to bottom, and then inside the one that matches.',
            )
          : found(
              'not-notified',
              `${name(alert)} reached ${listed(elsewhere)}, but not ${receiver}.`,
              'A route that matches ends the search, unless it has `continue: true`: then the routes after it are tried too. The parent’s receiver gets only what no route below it matched.',
              `The route to ${elsewhere[0]} must continue, and a later route must take the alert to ${receiver}.`,
            ),
      );
    }
  }
  for (const [alert, receiver] of extra) {
    if (moved.has(`${alert} ${receiver}`)) continue;
    const by = reference.muted.get(receiver)?.get(alert);
    diagnoses.push(
      by === undefined
        ? found(
            'notified-too',
            `${name(alert)} also went to ${receiver}.`,
            'People who get notifications that are not theirs stop reading them.',
            'Narrow that route’s matchers, or let no route before it continue.',
          )
        : found(
            by === 'silenced' ? 'not-silenced' : 'not-inhibited',
            `${name(alert)} should be ${by}, but ${receiver} was notified of it.`,
            by === 'silenced'
              ? 'A silence holds for the alerts that all of its matchers match.'
              : 'An inhibition needs a source that fires, a target that matches, and equal values of every label in `equal`.',
            by === 'silenced'
              ? 'Compare its labels with your matchers: all matchers of one silence must match. What is silenced for different reasons needs a silence each.'
              : (unshared(alert) ??
                  'Check each: is there an alert that matches all of source_matchers, does this one match all of target_matchers, and is every label in `equal` the same on both?'),
          ),
    );
  }
  return diagnoses.length > 0 ? diagnoses : receivers.flatMap((receiver) => groupsDiffer(receiver));

  /** A label in `equal` that no other alert of the scenario shares with this one. */
  function unshared(alert: number): string | undefined {
    const labels = alerts[alert]!;
    const label = equal.find(
      (each) => !alerts.some((other, i) => i !== alert && (other[each] ?? '') === (labels[each] ?? '')),
    );
    return label === undefined
      ? undefined
      : `\`equal\` lists ${label}, and no other alert here has the same ${label} as ${name(alert)}: list only what the two share.`;
  }

  function differing(group: readonly number[]): string[] {
    const labels = [...new Set(group.flatMap((alert) => Object.keys(alerts[alert]!)))];
    return labels.filter((label) => new Set(group.map((alert) => alerts[alert]![label] ?? '')).size > 1);
  }

  /** Who is notified is right: are the alerts put together in the same way? */
  function groupsDiffer(receiver: string): Diagnosis[] {
    const wanted = reference.notified.get(receiver) ?? [];
    const got = answer.notified.get(receiver) ?? [];
    const same = (a: readonly (readonly number[])[], b: typeof a): boolean =>
      a.every((group) => b.some((other) => other.join() === group.join()));
    if (wanted.length === got.length && same(wanted, got)) return [];
    const apart = got.length >= wanted.length;
    const group = (apart ? wanted : got).reduce((a, b) => (b.length > a.length ? b : a), []);
    return [
      found(
        apart ? 'grouped-apart' : 'grouped-together',
        `${receiver} got ${counted(got.length, 'notification')} instead of ${wanted.length}: ${listed(group.map(name))} ${apart ? 'should be one' : 'should not be one'}.`,
        'Alerts with the same values of all labels in `group_by` are one notification.',
        `These alerts differ in ${listed(differing(group))}: ${apart ? 'they are one notification only if `group_by` lists none of that' : '`group_by` must list what should keep them apart'}.`,
      ),
    ];
  }
}

function alertsOf({ notified }: Outcome, receiver: string): Set<number> {
  return new Set((notified.get(receiver) ?? []).flat());
}

/** `TargetDown for service api`; with the other labels too, if several alerts have that name. */
export function alertText(labels: AlertLabels, all: readonly AlertLabels[]): string {
  const { alertname = 'An alert', service } = labels;
  const twins = all.filter((other) => other.alertname === labels.alertname);
  const telling = Object.entries(labels).filter(
    ([label, value]) =>
      label !== 'alertname' && label !== 'service' && twins.some((other) => other[label] !== value),
  );
  const more = telling.map(([label, value]) => `${label}="${value}"`);
  return `${alertname}${service === undefined ? '' : ` for service ${service}`}${more.length > 0 ? ` with ${more.join(', ')}` : ''}`;
}

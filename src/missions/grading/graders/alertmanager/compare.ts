import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { counted, listed } from '../../../../util/text/words.js';
import type { AlertLabels, Outcome } from './deliveries.js';

/**
 * What an answer does otherwise than the reference in one scenario, in words, the most serious first.
 * @param scenario what happens, as a noun phrase
 */
export function compareOutcomes(
  scenario: string,
  alerts: readonly AlertLabels[],
  { reference, answer }: { reference: Outcome; answer: Outcome },
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
          by === 'silenced' ? 'Match fewer alerts.' : 'Narrow the targets, or what must be equal.',
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
      diagnoses.push(
        found(
          'not-notified',
          `${name(alert)} did not reach ${receiver}.`,
          'After the first route that matches, no later one is tried, unless it has `continue: true`.',
          'Look for the route that takes the alert first.',
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
            'Whoever is notified of what is not theirs stops reading.',
            'Narrow that route’s matchers, or let no route before it continue.',
          )
        : found(
            by === 'silenced' ? 'not-silenced' : 'not-inhibited',
            `${name(alert)} should be ${by}, but ${receiver} was notified of it.`,
            by === 'silenced'
              ? 'A silence holds for the alerts that all of its matchers match.'
              : 'An inhibition needs a source that fires, a target that matches, and equal values of every label in `equal`.',
            by === 'silenced' ? 'Compare its labels with your matchers.' : 'Check those three.',
          ),
    );
  }
  return diagnoses.length > 0 ? diagnoses : receivers.flatMap((receiver) => groupsDiffer(receiver));

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
        'Which labels do the alerts have in common that should arrive together?',
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

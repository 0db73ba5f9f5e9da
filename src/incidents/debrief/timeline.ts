import { ACTIONS } from '../../../lab/faults/actions.js';
import { knownFault } from '../plan/faults.js';
import type { IncidentPlan } from '../plan/plan.js';
import type { OpenIncident } from '../session/incident-file.js';
import type { IncidentTimes } from './report.js';

/** What happened when. @param end Unix seconds */
export function timelineOf(
  plan: IncidentPlan,
  incident: OpenIncident,
  end: number,
): { at: number; what: string }[] {
  const { hidden, page, actions, recovery, answeredAt, startedAt } = incident;
  const entries = [
    { at: startedAt, what: 'You are on call. The service is healthy.' },
    ...(hidden.releasedAt === undefined
      ? []
      : [
          {
            at: hidden.releasedAt,
            what: 'A harmless release is deployed: the API restarts, and only its version changes.',
          },
        ]),
    ...(hidden.beganAt === undefined
      ? []
      : plan.faults.map(({ id }) => ({ at: hidden.beganAt!, what: knownFault(id).what }))),
    ...(page
      ? [{ at: page.at, what: page.from === 'alert' ? 'An alert pages you.' : 'Somebody calls you.' }]
      : []),
    ...(['began', 'origin', 'cause', 'evidence', 'blast'] as const).flatMap((field) =>
      answeredAt[field] === undefined ? [] : [{ at: answeredAt[field], what: `You report: ${field}.` }],
    ),
    ...actions.map(({ action, at }) => ({ at, what: `You act: ${ACTIONS[action].title}.` })),
    ...(recovery?.since === undefined
      ? []
      : [{ at: recovery.since, what: 'From here on the service is healthy, and stays so.' }]),
    { at: end, what: 'You close the incident.' },
  ];
  return entries.sort((a, b) => a.at - b.at);
}

/** @param located whether origin and cause are right */
export function timesOf(plan: IncidentPlan, incident: OpenIncident, located: boolean): IncidentTimes {
  const { hidden, page, recovery, answeredAt } = incident;
  const beganAt = plan.faults.length === 0 ? undefined : hidden.beganAt;
  const locatedAt = Math.max(answeredAt.origin ?? 0, answeredAt.cause ?? 0);
  return {
    detect: beganAt !== undefined && page ? round(page.at - beganAt) : null,
    locate: located && page ? round(locatedAt - page.at) : null,
    mitigate: beganAt !== undefined && recovery?.since !== undefined ? round(recovery.since - beganAt) : null,
  };
}

function round(seconds: number): number {
  return Math.max(0, Math.round(seconds));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { isMap, isSeq, parseDocument } from 'yaml';
import { z } from 'zod';
import { askServer } from '../../../../alerts/http.js';
import type { Matcher } from '../../../../alerts/matchers.js';
import type { AlertmanagerTools } from '../../../../stack/tools/private-alertmanager.js';

export type AlertLabels = Readonly<Record<string, string>>;

/** What became of the alerts of a scenario. Alerts are numbers: their places in it. */
export interface Outcome {
  /** Receiver → its notifications, each a list of alerts. */
  notified: ReadonlyMap<string, readonly (readonly number[])[]>;
  /** Receiver → alerts that would go to it, but are silenced or inhibited, by which. */
  muted: ReadonlyMap<string, ReadonlyMap<number, 'silenced' | 'inhibited'>>;
}

const GROUPS = z.array(
  z.object({
    receiver: z.object({ name: z.string() }),
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        status: z.object({
          inhibitedBy: z.array(z.string()).nullish(),
          silencedBy: z.array(z.string()).nullish(),
        }),
      }),
    ),
  }),
);
type Groups = z.output<typeof GROUPS>;

const SETTLE_MS = 120;
const MOST_READS = 60;
const HOUR_MS = 3_600_000;

/**
 * Sends alerts to a new Alertmanager, and reads which groups they form for which receivers. Alertmanager computes them
 * at once; only when they are sent depends on the group's times, so nothing has to be waited for.
 * @param config a configuration that Alertmanager can use; its receivers are replaced, so that nothing leaves
 * @throws Error, BinaryNotFoundError or EnvironmentError: no fault of the answer
 */
export async function deliver(
  config: string,
  alerts: readonly AlertLabels[],
  silences: readonly (readonly Matcher[])[],
  tools: AlertmanagerTools,
): Promise<Outcome> {
  const alertmanager = await tools.start(harmless(config));
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const url = `${alertmanager.url}/api/v2${path}`;
    const options = body === undefined ? {} : { method: 'POST', body };
    const answer = await askServer(
      url,
      (reason) => new Error(`Alertmanager did not answer: ${reason}`),
      options,
    );
    if (answer.status === 200) return answer.body;
    throw new Error(`Alertmanager answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  try {
    const now = Date.now();
    for (const matchers of silences) {
      const times = { startsAt: new Date(now).toISOString(), endsAt: new Date(now + HOUR_MS).toISOString() };
      await ask('/silences', { matchers, ...times, createdBy: 'obs-lab', comment: 'an answer' });
    }
    const endsAt = new Date(now + HOUR_MS).toISOString();
    await ask(
      '/alerts',
      alerts.map((labels) => ({ labels, endsAt })),
    );
    let last = '';
    for (let i = 0; i < MOST_READS; i++) {
      await sleep(SETTLE_MS);
      const groups = GROUPS.parse(await ask('/alerts/groups'));
      const shown = JSON.stringify(groups);
      const arrived = new Set(groups.flatMap((group) => group.alerts.map(({ labels }) => keyOf(labels))));
      if (arrived.size === new Set(alerts.map(keyOf)).size && shown === last) {
        return toOutcome(groups, alerts);
      }
      last = shown;
    }
    throw new Error('Alertmanager did not process the alerts.');
  } finally {
    await alertmanager.stop();
  }
}

/** The same configuration with receivers that send nothing: an answer may name real addresses. */
function harmless(config: string): string {
  const document = parseDocument(config);
  const receivers: unknown = document.get('receivers');
  const names = isSeq(receivers)
    ? receivers.items.flatMap((item) => (isMap(item) ? [String(item.get('name'))] : []))
    : [];
  document.set(
    'receivers',
    names.map((name) => ({ name })),
  );
  document.delete('templates');
  return String(document);
}

function toOutcome(groups: Groups, alerts: readonly AlertLabels[]): Outcome {
  const places = new Map(alerts.map((labels, i) => [keyOf(labels), i]));
  const notified = new Map<string, number[][]>();
  const muted = new Map<string, Map<number, 'silenced' | 'inhibited'>>();
  for (const { receiver, alerts: members } of groups) {
    const sent: number[] = [];
    for (const { labels, status } of members) {
      const place = places.get(keyOf(labels))!;
      const by = status.silencedBy?.length
        ? 'silenced'
        : status.inhibitedBy?.length
          ? 'inhibited'
          : undefined;
      if (by === undefined) sent.push(place);
      else muted.set(receiver.name, (muted.get(receiver.name) ?? new Map()).set(place, by));
    }
    if (sent.length > 0) {
      notified.set(receiver.name, [...(notified.get(receiver.name) ?? []), sent.sort((a, b) => a - b)]);
    }
  }
  return { notified, muted };
}

/** What becomes of one alert of several, as if it were the only one: right if none of them inhibits another. */
export function alone(alert: number, { notified, muted }: Outcome): Outcome {
  return {
    notified: new Map(
      [...notified].flatMap(([receiver, groups]) => {
        const own = groups.filter((group) => group.includes(alert)).map(() => [0]);
        return own.length > 0 ? [[receiver, own] as const] : [];
      }),
    ),
    muted: new Map(
      [...muted].flatMap(([receiver, alerts]) => {
        const why = alerts.get(alert);
        return why === undefined ? [] : [[receiver, new Map([[0, why]])] as const];
      }),
    ),
  };
}

/** The same for the same labels in any order. */
export function keyOf(labels: AlertLabels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

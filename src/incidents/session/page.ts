import { fetchWithin } from '../../util/fetch-within.js';
import type { Lab, Page } from './incident-file.js';

/** Pages from the lab's alerting: from the webhook that Alertmanager calls, or from Prometheus if there is none. */

const TIMEOUT_MS = 2_000;

interface Alert {
  name: string;
  labels: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
  status?: string;
}

/** True if the lab has alerting rules: without them no alert can page. */
export async function hasAlerts({ prometheusUrl }: Pick<Lab, 'prometheusUrl'>): Promise<boolean> {
  const rules = await get<{ data?: { groups?: readonly unknown[] } }>(
    `${prometheusUrl}/api/v1/rules?type=alert`,
  );
  return (rules?.data?.groups?.length ?? 0) > 0;
}

/**
 * The first page that arrived after a time; undefined if none did.
 * @param after Unix seconds
 */
export async function alertPage(
  lab: Pick<Lab, 'prometheusUrl' | 'trafficUrl' | 'state'>,
  after: number,
): Promise<Page | undefined> {
  const received = await get<{ pages?: readonly { receivedAt: string; alerts: readonly Alert[] }[] }>(
    `${lab.trafficUrl}/pages`,
  );
  // Without the webhook's list, or without Alertmanager, nothing is delivered: look at what fires.
  if (received?.pages === undefined || !('alertmanager' in lab.state.services)) return firing(lab, after);
  for (const { receivedAt, alerts } of received.pages) {
    const at = Date.parse(receivedAt) / 1000;
    const now = alerts.filter(({ status }) => status !== 'resolved');
    if (at > after && now.length > 0) return pageOf(at, now);
  }
  return undefined;
}

async function firing(
  { prometheusUrl }: Pick<Lab, 'prometheusUrl'>,
  after: number,
): Promise<Page | undefined> {
  const answer = await get<{
    data?: { alerts?: readonly (Omit<Alert, 'name'> & { state: string; activeAt: string })[] };
  }>(`${prometheusUrl}/api/v1/alerts`);
  const alerts = (answer?.data?.alerts ?? []).filter(
    ({ state, activeAt }) => state === 'firing' && Date.parse(activeAt) / 1000 > after,
  );
  if (alerts.length === 0) return undefined;
  return pageOf(
    Date.now() / 1000,
    alerts.map((alert) => ({ ...alert, name: alert.labels.alertname ?? 'alert' })),
  );
}

function pageOf(at: number, alerts: readonly Alert[]): Page {
  const shown = alerts.map(({ name, labels, annotations = {} }) => {
    const { alertname: _, ...rest } = labels;
    return { name, labels: rest, summary: annotations.summary ?? annotations.description ?? '' };
  });
  const text = shown.map(({ name, summary }) => (summary === '' ? name : `${name}: ${summary}`)).join('\n');
  return { at, from: 'alert', text, alerts: shown };
}

export interface FiringAlert {
  name: string;
  state: string;
  /** RFC 3339. */
  since: string;
  labels: Readonly<Record<string, string>>;
}

/** What is pending or firing now; nothing if the lab has no rules. */
export async function currentAlerts({ prometheusUrl }: Pick<Lab, 'prometheusUrl'>): Promise<FiringAlert[]> {
  const answer = await get<{
    data?: { alerts?: readonly { labels: Record<string, string>; state: string; activeAt: string }[] };
  }>(`${prometheusUrl}/api/v1/alerts`);
  return (answer?.data?.alerts ?? []).map(({ labels: { alertname = '', ...labels }, state, activeAt }) => ({
    name: alertname,
    state,
    since: activeAt,
    labels,
  }));
}

/** A page from a person. @param at Unix seconds */
export function reportPage(at: number, text: string): Page {
  return { at, from: 'report', text, alerts: [] };
}

/** Undefined if nobody answers, or with an error: an older lab has no such path. */
async function get<T>(url: string): Promise<T | undefined> {
  try {
    const response = await fetchWithin(TIMEOUT_MS, url);
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}

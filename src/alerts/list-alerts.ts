import type { Page } from '../../lab/traffic/pages.js';
import { LabError } from '../errors.js';
import type { RunningStack } from '../stack/access.js';
import type { KnownAlert, Silence } from './alertmanager.js';
import { labAlertmanager } from './lab-alertmanager.js';
import { receivedPages } from './pages.js';
import { type ActiveAlert, alertingRules } from './rules.js';

/** An alert that is pending or firing, with what became of it. Times are RFC 3339. */
export interface ListedAlert {
  name: string;
  state: 'pending' | 'firing';
  /** Whether Alertmanager holds its notifications back, and why. */
  suppressed: 'silenced' | 'inhibited' | null;
  /** The silences that match it. */
  silencedBy: { id: string; endsAt: string; comment: string }[];
  /** Names of the alerts that inhibit it. */
  inhibitedBy: string[];
  severity: string | null;
  service: string | null;
  labels: Readonly<Record<string, string>>;
  /** Since when its expression has been true. */
  since: string;
  /** For how long it must be true before it fires, in seconds. */
  forSeconds: number;
  value: number;
  summary: string | null;
  description: string | null;
  /** The name of its page: `obs-lab docs NAME`. */
  runbook: string | null;
  /** When it was last part of a page that arrived, since it became active. */
  pagedAt: string | null;
}

/** What `obs-lab alerts --json` prints: stable; fields may be added. */
export interface AlertList {
  alerts: ListedAlert[];
  /** In effect or to come, the first to end first. */
  silences: Silence[];
  /** The notifications that arrived, oldest first. */
  pages: readonly Page[];
  rules: { total: number; failing: { name: string; error: string }[] };
  /** Without an Alertmanager nobody is paged: `reason` says why. */
  alertmanager: { available: boolean; url: string | null; reason: string | null };
}

/**
 * The alerts of the running lab: what Prometheus found, what Alertmanager makes of it, and what arrived. If there is
 * no Alertmanager, or it does not answer, the list says so.
 * @throws PrometheusUnreachableError
 */
export async function listAlerts(
  lab: Pick<RunningStack, 'prometheusUrl' | 'trafficUrl' | 'state'>,
): Promise<AlertList> {
  const [rules, { known, silences, alertmanager }, pages] = await Promise.all([
    alertingRules(lab.prometheusUrl),
    askAlertmanager(lab),
    // Its process may be what is broken.
    receivedPages(lab.trafficUrl).catch((): readonly Page[] => []),
  ]);
  const found = { known: known.map(keyed), silences, pages };
  return {
    alerts: rules
      .flatMap(({ alerts }) => alerts)
      .map((alert) => describe(alert, found))
      .sort(mostUrgentFirst),
    silences,
    pages,
    rules: {
      total: rules.length,
      failing: rules.flatMap(({ name, error }) => (error === '' ? [] : [{ name, error }])),
    },
    alertmanager,
  };
}

async function askAlertmanager({
  state,
}: Pick<RunningStack, 'state'>): Promise<
  { known: KnownAlert[] } & Pick<AlertList, 'silences' | 'alertmanager'>
> {
  const found = labAlertmanager(state);
  const none = (reason: string, url: string | null) => ({
    known: [],
    silences: [],
    alertmanager: { available: false, url, reason },
  });
  if (!('url' in found)) return none(found.reason, null);
  try {
    const [known, silences] = await Promise.all([found.alerts(), found.silences()]);
    return { known, silences, alertmanager: { available: true, url: found.url, reason: null } };
  } catch (error) {
    if (error instanceof LabError) return none(error.message, found.url);
    throw error;
  }
}

interface Found extends Pick<AlertList, 'silences' | 'pages'> {
  known: (KnownAlert & { key: string })[];
}

function describe(alert: ActiveAlert, { known, silences, pages }: Found): ListedAlert {
  const { name, state, labels, annotations, activeAt, value, forSeconds } = alert;
  const key = keyOf(labels);
  const sent = state === 'firing' ? known.find((each) => each.key === key) : undefined;
  const silencedBy = silences
    .filter(({ id }) => sent?.silencedBy.includes(id))
    .map(({ id, endsAt, comment }) => ({ id, endsAt, comment }));
  const inhibitors = known.filter(({ fingerprint }) => sent?.inhibitedBy.includes(fingerprint));
  const inhibitedBy = [...new Set(inhibitors.map((each) => each.labels.alertname ?? ''))].sort();
  return {
    name,
    state,
    suppressed: silencedBy.length > 0 ? 'silenced' : inhibitedBy.length > 0 ? 'inhibited' : null,
    silencedBy,
    inhibitedBy,
    severity: labels.severity ?? null,
    service: labels.service ?? null,
    labels,
    since: activeAt,
    forSeconds,
    value,
    summary: annotations.summary ?? null,
    description: annotations.description ?? null,
    runbook: annotations.runbook?.replace(/^docs\//, '').replace(/\.md$/, '') ?? null,
    pagedAt: lastPage(pages, key, activeAt),
  };
}

/** An alert that resolved and fires again has been paged before, but not for this. */
function lastPage(pages: readonly Page[], key: string, activeAt: string): string | null {
  const page = pages.findLast(
    ({ receivedAt, alerts }) =>
      Date.parse(receivedAt) >= Date.parse(activeAt) &&
      alerts.some(({ labels, status }) => status === 'firing' && keyOf(labels) === key),
  );
  return page?.receivedAt ?? null;
}

function keyed(alert: KnownAlert): KnownAlert & { key: string } {
  return { ...alert, key: keyOf(alert.labels) };
}

/** The same for the same labels, in whatever order. */
function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What rings first: firing before suppressed before pending, pages before tickets, the latest first. */
function mostUrgentFirst(a: ListedAlert, b: ListedAlert): number {
  const rank = ({ state, suppressed, severity }: ListedAlert): number =>
    (state === 'pending' ? 4 : suppressed ? 2 : 0) + (severity === 'page' ? 0 : 1);
  return rank(a) - rank(b) || Date.parse(b.since) - Date.parse(a.since) || (a.name < b.name ? -1 : 1);
}

import { userInfo } from 'node:os';
import { UsageError } from '../errors.js';
import type { RunningStack } from '../stack/access.js';
import { formatDuration, parseDuration } from '../util/duration.js';
import type { Silence } from './alertmanager.js';
import { requireAlertmanager } from './lab-alertmanager.js';
import { parseMatchers } from './matchers.js';
import { alertingRules } from './rules.js';

/** Longer is not a silence but a rule that nobody wants. */
const MAX_SECONDS = 30 * 86_400;
const DEFAULT_COMMENT = 'silenced with obs-lab';

export interface SilenceRequest {
  /** Names of alerts, and matchers. */
  matchers: readonly string[];
  /** A duration such as 10m. */
  for: string;
  comment?: string | undefined;
}

/** What `obs-lab alerts silence --json` prints. */
export interface SilencedAlerts extends Silence {
  /** The alerts that fire now and that it matches. */
  firing: string[];
}

/**
 * Silences alerts of the running lab for a time.
 * @throws UsageError ALERT_UNKNOWN, MATCHER_INVALID, DURATION_INVALID, SILENCE_REFUSED ·
 *   EnvironmentError ALERTMANAGER_MISSING · NotRunningError ALERTMANAGER_UNREACHABLE
 */
export async function silenceAlerts(
  { state, prometheusUrl }: Pick<RunningStack, 'state' | 'prometheusUrl'>,
  request: SilenceRequest,
): Promise<SilencedAlerts> {
  const seconds = silenceSeconds(request.for);
  const alertmanager = requireAlertmanager(state);
  const rules = await alertingRules(prometheusUrl);
  const matchers = parseMatchers(
    request.matchers,
    rules.map(({ name }) => name),
  );
  const now = Date.now();
  const silence = {
    matchers,
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + seconds * 1000).toISOString(),
    createdBy: userName(),
    comment: request.comment ?? DEFAULT_COMMENT,
  };
  const id = await alertmanager.silence(silence);
  const silenced = (await alertmanager.alerts()).filter(({ silencedBy }) => silencedBy.includes(id));
  const firing = [...new Set(silenced.map(({ labels }) => labels.alertname ?? ''))].sort();
  return { id, ...silence, firing };
}

/** What `obs-lab alerts expire --json` prints. */
export interface ExpiredSilences {
  /** Ids. */
  expired: string[];
}

/**
 * Ends one silence of the running lab by its id, or the start of it; or all of them.
 * @throws UsageError SILENCE_UNKNOWN · EnvironmentError ALERTMANAGER_MISSING ·
 *   NotRunningError ALERTMANAGER_UNREACHABLE
 */
export async function expireSilence(
  { state }: Pick<RunningStack, 'state'>,
  typed: string | 'all',
): Promise<ExpiredSilences> {
  const alertmanager = requireAlertmanager(state);
  const ids = (await alertmanager.silences()).map(({ id }) => id);
  const wanted = typed === 'all' ? ids : [requireSilence(typed, ids)];
  const expired = await Promise.all(wanted.map(async (id) => ((await alertmanager.expire(id)) ? [id] : [])));
  return { expired: expired.flat() };
}

function requireSilence(typed: string, ids: readonly string[]): string {
  const found = ids.filter((id) => id.startsWith(typed.toLowerCase()));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UsageError(
    found.length > 1 ? `Several silences start with ${typed}.` : `No silence has the id ${typed}.`,
    {
      code: 'SILENCE_UNKNOWN',
      hints:
        ids.length === 0
          ? ['There is no silence now. List alerts: obs-lab alerts']
          : ['List alerts and silences: obs-lab alerts', 'End all of them: obs-lab alerts expire --all'],
    },
  );
}

function silenceSeconds(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(`“${text}” is not a valid duration.`, {
    code: 'DURATION_INVALID',
    hints: [`Write it like 30s, 10m or 2h, from 1s to ${formatDuration(MAX_SECONDS)}.`],
  });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'obs-lab'; // a user without a name, as in some containers
  }
}

import type { PrometheusClient } from '../../prometheus/types.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import { evaluate } from '../../query/evaluate.js';
import type { Instants } from '../../query/instants.js';
import type { ServiceLevel } from '../grading/recovery.js';
import { truthsOf } from '../grading/truth.js';
import type { History, IncidentFacts } from '../grading/types.js';

/** What Prometheus knows about the service of the lab's users, now and over an incident. */

/** A request is slow if it takes longer than this, in seconds: an edge of the latency buckets. */
export const SLOW_SECONDS = 0.25;
const FAILED = 'status=~"5..|timeout|error|499"';
/** The scrape of the current second may not be stored yet. */
const SETTLED_AGO = 1;
/** If this share of the usual requests never arrived, the missing ones are the effect. */
const MISSING_SHARE = 0.4;

type Asks = Pick<PrometheusClient, 'query' | 'queryRange'>;

export function openHistory(prometheus: PrometheusClient): History {
  return {
    async truths(text, instants) {
      const { expr } = parsePromql(text);
      return truthsOf(expr, await evaluate(text, expr, instants, prometheus));
    },
  };
}

/** Whether a query of ours is true now. */
export async function isTrueNow(history: History, expr: string): Promise<boolean> {
  const end = Math.floor(Date.now() - SETTLED_AGO * 1000) / 1000;
  const instants: Instants = { start: end - 1, end, step: 1, count: 2 };
  return (await history.truths(expr, instants))[1] === true;
}

/** The service as the steady traffic sees it, over the last seconds. */
export async function serviceLevel(prometheus: Asks, seconds = 10): Promise<ServiceLevel> {
  const { sent, failed, slow } = await clientCounts(
    prometheus,
    'rate',
    seconds,
    Date.now() / 1000 - SETTLED_AGO,
  );
  return { rate: sent, badShare: sent === 0 ? 1 : Math.min(1, (failed + slow) / sent) };
}

/** The share of the requests that an incident affected, counted at the API and at its clients. */
export async function affectedShare(
  prometheus: Asks,
  { from, to, baselineRate }: { from: number; to: number; baselineRate: number },
): Promise<IncidentFacts['affected']> {
  const seconds = Math.max(5, Math.round(to - from));
  const [server, client] = await Promise.all([
    serverShare(prometheus, seconds, to),
    clientCounts(prometheus, 'increase', seconds, to),
  ]);
  return affectedFrom({ server, client, expected: baselineRate * seconds });
}

/** @param expected how many requests the clients would have sent */
export function affectedFrom({
  server,
  client: { sent, failed, slow },
  expected,
}: {
  server: number | undefined;
  client: ClientCounts;
  expected: number;
}): IncidentFacts['affected'] {
  const missing = Math.max(0, expected - sent);
  if (missing > MISSING_SHARE * expected) {
    // A failed request can be slow too: the least is the larger of both, the most is their sum.
    const least = (missing + Math.max(failed, slow)) / expected;
    const atClients = sent < 1 ? least : Math.max(failed, slow) / sent;
    return ordered([least, Math.min(1, (missing + failed + slow) / expected), atClients]);
  }
  const shares = [Math.max(failed, slow) / sent, Math.min(1, (failed + slow) / sent)];
  return ordered(server === undefined ? shares : [...shares, server]);
}

interface ClientCounts {
  sent: number;
  failed: number;
  slow: number;
}

async function clientCounts(
  prometheus: Asks,
  growth: 'rate' | 'increase',
  seconds: number,
  time: number,
): Promise<ClientCounts> {
  const of = (selector: string): Promise<number | undefined> =>
    valueAt(prometheus, `sum(${growth}(${selector}[${seconds}s]))`, time);
  const [sent, failed, answered, fast] = await Promise.all([
    of('traffic_requests_total'),
    of(`traffic_requests_total{${FAILED}}`),
    of('traffic_request_duration_seconds_count'),
    of(`traffic_request_duration_seconds_bucket{le="${SLOW_SECONDS}"}`),
  ]);
  return { sent: sent ?? 0, failed: failed ?? 0, slow: Math.max(0, (answered ?? 0) - (fast ?? 0)) };
}

/** The share of the requests to /items that failed or were slow, by the API's own count; undefined if it counted none. */
async function serverShare(prometheus: Asks, seconds: number, time: number): Promise<number | undefined> {
  const all = `http_request_duration_seconds_count{route=~"/items.*"}`;
  const good = `http_request_duration_seconds_bucket{route=~"/items.*",status!~"5..|499",le="${SLOW_SECONDS}"}`;
  const [total, fine] = await Promise.all(
    [all, good].map((selector) => valueAt(prometheus, `sum(increase(${selector}[${seconds}s]))`, time)),
  );
  return total === undefined || total < 1 ? undefined : Math.max(0, 1 - (fine ?? 0) / total);
}

async function valueAt(prometheus: Asks, expr: string, time: number): Promise<number | undefined> {
  const result = await prometheus.query(expr, { time });
  const value = result.resultType === 'vector' ? result.series[0]?.sample.value : undefined;
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function ordered(shares: readonly number[]): IncidentFacts['affected'] {
  const known = shares.map((share) => (Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0));
  return { low: Math.min(...known), high: Math.max(...known) };
}

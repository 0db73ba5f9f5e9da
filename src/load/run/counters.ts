import { setTimeout as sleep } from 'node:timers/promises';
import { parseExposition } from '../../prometheus/exposition.js';
import { fetchWithin } from '../../util/fetch-within.js';

/** The API's own counters, read from its /metrics and not through Prometheus: no scrape in between. */
export interface ServerCounters {
  /** Unix seconds: a later one means that the counters were reset. */
  processStart: number;
  /** Requests being handled; requests for /metrics are not counted. */
  inFlight: number;
  /** `METHOD ROUTE STATUS` → requests. Only routes that a load run can reach. */
  requests: ReadonlyMap<string, number>;
}

const METRICS_TIMEOUT_MS = 10_000;

/**
 * Reads the API's counters.
 * @param url the API's, without trailing slash
 * @throws Error if it does not answer
 */
export async function fetchCounters(url: string): Promise<ServerCounters> {
  const response = await fetchWithin(METRICS_TIMEOUT_MS, `${url}/metrics`);
  if (!response.ok) throw new Error(`HTTP ${response.status} from ${url}/metrics`);
  return readCounters(await response.text());
}

/**
 * Reads a /metrics page.
 * @throws Error if it isn't a metrics page
 */
export function readCounters(text: string): ServerCounters {
  const requests = new Map<string, number>();
  let processStart = 0;
  let inFlight = 0;
  for (const { name, labels, value } of parseExposition(text)) {
    if (name === 'process_start_time_seconds') processStart = value;
    if (name === 'http_requests_in_flight') inFlight = value;
    if (name !== 'http_requests_total') continue;
    const { method = '', route = '', status = '' } = labels;
    if (route === '/items' || route.startsWith('/items/')) {
      requests.set(`${method} ${route} ${status}`, value);
    }
  }
  return { processStart, inFlight, requests };
}

/** Requests counted between two readings; counters that didn't change are left out. */
export function countedBetween(before: ServerCounters, after: ServerCounters): Map<string, number> {
  const isReset = before.processStart !== after.processStart;
  const differences = new Map<string, number>();
  for (const [key, value] of after.requests) {
    const difference = value - (isReset ? 0 : (before.requests.get(key) ?? 0));
    if (difference !== 0) differences.set(key, difference);
  }
  return differences;
}

/** If two readings this far apart are equal, with nothing in flight, the counters are final. */
const SETTLE_PAUSE_MS = 100;

/**
 * Reads the counters until they stop changing. If they don't in time, the last reading is as good as it gets:
 * somebody else is using the API, and the reconciliation will say so.
 * @param read takes one reading; rejects if the API does not answer
 */
export async function settleCounters(
  read: () => Promise<ServerCounters>,
  { timeoutMs }: { timeoutMs: number },
): Promise<ServerCounters> {
  const deadline = Date.now() + timeoutMs;
  let last = await read();
  for (;;) {
    await sleep(SETTLE_PAUSE_MS);
    const next = await read();
    if (next.inFlight === 0 && isSame(last.requests, next.requests)) return next;
    if (Date.now() >= deadline) return next;
    last = next;
  }
}

function isSame(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

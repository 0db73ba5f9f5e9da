import { fetchWithin } from '../../util/fetch-within.js';

/**
 * While a run is measured, the lab's own traffic must be paused: the server's counters then hold the run's requests
 * and no others. The pause is a lease, so that a killed run does not stop the traffic for good.
 */
export interface TrafficLease {
  /** Lets the traffic continue. Never rejects: the lease runs out by itself. */
  release(): Promise<void>;
}

const LEASE_SECONDS = 60;
const RENEW_MS = 20_000;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Pauses the traffic and keeps it paused.
 * @param url the traffic generator's, without trailing slash
 * @param onLost called with the reason if a renewal fails
 */
export async function pauseTraffic(url: string, onLost: (reason: string) => void): Promise<TrafficLease> {
  const post = async (path: string, body?: object) => {
    const response = await fetchWithin(REQUEST_TIMEOUT_MS, `${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  };
  const pause = () => post('/pause', { seconds: LEASE_SECONDS });
  try {
    await pause();
  } catch (error) {
    // A traffic program that is down sends nothing either; `verify` reports that.
    onLost(reasonOf(error));
    return { release: async () => {} };
  }
  let renewal: Promise<void> | undefined;
  const renewing = setInterval(() => {
    renewal = pause().catch((error: unknown) => onLost(reasonOf(error)));
  }, RENEW_MS);
  return {
    async release() {
      clearInterval(renewing);
      // A renewal still in flight would pause it again after the release.
      await renewal;
      await post('/resume').catch(() => {});
    },
  };
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

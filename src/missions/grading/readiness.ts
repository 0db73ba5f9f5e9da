import type { PrometheusClient } from '../../prometheus/types.js';
import { reachSeconds } from '../../query/instants.js';
import { formatDuration } from '../../util/duration.js';
import type { Step } from '../library/schema.js';

/** Whether the lab has the data that a step asks about. */
export interface Readiness {
  ready: boolean;
  /** Seconds until it has, if that is known. */
  secondsLeft?: number;
  /** What is missing, in words, if it is not ready. */
  lacking?: string;
  /** What to do about it, each with a command. */
  hints?: readonly string[];
}

/** Samples further apart than this are not one series without a gap: the seeded history has one every 30 s. */
const MAX_GAP_SECONDS = 45;

/**
 * Checks that every series a step needs was there for its whole window, at each instant the answer is evaluated at.
 * @param now Unix seconds
 */
export async function checkReadiness(
  { needs }: Pick<Step, 'needs'>,
  prometheus: PrometheusClient,
  { now, scrapeIntervalSeconds }: { now: number; scrapeIntervalSeconds: number },
): Promise<Readiness> {
  const states = await Promise.all(
    needs.map(async ({ selector, window }): Promise<Readiness> => {
      const presence = `count(last_over_time(${selector}[${formatDuration(MAX_GAP_SECONDS)}]))`;
      const start = now - reachSeconds(scrapeIntervalSeconds) - window;
      if (hasSeries(await prometheus.query(presence, { time: start }))) return { ready: true };
      const since = await prometheus.queryRange(presence, { start, end: now, step: scrapeIntervalSeconds });
      const first = since.resultType === 'matrix' ? since.series[0]?.samples[0]?.time : undefined;
      if (first === undefined) return { ready: false, lacking: `there is no ${selector} yet` };
      const secondsLeft = Math.max(1, Math.ceil(first - start));
      return { ready: false, secondsLeft, lacking: `${selector} has not existed for long enough` };
    }),
  );
  return states.reduce(later, { ready: true });
}

function hasSeries(result: Awaited<ReturnType<PrometheusClient['query']>>): boolean {
  return result.resultType === 'vector' && result.series.length > 0;
}

/** The one that takes longer; one with an unknown time takes longest. */
function later(a: Readiness, b: Readiness): Readiness {
  const time = ({ ready, secondsLeft }: Readiness): number => (ready ? 0 : (secondsLeft ?? Infinity));
  return time(b) > time(a) ? b : a;
}

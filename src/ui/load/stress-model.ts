import type { Interval } from '../../load/generator/messages.js';
import type { Threshold } from '../../load/request/thresholds.js';
import { rampSeconds, type Tier } from '../../load/request/tiers.js';
import type { LoadEvent, LoadPhase } from '../../load/run/run-load.js';
import type { ServerNow } from '../../load/run/server-view.js';
import { checkThresholds, type ThresholdResult } from '../../load/run/threshold-results.js';

/** The state of the live screen of `stress`. */
export interface StressModel {
  tier: Tier;
  thresholds: readonly Threshold[];
  /** The server that is loaded, if not the lab's own API. */
  target?: string;
  phase: LoadPhase;
  /** Milliseconds since the epoch: when the first request was sent. */
  startedAt?: number;
  intervals: readonly Interval[];
  /** Null if Prometheus could not be queried. */
  server?: ServerNow | null;
  notices: readonly string[];
}

export function initialStressModel(
  tier: Tier,
  thresholds: readonly Threshold[],
  target?: string,
): StressModel {
  const about = { tier, thresholds, ...(target !== undefined && { target }) };
  return { ...about, phase: 'preparing', intervals: [], notices: [] };
}

/**
 * Applies one event.
 * @param now milliseconds since the epoch
 */
export function foldLoadEvent(model: StressModel, event: LoadEvent, now: number): StressModel {
  switch (event.type) {
    case 'phase':
      return { ...model, phase: event.phase, ...(event.phase === 'running' && { startedAt: now }) };
    case 'interval':
      return { ...model, intervals: [...model.intervals, event.interval] };
    case 'server':
      return { ...model, server: event.now };
    case 'notice':
      return { ...model, notices: [...model.notices, event.text] };
  }
}

/**
 * A run's progress: seconds elapsed and planned, and their ratio.
 * @param now milliseconds since the epoch
 */
export function progressOf(
  { tier, startedAt, phase }: StressModel,
  now: number,
): { gone: number; of: number; share: number } {
  const of = rampSeconds(tier) + tier.holdSeconds;
  const since = startedAt === undefined ? 0 : (now - startedAt) / 1000;
  const gone = phase === 'running' ? Math.min(of, Math.max(0, since)) : startedAt === undefined ? 0 : of;
  return { gone, of, share: of === 0 ? 1 : gone / of };
}

/** The thresholds' current results. Before the first answer none is crossed. */
export function standingThresholds({ thresholds, intervals }: StressModel): ThresholdResult[] {
  const last = intervals.at(-1);
  if (!last) return thresholds.map((threshold) => ({ ...threshold, measured: null, pass: true }));
  return checkThresholds(thresholds, last.total, last.second);
}

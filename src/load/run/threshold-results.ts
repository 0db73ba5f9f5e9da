import type { Tally } from '../generator/messages.js';
import { errorRatio } from '../generator/outcomes.js';
import type { Threshold, ThresholdMetric } from '../request/thresholds.js';

export interface ThresholdResult extends Threshold {
  /** Null if nothing was measured: then the threshold is crossed. */
  measured: number | null;
  pass: boolean;
}

/** @param seconds during which requests were sent */
export function checkThresholds(
  thresholds: readonly Threshold[],
  tally: Tally,
  seconds: number,
): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const measured = measure(threshold.name, tally, seconds);
    return { ...threshold, measured, pass: measured !== null && holds(measured, threshold) };
  });
}

function measure(name: ThresholdMetric, tally: Tally, seconds: number): number | null {
  if (name === 'errors') return tally.sent === 0 ? null : errorRatio(tally);
  if (name === 'rps') return seconds > 0 ? tally.responses / seconds : null;
  return tally.latencyMs[name];
}

function holds(measured: number, { operator, limit }: Threshold): boolean {
  if (operator === '<') return measured < limit;
  if (operator === '<=') return measured <= limit;
  if (operator === '>') return measured > limit;
  return measured >= limit;
}

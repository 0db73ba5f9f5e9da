import type { Panel } from '../model/dashboard.js';

/** The colour of a value by its thresholds, as the file names it; undefined without thresholds, and for NaN. */
export function thresholdColor(
  value: number,
  { thresholds, min = 0, max = 100 }: Pick<Panel, 'thresholds' | 'min' | 'max'>,
): string | undefined {
  const compared = thresholds.mode === 'percentage' ? ((value - min) / (max - min)) * 100 : value;
  return thresholds.steps.findLast((step) => compared >= step.value)?.color;
}

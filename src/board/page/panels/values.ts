import type { Panel } from '../../../dashboards/model/dashboard.js';
import { reduceSamples } from '../../../dashboards/panel/reduce.js';
import { thresholdColor } from '../../../dashboards/panel/thresholds.js';
import { formatUnit } from '../../../dashboards/panel/units.js';
import { namedColor } from '../../../web/palette.js';
import type { PanelSeries } from '../panel-data.js';

/** The value of one series as stats and gauges show it. */
export interface ReducedValue {
  name: string;
  value: number;
  text: string;
  /** A CSS colour; undefined for the normal text colour. */
  color: string | undefined;
}

/** One number of a series, written in the panel's unit and coloured by its thresholds. */
export function reduceSeries(panel: Panel, { name, samples }: PanelSeries, dark: boolean): ReducedValue {
  const value = reduceSamples(panel.calc, samples);
  const color = thresholdColor(value, panel);
  return {
    name,
    value,
    text: Number.isNaN(value) ? '–' : formatUnit(value, panel.unit, panel.decimals),
    color: color === undefined ? undefined : namedColor(color, dark),
  };
}

/**
 * The range of a gauge: the panel's own limits, or those its unit and thresholds suggest. It always includes the
 * value.
 */
export function gaugeLimits(
  panel: Pick<Panel, 'min' | 'max' | 'unit' | 'thresholds'>,
  values: readonly number[],
): [min: number, max: number] {
  const finite = values.filter(Number.isFinite);
  const min = panel.min ?? Math.min(0, ...finite);
  const marks = panel.thresholds.mode === 'absolute' ? panel.thresholds.steps.map(({ value }) => value) : [];
  const suggested =
    panel.unit === 'percentunit'
      ? 1
      : panel.unit === 'percent'
        ? 100
        : Math.max(0, ...marks.filter(Number.isFinite)) * 1.25;
  const max = panel.max ?? Math.max(suggested, ...finite);
  return [min, max > min ? max : min + 1];
}

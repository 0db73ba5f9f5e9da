import type { Interval } from '../../load/generator/messages.js';
import type { RangeSeries } from '../../prometheus/types.js';
import { formatSi } from '../../util/number-format.js';
import { formatMs } from '../../util/number-format.js';
import { padEnd } from '../../util/text/display-width.js';
import { renderChart } from '../chart/chart.js';
import { seriesLetter, seriesPaint } from '../chart/legend.js';

const GAP = '  ';
/** In a narrower area, the charts are one above the other. */
const MIN_PAIR_WIDTH = 90;
/** The longest step between neighbouring intervals, in seconds: after a longer one the line has a gap. */
const STEP_SECONDS = 2;

export interface StressChartsArea {
  width: number;
  height: number;
  /** Seconds that the whole run takes: the width of the time axis. */
  seconds: number;
  color: boolean;
  timeZone?: string;
}

/** Requests/s and latency over the run, as exactly `height` lines. Empty before there are two seconds to draw. */
export function stressCharts(intervals: readonly Interval[], area: StressChartsArea): string[] {
  const [first] = intervals;
  if (intervals.length < 2 || !first || area.height < 4) return [];
  const start = first.time - first.seconds;
  const chart = (
    title: Line[],
    format: (value: number) => string,
    width: number,
    height: number,
  ): string[] => {
    const series = title.map(({ values }, i): RangeSeries => ({
      labels: { order: String(i) },
      samples: intervals.map((interval) => ({ time: interval.time, value: values(interval) })),
    }));
    const span = {
      start,
      end: Math.max(start + area.seconds, intervals.at(-1)?.time ?? start),
      step: STEP_SECONDS,
    };
    const { color, timeZone } = area;
    const options = { width, height: height - 1, ...span, color, format, ...(timeZone && { timeZone }) };
    return [legend(title, color), ...renderChart(series, options).split('\n')];
  };
  const rates = (width: number, height: number) => chart(RATE, formatSi, width, height);
  const latencies = (width: number, height: number) => chart(LATENCY, formatMs, width, height);
  if (area.width >= MIN_PAIR_WIDTH) {
    const half = Math.floor((area.width - GAP.length) / 2);
    const right = latencies(half, area.height);
    return rates(half, area.height).map((text, i) => `${padEnd(text, half)}${GAP}${right[i] ?? ''}`);
  }
  const above = Math.floor(area.height / 2);
  return [...rates(area.width, above), ...latencies(area.width, area.height - above)];
}

interface Line {
  name: string;
  values: (interval: Interval) => number;
}

const RATE: Line[] = [{ name: 'requests/s', values: ({ responses, seconds }) => responses / seconds }];

/** From the front to the back, as their chart draws them. */
const LATENCY: Line[] = (['p99', 'p95', 'p50'] as const).map((name) => ({
  name,
  values: ({ latencyMs }) => latencyMs[name] ?? NaN,
}));

/** Without colours, letters distinguish several lines. */
function legend(lines: readonly Line[], color: boolean): string {
  return lines
    .map(({ name }, i) =>
      color ? seriesPaint(i, true)(`● ${name}`) : lines.length > 1 ? `${seriesLetter(i)} ${name}` : name,
    )
    .join('  ');
}

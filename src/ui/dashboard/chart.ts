import type { Panel } from '../../dashboards/model/dashboard.js';
import type { Region } from '../../dashboards/panel/annotations.js';
import type { NamedSeries, PanelData } from '../../dashboards/panel/fetch.js';
import { reduceSamples } from '../../dashboards/panel/reduce.js';
import { formatUnit } from '../../dashboards/panel/units.js';
import type { RangeSeries, Sample } from '../../prometheus/types.js';
import { displayWidth, printable, truncate } from '../../util/text/display-width.js';
import { renderChart } from '../chart/chart.js';
import { drawnSeries, seriesLetter, seriesPaint } from '../chart/legend.js';
import { painter } from '../text/paint.js';
import type { DrawArea } from './area.js';

/** The largest share of a panel that the legend takes. */
const LEGEND_SHARE = 0.35;
const LOWEST_CHART = 4;
const GAP = '  ';

/** A time series panel: the chart, and below it each line's name with its last value. */
export function chartLines(
  panel: Panel,
  data: PanelData,
  series: readonly NamedSeries[],
  area: DrawArea,
): string[] {
  const factor = byteFactor(panel.unit, series);
  // The order of the queries, as a label to sort by: p50, p95, p99 is not always alphabetical order.
  const numbered: RangeSeries[] = series.map(({ samples }, i) => ({
    labels: { order: String(i) },
    samples: factor === 1 ? samples : samples.map(({ time, value }) => ({ time, value: value / factor })),
  }));
  const drawn = drawnSeries(numbered);
  const shown = drawn.series.map(({ labels, index }) => ({ ...series[Number(labels['order'])]!, index }));
  const mostLines = Math.min(Math.floor(area.height * LEGEND_SHARE), area.height - LOWEST_CHART);
  const queries = data.map(({ query }) => query);
  const span = {
    start: Math.min(...queries.map(({ start }) => start)),
    end: Math.max(...queries.map(({ end }) => end)),
    step: Math.max(...queries.map(({ step }) => step)),
  };
  const legend = panel.legend.show
    ? legendLines(panel, shown, drawn.hidden, area, span, Math.max(0, mostLines))
    : [];
  const visible = (area.regions ?? []).filter(({ start, end }) => end >= span.start && start <= span.end);
  const marked = area.height - legend.length > LOWEST_CHART ? regionLines(visible, area) : [];
  const chart = renderChart(numbered, {
    width: area.width,
    height: area.height - legend.length - marked.length,
    ...span,
    regions: visible,
    color: area.color,
    format: (value) => formatUnit(value * factor, panel.unit),
  });
  return [...chart.split('\n'), ...marked, ...legend];
}

/** `━ ApiErrorRateHigh, TargetDown`: what the thick parts of the time axis mean, in one line. */
function regionLines(regions: readonly Region[], { width, color }: DrawArea): string[] {
  const titles = [...new Set(regions.map(({ title }) => printable(title)))];
  if (titles.length === 0) return [];
  return [painter('bad', color)(truncate(`━ ${titles.join(', ')}`, width))];
}

/** `● GET /items 8.3 req/s`, the front line first, as many to a line as there is room for. */
function legendLines(
  panel: Panel,
  series: readonly (NamedSeries & { index: number })[],
  hidden: number,
  { width, color }: DrawArea,
  span: { end: number; step: number },
  most: number,
): string[] {
  if (most < 1) return [];
  const entries = series.map(({ name, samples, index }) => {
    const key = color ? '●' : seriesLetter(index);
    const now = valueNow(samples, span);
    const value = Number.isNaN(now) ? '–' : formatUnit(now, panel.unit, panel.decimals);
    const text = `${truncate(printable(name), Math.max(4, width - displayWidth(value) - 3))} ${value}`;
    return { columns: displayWidth(text) + 2, text: `${seriesPaint(index, color)(key)} ${text}` };
  });
  const lines: { columns: number; texts: string[] }[] = [];
  let listed = 0;
  for (const { columns, text } of entries) {
    const last = lines.at(-1);
    if (last && last.columns + GAP.length + columns <= width) {
      last.texts.push(text);
      last.columns += GAP.length + columns;
    } else if (lines.length < most) {
      lines.push({ columns, texts: [text] });
    } else {
      break;
    }
    listed++;
  }
  const missing = series.length - listed + hidden;
  const last = lines.at(-1);
  const rest = `+${missing} more`;
  if (missing > 0 && last && last.columns + GAP.length + rest.length <= width) last.texts.push(rest);
  return lines.map(({ texts }) => texts.join(GAP));
}

/** The value at the end of the chart; NaN if the line ended earlier. */
function valueNow(samples: readonly Sample[], { end, step }: { end: number; step: number }): number {
  const last = samples.at(-1);
  return last && last.time >= end - 2 * step ? last.value : NaN;
}

/** Bytes are counted in powers of 1024, so their axis needs ticks at multiples of such a power. */
function byteFactor(unit: string, series: readonly NamedSeries[]): number {
  if (unit !== 'bytes') return 1;
  const largest = Math.max(
    1,
    ...series.map(({ samples }) => Math.abs(reduceSamples('max', samples))).filter(Number.isFinite),
  );
  return 1024 ** Math.floor(Math.log(largest) / Math.log(1024));
}

import type { Panel } from '../../../dashboards/model/dashboard.js';
import type { Region } from '../../../dashboards/panel/annotations.js';
import { formatUnit } from '../../../dashboards/panel/units.js';
import { h } from '../../../web/dom.js';
import { alignSamples, endValue, type Grid, instantsOf } from '../../../web/frame.js';
import { Legend } from '../../../web/legend.js';
import { type ChartData, LineChart } from '../../../web/line-chart.js';
import { namedColor, seriesColor } from '../../../web/palette.js';
import type { ChartTheme } from '../../../web/theme.js';
import type { PanelSeries } from '../panel-data.js';
import type { DrawHooks, Drawing, DrawInput } from './drawing.js';

/** All charts of the page share one cursor. */
const SYNC_KEY = 'board';
const BINARY = /^([kmg]?bytes|binBps)$/;
const BINARY_STEPS = Array.from({ length: 50 }, (_, exponent) => 2 ** exponent);

/** Lines over time with a legend that follows the cursor. */
export class TimeSeriesDrawing implements Drawing {
  readonly element = h('div', { class: 'time-series' });
  private readonly chart: LineChart;
  private readonly legend: Legend;
  private series: readonly PanelSeries[] = [];
  private regions: readonly Region[] = [];
  private data: ChartData | undefined;
  private readonly hidden = new Set<string>();

  constructor(
    private readonly panel: Panel,
    private theme: ChartTheme,
    hooks: DrawHooks,
  ) {
    const format = (value: number): string => formatUnit(value, panel.unit, panel.decimals);
    const plot = h('div', { class: 'plot', tabindex: 0, role: 'img' });
    plot.setAttribute(
      'aria-label',
      `${panel.title}: chart. Arrow keys move the cursor, values are in the legend.`,
    );
    this.legend = new Legend({
      calcs: panel.legend.calcs,
      format,
      onToggle: (name, only) => this.toggle(name, only),
    });
    this.legend.element.hidden = !panel.legend.show;
    this.element.append(plot, this.legend.element);
    this.chart = new LineChart(plot, {
      theme,
      stacked: panel.stacked,
      fillOpacity: panel.fillOpacity,
      limits: { min: panel.min, max: panel.max },
      marks: this.marks(),
      format,
      ...(BINARY.test(panel.unit) && { increments: BINARY_STEPS }),
      syncKey: SYNC_KEY,
      onHover: (index) => {
        this.showValues(index);
        hooks.onHover(index === null ? null : (this.data?.times[index] ?? null));
      },
      onFocus: (line) => this.legend.focus(line),
      onZoom: hooks.onZoom,
    });
  }

  draw({ series, queries, regions, from, to }: DrawInput): void {
    this.series = series;
    this.regions = regions;
    const grid: Grid = {
      start: Math.min(...queries.map(({ start }) => start)),
      end: Math.max(...queries.map(({ end }) => end)),
      step: Math.max(...queries.map(({ step }) => step)),
    };
    this.data = {
      times: instantsOf(grid),
      lines: series.map(({ name, samples }, i) => ({
        name,
        color: seriesColor(i, this.theme.dark),
        values: alignSamples(samples, grid),
      })),
      range: { from, to },
      regions: this.coloured(),
    };
    this.redraw();
  }

  restyle(theme: ChartTheme): void {
    this.theme = theme;
    if (this.data) {
      const lines = this.data.lines.map((line, i) => ({ ...line, color: seriesColor(i, theme.dark) }));
      this.data = { ...this.data, lines, regions: this.coloured() };
    }
    this.chart.restyle({ theme, marks: this.marks() });
    this.redraw();
  }

  destroy(): void {
    this.chart.destroy();
  }

  private coloured(): Region[] {
    return this.regions.map((region) => ({ ...region, color: namedColor(region.color, this.theme.dark) }));
  }

  private redraw(): void {
    if (!this.data) return;
    const rows = this.series.map((series, i) => ({ series, color: seriesColor(i, this.theme.dark) }));
    this.legend.draw(rows, this.hidden);
    this.showValues(null);
    this.chart.draw(this.data, this.hidden);
  }

  private showValues(index: number | null): void {
    const lines = this.data?.lines ?? [];
    this.legend.show(
      index === null ? lines.map(({ values }) => endValue(values)) : lines.map(({ values }) => values[index]),
    );
  }

  private toggle(name: string, only: boolean): void {
    const others = this.series.map((series) => series.name).filter((other) => other !== name);
    const alone =
      others.length > 0 && others.every((other) => this.hidden.has(other)) && !this.hidden.has(name);
    if (only) {
      this.hidden.clear();
      if (!alone) others.forEach((other) => this.hidden.add(other));
    } else if (!this.hidden.delete(name)) {
      this.hidden.add(name);
    }
    this.redraw();
  }

  /** The values at which thresholds begin, except the lowest, which has no lower bound. */
  private marks(): { value: number; color: string }[] {
    const { steps, mode } = this.panel.thresholds;
    if (!this.panel.thresholdsShown || mode === 'percentage') return [];
    return steps
      .filter(({ value }) => Number.isFinite(value))
      .map(({ value, color }) => ({ value, color: namedColor(color, this.theme.dark) }));
  }
}

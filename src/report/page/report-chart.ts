import { formatUnit } from '../../dashboards/panel/units.js';
import { Legend } from '../../web/legend.js';
import { type ChartData, LineChart } from '../../web/line-chart.js';
import { namedColor, seriesColor } from '../../web/palette.js';
import { readTheme } from '../../web/theme.js';
import type { ChartSpec } from '../charts/spec.js';
import { axisOf, instantText } from './axes.js';

/** A chart of the report with its legend. */
export class ReportChart {
  private theme = readTheme();
  private readonly chart: LineChart;
  private readonly legend: Legend;
  private readonly at: HTMLElement;
  private readonly hidden = new Set<string>();

  constructor(
    readonly element: HTMLElement,
    readonly spec: ChartSpec,
  ) {
    const format = (value: number): string => formatUnit(value, spec.unit);
    this.at = element.querySelector<HTMLElement>('.at')!;
    this.legend = new Legend({ calcs: [], format, onToggle: (name, only) => this.toggle(name, only) });
    element.append(this.legend.element);
    this.chart = new LineChart(element.querySelector<HTMLElement>('.plot')!, {
      theme: this.theme,
      stacked: spec.stacked,
      fillOpacity: spec.fill,
      limits: { min: undefined, max: undefined },
      marks: this.marks(),
      format,
      x: axisOf(spec),
      // Charts that share no cursor each need their own key: an empty key would be shared by all.
      syncKey: spec.sync || spec.id,
      onHover: (index) => this.show(index),
      onFocus: (line) => this.legend.focus(line),
    });
    this.redraw();
  }

  /** The highest value that is drawn. */
  top(): number {
    const { lines, stacked, xs } = this.spec;
    const heights = xs.map((_, i) => {
      const values = lines.map(({ values: all }) => all[i] ?? 0);
      return stacked ? values.reduce((a, b) => a + b, 0) : Math.max(0, ...values);
    });
    return Math.max(0, ...heights);
  }

  /** Sets the top of the vertical scale; undefined: the chart's own maximum. */
  limit(top: number | undefined): void {
    const max = top === undefined || top <= 0 ? undefined : top * 1.08;
    this.chart.restyle({ limits: { min: undefined, max } });
  }

  /** Redraws in the page's current colours. */
  restyle(): void {
    this.theme = readTheme();
    this.chart.restyle({ theme: this.theme, marks: this.marks() });
    this.redraw();
  }

  private marks(): { value: number; color: string }[] {
    const color = namedColor('red', this.theme.dark);
    return (this.spec.marks ?? []).map((value) => ({ value, color }));
  }

  private redraw(): void {
    const { dark } = this.theme;
    const lines = this.spec.lines.map((line) => ({ ...line, color: seriesColor(line.color, dark) }));
    this.legend.draw(
      lines.map(({ name, color }) => ({ series: { name, samples: [] }, color })),
      this.hidden,
    );
    const data: ChartData = { times: this.spec.xs, lines, range: this.spec.range };
    this.chart.draw(data, this.hidden);
    this.show(null);
  }

  private show(index: number | null): void {
    const { spec } = this;
    this.element.classList.toggle('hovered', index !== null);
    this.at.textContent = index === null ? '' : instantText(spec, index);
    this.legend.show(spec.lines.map(({ values }) => (index === null ? null : values[index])));
  }

  private toggle(name: string, only: boolean): void {
    const others = this.spec.lines.map((line) => line.name).filter((other) => other !== name);
    const alone = others.every((other) => this.hidden.has(other)) && !this.hidden.has(name);
    if (only) {
      this.hidden.clear();
      if (!alone) others.forEach((other) => this.hidden.add(other));
    } else if (!this.hidden.delete(name)) {
      this.hidden.add(name);
    }
    this.redraw();
  }
}

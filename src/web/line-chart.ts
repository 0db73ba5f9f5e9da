import uPlot from 'uplot';
import { isolated, stackValues, type Values, verticalRange } from './frame.js';
import { drawRegions, type Region } from './regions.js';
import type { ChartTheme } from './theme.js';

export interface ChartLine {
  name: string;
  color: string;
  values: Values;
}

export interface ChartData {
  /** Unix seconds, or the unit that the option `x` formats. */
  times: readonly number[];
  lines: readonly ChartLine[];
  /** The range of the horizontal axis, in the unit of the times, whether it has data or not. */
  range: { from: number; to: number };
  /** Parts of the horizontal axis that are marked, with their titles. */
  regions?: readonly Region[];
}

export interface ChartOptions {
  theme: ChartTheme;
  stacked: boolean;
  /** 0 to 100 */
  fillOpacity: number;
  limits: { min: number | undefined; max: number | undefined };
  /** Dashed lines across the plot. */
  marks: readonly { value: number; color: string }[];
  format: (value: number) => string;
  /** Steps between labels of the vertical axis, if decimal ones would be odd. */
  increments?: number[];
  /**
   * A horizontal axis other than the time of day: how its values are formatted, and their positions, if not round
   * numbers.
   */
  x?: { format: (value: number) => string; ticks?: readonly number[] };
  /** Charts with the same key share one cursor. */
  syncKey: string;
  /** The index of the instant under the cursor, here or in a chart with the same key. */
  onHover: (index: number | null) => void;
  /** The line nearest to the pointer. */
  onFocus: (line: number | null) => void;
  /**
   * Called when a range was selected with the pointer, in the unit of the times. If left out, ranges can't be
   * selected.
   */
  onZoom?: (from: number, to: number) => void;
}

const KEY_STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Lines over time, drawn by uPlot, filling the element they are put into. */
export class LineChart {
  private plot: uPlot | undefined;
  private data: ChartData = { times: [], lines: [], range: { from: 0, to: 1 } };
  private hidden: ReadonlySet<string> = new Set();
  private readonly observer: ResizeObserver;

  constructor(
    private readonly host: HTMLElement,
    private options: ChartOptions,
  ) {
    this.observer = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.observer.observe(host);
    host.addEventListener('keydown', this.onKey);
  }

  /** Redraws with new data; the plot itself is only recreated if the set of lines changed. */
  draw(data: ChartData, hidden: ReadonlySet<string>): void {
    const same = this.plot && data.lines.map(look).join('\n') === this.data.lines.map(look).join('\n');
    this.data = data;
    this.hidden = hidden;
    if (!same) return this.rebuild();
    data.lines.forEach(({ name }, i) => {
      if (this.plot!.series[i + 1]!.show === hidden.has(name)) {
        this.plot!.setSeries(i + 1, { show: !hidden.has(name) });
      }
    });
    this.plot!.setData(this.table());
    this.options.onHover(this.plot!.cursor.idx ?? null);
  }

  restyle(options: Partial<ChartOptions>): void {
    this.options = { ...this.options, ...options };
    this.rebuild();
  }

  destroy(): void {
    this.observer.disconnect();
    this.host.removeEventListener('keydown', this.onKey);
    this.plot?.destroy();
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = new uPlot(this.configure(), this.table(), this.host);
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(40, this.host.clientWidth), height: Math.max(40, this.host.clientHeight) };
  }

  private table(): uPlot.AlignedData {
    const { times, lines } = this.data;
    const values = lines.map((line) => line.values);
    const visible = lines.map(({ name }) => !this.hidden.has(name));
    return [times, ...(this.options.stacked ? stackValues(values, visible) : values)] as uPlot.AlignedData;
  }

  private configure(): uPlot.Options {
    const { theme, stacked, fillOpacity, limits, format, increments, syncKey, x, onZoom } = this.options;
    const axis = { stroke: theme.text, font: theme.font, ticks: { show: false } };
    // Overlapping areas mix to grey: the more lines, the fainter.
    const opacity = stacked
      ? Math.max(fillOpacity, 35)
      : fillOpacity / Math.min(3, Math.max(1, this.data.lines.length));
    const alpha = Math.round(opacity * 2.55);
    return {
      ...this.size(),
      legend: { show: false },
      padding: [8, x ? 16 : 6, 0, 0], // a label below the right edge needs room
      focus: { alpha: 0.3 },
      cursor: {
        y: false,
        drag: { x: onZoom !== undefined, y: false, setScale: false },
        focus: { prox: 16 },
        points: { size: 7, width: 1.5 },
        bind: { dblclick: () => null },
        sync: {
          key: syncKey,
          scales: ['x', null],
          setSeries: false,
          // Only share the pointer's position, not its drags.
          filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave', sub: () => true },
        },
      },
      scales: {
        x: { time: x === undefined, range: () => [this.data.range.from, this.data.range.to] },
        y: { range: (_, low, high) => verticalRange(low, high, limits) },
      },
      axes: [
        {
          ...axis,
          grid: { stroke: theme.grid, width: 1 },
          size: 26,
          space: 70,
          values: x ? (_, ticks) => ticks.map(x.format) : timeLabels,
          ...(x?.ticks && { splits: () => [...x.ticks!] }),
        },
        {
          ...axis,
          grid: { stroke: theme.grid, width: 1 },
          space: 32,
          gap: 6,
          size: (plot, labels) => labelWidth(plot, labels, theme.font) + 14,
          values: (_, ticks) => ticks.map((tick) => format(Number(tick.toPrecision(12)))),
          ...(increments && { incrs: increments }),
        },
      ],
      series: [
        {},
        ...this.data.lines.map(({ name, color }, i): uPlot.Series => ({
          label: name,
          show: !this.hidden.has(name),
          stroke: color,
          width: 1.5,
          ...(alpha > 0 && { fill: withAlpha(color, alpha) }),
          points: {
            show: true,
            size: 4,
            fill: color,
            filter: () => isolated(this.data.lines[i]?.values ?? []),
          },
        })),
      ],
      ...(stacked && {
        bands: this.data.lines.slice(1).map((_, i) => ({ series: [i + 2, i + 1] as [number, number] })),
      }),
      hooks: {
        drawClear: [(plot) => drawRegions(plot, this.data, this.options.theme)],
        draw: [(plot) => this.drawMarks(plot)],
        setCursor: [(plot) => this.options.onHover(plot.cursor.idx ?? null)],
        setSeries: [
          (_, index, options: uPlot.Series & { focus?: boolean }) => {
            if (options.focus !== undefined) this.options.onFocus(options.focus && index ? index - 1 : null);
          },
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 4) return;
            onZoom?.(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    };
  }

  private drawMarks({ ctx, bbox, valToPos, scales }: uPlot): void {
    const { min = 0, max = 0 } = scales['y'] as uPlot.Scale;
    ctx.save();
    ctx.setLineDash([6, 5]);
    ctx.lineWidth = devicePixelRatio;
    for (const { value, color } of this.options.marks) {
      if (value < min || value > max) continue;
      const y = Math.round(valToPos(value, 'y', true));
      ctx.strokeStyle = color;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** Moves the cursor by arrow keys, ten instants at once with Shift; Escape removes it. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const { plot } = this;
    if (!plot || this.data.times.length === 0) return;
    // The third parameter, which its types leave out, notifies the charts with the same key.
    const moveTo = (left: number, top: number): void =>
      (plot.setCursor as (at: object, fire: boolean, publish: boolean) => void)({ left, top }, true, true);
    if (event.key === 'Escape') return moveTo(-10, -10);
    const step = KEY_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = this.data.times.length - 1;
    const next = (plot.cursor.idx ?? last) + step * (event.shiftKey ? 10 : 1);
    const time = this.data.times[Math.min(last, Math.max(0, next))] as number;
    moveTo(plot.valToPos(time, 'x'), plot.bbox.height / devicePixelRatio / 2);
  };
}

function look({ name, color }: ChartLine): string {
  return `${color} ${name}`;
}

/** In CSS pixels. Before the first drawing the canvas doesn't have the labels' font yet. */
function labelWidth({ ctx }: uPlot, labels: readonly string[] | null, font: string): number {
  ctx.save();
  ctx.font = font;
  const widths = (labels ?? []).map((label) => ctx.measureText(label).width);
  ctx.restore();
  return Math.ceil(Math.max(20, ...widths));
}

/** 14:05 or 14:05:30, by how close the labels are; with the day if it changes. */
function timeLabels(_: uPlot, times: number[], __: number, ___: number, increment: number): string[] {
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const day: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
  const format = new Intl.DateTimeFormat(
    [],
    increment >= 86_400 ? day : increment < 60 ? { ...clock, second: '2-digit' } : clock,
  );
  return times.map((time) => format.format(time * 1000));
}

/**
 * @param color #rrggbb
 * @param alpha 0 to 255
 */
function withAlpha(color: string, alpha: number): string {
  return `${color}${Math.min(255, alpha).toString(16).padStart(2, '0')}`;
}

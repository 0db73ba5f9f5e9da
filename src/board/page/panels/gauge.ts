import type { Panel } from '../../../dashboards/model/dashboard.js';
import { h, svg } from '../../../web/dom.js';
import { namedColor } from '../../../web/palette.js';
import type { ChartTheme } from '../../../web/theme.js';
import type { Drawing, DrawInput } from './drawing.js';
import { gaugeLimits, type ReducedValue, reduceSeries } from './values.js';

const RADIUS = 42;
/** The arc goes from lower left over the top to lower right. */
const SWEEP_DEGREES = 240;

/** One arc or bar per series, filled up to its value. */
export class GaugeDrawing implements Drawing {
  readonly element = h('div');
  private input: DrawInput | undefined;

  constructor(
    private readonly panel: Panel,
    private theme: ChartTheme,
  ) {
    this.element.className = panel.kind === 'bargauge' ? 'bars' : 'gauges';
  }

  draw(input: DrawInput): void {
    this.input = input;
    const values = input.series.map((one) => reduceSeries(this.panel, one, this.theme.dark));
    const limits = gaugeLimits(
      this.panel,
      values.map(({ value }) => value),
    );
    const make =
      this.panel.kind === 'bargauge'
        ? bar
        : (value: ReducedValue) => this.arcGauge(value, limits, values.length > 1);
    this.element.replaceChildren(...values.map((value) => make(value, limits)));
  }

  restyle(theme: ChartTheme): void {
    this.theme = theme;
    if (this.input) this.draw(this.input);
  }

  destroy(): void {}

  private arcGauge(value: ReducedValue, limits: readonly [number, number], named: boolean): HTMLElement {
    const { steps, mode } = this.panel.thresholds;
    const position = (at: number): number => (mode === 'percentage' ? clamp(at / 100) : fraction(at, limits));
    const ring = steps.map(({ value: start, color }, i) => {
      const end = steps[i + 1]?.value ?? Infinity;
      const path = arc(RADIUS + 6, position(start), position(end));
      return svg('path', { d: path, class: 'ring', stroke: namedColor(color, this.theme.dark) });
    });
    const box = h('div', { class: 'gauge' });
    if (value.color !== undefined) box.style.setProperty('--value-color', value.color);
    box.append(
      svg(
        'svg',
        { viewBox: '0 0 110 92', role: 'img', 'aria-label': `${value.name}: ${value.text}` },
        svg('path', { d: arc(RADIUS, 0, 1), class: 'track' }),
        svg('path', { d: arc(RADIUS, 0, fraction(value.value, limits)), class: 'fill' }),
        ...(steps.length > 1 ? ring : []),
        svg('text', { x: 55, y: 62, class: 'gauge-value' }, value.text),
      ),
    );
    if (named) box.append(h('div', { class: 'stat-name' }, value.name));
    return box;
  }
}

function bar(value: ReducedValue, limits: readonly [number, number]): HTMLElement {
  const fill = h('div', { class: 'bar-fill' });
  fill.style.width = `${(fraction(value.value, limits) * 100).toFixed(1)}%`;
  const row = h(
    'div',
    { class: 'bar' },
    h(
      'div',
      { class: 'bar-text' },
      h('span', { class: 'name', title: value.name }, value.name),
      h('span', { class: 'value' }, value.text),
    ),
    h('div', { class: 'bar-track' }, fill),
  );
  if (value.color !== undefined) row.style.setProperty('--value-color', value.color);
  return row;
}

function fraction(value: number, [min, max]: readonly [number, number]): number {
  return Number.isNaN(value) ? 0 : clamp((value - min) / (max - min));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** A part of the arc as an SVG path, by fractions of its length. */
function arc(radius: number, from: number, to: number): string {
  const point = (at: number): string => {
    const angle = ((-90 - SWEEP_DEGREES / 2 + SWEEP_DEGREES * at) * Math.PI) / 180;
    return `${(55 + radius * Math.cos(angle)).toFixed(2)} ${(55 + radius * Math.sin(angle)).toFixed(2)}`;
  };
  const large = (to - from) * SWEEP_DEGREES > 180 ? 1 : 0;
  return `M${point(from)}A${radius} ${radius} 0 ${large} 1 ${point(to)}`;
}

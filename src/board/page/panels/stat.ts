import type { Panel } from '../../../dashboards/model/dashboard.js';
import type { Sample } from '../../../prometheus/types.js';
import { h, svg } from '../../../web/dom.js';
import type { ChartTheme } from '../../../web/theme.js';
import type { Drawing, DrawInput } from './drawing.js';
import { reduceSeries } from './values.js';

/** One large number per series, with a chart of its history in the background. */
export class StatDrawing implements Drawing {
  readonly element = h('div', { class: 'stats' });
  private input: DrawInput | undefined;

  constructor(
    private readonly panel: Panel,
    private theme: ChartTheme,
  ) {}

  draw(input: DrawInput): void {
    this.input = input;
    const { series, from, to } = input;
    const many = series.length > 1;
    this.element.replaceChildren(
      ...series.map((one) => {
        const { text, color, name } = reduceSeries(this.panel, one, this.theme.dark);
        const box = h('div', { class: 'stat' });
        if (color !== undefined) box.style.setProperty('--value-color', color);
        const line = sparkline(one.samples, from, to);
        if (line) box.append(line);
        box.append(h('div', { class: 'stat-value' }, text));
        if (many) box.append(h('div', { class: 'stat-name' }, name));
        return box;
      }),
    );
  }

  restyle(theme: ChartTheme): void {
    this.theme = theme;
    if (this.input) this.draw(this.input);
  }

  destroy(): void {}
}

const [WIDTH, HEIGHT] = [100, 30];

function sparkline(samples: readonly Sample[], from: number, to: number): SVGElement | undefined {
  const finite = samples.filter(({ value }) => Number.isFinite(value));
  const [first, last] = [finite[0], finite.at(-1)];
  if (!first || !last || finite.length < 3) return undefined;
  const values = finite.map(({ value }) => value);
  const low = values.reduce((a, b) => Math.min(a, b));
  const span = values.reduce((a, b) => Math.max(a, b)) - low || 1;
  const x = (time: number): string => (((time - from) / (to - from)) * WIDTH).toFixed(2);
  const line = finite
    .map(
      ({ time, value }, i) =>
        `${i === 0 ? 'M' : 'L'}${x(time)} ${(HEIGHT - ((value - low) / span) * (HEIGHT - 4) - 1).toFixed(2)}`,
    )
    .join('');
  return svg(
    'svg',
    {
      class: 'sparkline',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    svg('path', { class: 'area', d: `${line}L${x(last.time)} ${HEIGHT}L${x(first.time)} ${HEIGHT}Z` }),
    svg('path', { class: 'line', d: line, 'vector-effect': 'non-scaling-stroke' }),
  );
}

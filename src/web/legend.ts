import { reduceSamples } from '../dashboards/panel/reduce.js';
import type { Sample } from '../prometheus/types.js';
import { h } from './dom.js';

export interface LegendRow {
  series: { name: string; samples: readonly Sample[] };
  color: string;
}

export interface LegendOptions {
  /** Columns next to the value: `mean`, `max`, … */
  calcs: readonly string[];
  format: (value: number) => string;
  /** Called when a series was switched off or on, or shown alone (with Shift, Ctrl or ⌘ held). */
  onToggle: (name: string, only: boolean) => void;
}

const TITLES: Readonly<Record<string, string>> = { lastNotNull: 'last', firstNotNull: 'first' };
/** The value's own column already shows these. */
const LAST = ['last', 'lastNotNull'];

/**
 * Below a chart: each line's name and its value, at the cursor or the last one. Clicking a name switches its line
 * off.
 */
export class Legend {
  readonly element = h('div', { class: 'legend' });
  private cells: HTMLElement[] = [];
  private swatches: HTMLElement[] = [];
  private readonly calcs: readonly string[];

  constructor(private readonly options: LegendOptions) {
    this.calcs = options.calcs.filter((calc) => !LAST.includes(calc));
    this.element.classList.toggle('as-table', this.calcs.length > 0);
  }

  draw(rows: readonly LegendRow[], hidden: ReadonlySet<string>): void {
    // The focused element must keep the focus over a refresh.
    const focused = document.activeElement?.getAttribute('data-series');
    this.cells = rows.map(() => h('td', { class: 'value' }));
    this.swatches = [];
    const head = h(
      'tr',
      {},
      h('th', {}, 'series'),
      h('th', {}, 'value'),
      ...this.calcs.map((calc) => h('th', {}, TITLES[calc] ?? calc)),
    );
    const body = rows.map(({ series, color }, i) => {
      const swatch = h('span', { class: 'swatch' });
      swatch.style.background = color;
      this.swatches.push(swatch);
      const toggle = h(
        'button',
        {
          type: 'button',
          'data-series': series.name,
          'aria-pressed': String(!hidden.has(series.name)),
          title: `${series.name}\nClick to hide or show it, Shift-click to show only this one`,
          onclick: (event: MouseEvent) =>
            this.options.onToggle(series.name, event.shiftKey || event.ctrlKey || event.metaKey),
        },
        swatch,
        h('span', { class: 'name' }, series.name),
      );
      const calcs = this.calcs.map((calc) =>
        h('td', { class: 'calc' }, this.options.format(reduceSamples(calc, series.samples))),
      );
      return h('tr', {}, h('td', {}, toggle), this.cells[i] as HTMLElement, ...calcs);
    });
    this.element.replaceChildren(h('table', {}, h('thead', {}, head), h('tbody', {}, ...body)));
    if (focused) this.element.querySelector<HTMLElement>(`[data-series="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Puts values into the rows: those at the cursor, or the last ones. */
  show(values: readonly (number | null | undefined)[]): void {
    this.cells.forEach((cell, i) => {
      const value = values[i] ?? null;
      cell.textContent = value === null || Number.isNaN(value) ? '–' : this.options.format(value);
    });
  }

  /** Marks the row of the line that the pointer is nearest to. */
  focus(index: number | null): void {
    this.swatches.forEach((swatch, i) => swatch.closest('tr')?.classList.toggle('near', i === index));
  }
}

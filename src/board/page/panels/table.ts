import type { Panel } from '../../../dashboards/model/dashboard.js';
import { thresholdColor } from '../../../dashboards/panel/thresholds.js';
import { formatUnit } from '../../../dashboards/panel/units.js';
import { h } from '../../../web/dom.js';
import { namedColor } from '../../../web/palette.js';
import type { ChartTheme } from '../../../web/theme.js';
import { tableOf } from '../table-data.js';
import type { Drawing, DrawInput } from './drawing.js';

type Cell = string | number | undefined;

/** One row per label set; a click on a column's header sorts by it. */
export class TableDrawing implements Drawing {
  readonly element = h('div', { class: 'table', tabindex: 0, role: 'group' });
  private input: DrawInput | undefined;
  /** The column to sort by, by its title, and whether descending. */
  private sort: { column: string; descending: boolean } | undefined;

  constructor(
    private readonly panel: Panel,
    private theme: ChartTheme,
  ) {
    this.element.setAttribute('aria-label', panel.title);
  }

  draw(input: DrawInput): void {
    this.input = input;
    const { columns, rows } = tableOf(input.series, input.queries, this.panel.calc);
    const focused = document.activeElement?.getAttribute('data-column');
    const sorted = columns.findIndex(({ title }) => title === this.sort?.column);
    if (sorted >= 0) rows.sort((a, b) => compare(a[sorted], b[sorted]) * (this.sort?.descending ? -1 : 1));
    const head = columns.map(({ title, numeric }, i) =>
      h(
        'th',
        {
          class: numeric ? 'number' : undefined,
          'aria-sort': i === sorted ? (this.sort?.descending ? 'descending' : 'ascending') : undefined,
        },
        h(
          'button',
          { type: 'button', 'data-column': title, onclick: () => this.sortBy(title, numeric) },
          title,
        ),
      ),
    );
    const body = rows.map((row) =>
      h('tr', {}, ...row.map((cell, i) => this.cell(cell, columns[i]?.numeric ?? false))),
    );
    this.element.replaceChildren(
      h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...body)),
    );
    if (focused && this.element.isConnected) {
      this.element.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  restyle(theme: ChartTheme): void {
    this.theme = theme;
    if (this.input) this.draw(this.input);
  }

  destroy(): void {}

  private cell(value: Cell, numeric: boolean): HTMLElement {
    if (!numeric) return h('td', {}, String(value ?? ''));
    if (typeof value !== 'number') return h('td', { class: 'number' }, '–');
    const cell = h('td', { class: 'number' }, formatUnit(value, this.panel.unit, this.panel.decimals));
    const color = this.panel.thresholds.steps.length > 1 ? thresholdColor(value, this.panel) : undefined;
    if (color !== undefined) cell.style.color = namedColor(color, this.theme.dark);
    return cell;
  }

  private sortBy(column: string, numeric: boolean): void {
    // Numbers are sorted descending at first: the largest ones matter most.
    const descending = this.sort?.column === column ? !this.sort.descending : numeric;
    this.sort = { column, descending };
    if (this.input) this.draw(this.input);
  }
}

function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''), undefined, { numeric: true });
}

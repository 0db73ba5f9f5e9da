import type { Dashboard } from '../../dashboards/model/dashboard.js';
import { interpolateText } from '../../dashboards/model/interpolate.js';
import { ALL, type VariableValue } from '../../dashboards/model/variables.js';
import type { Region } from '../../dashboards/panel/annotations.js';
import type { PanelData } from '../../dashboards/panel/fetch.js';
import { printable, truncate } from '../../util/text/display-width.js';
import { painter } from '../text/paint.js';
import type { PlacedPanel } from './layout.js';
import { renderPanel } from './panel.js';

/** A dashboard as lines of a terminal. */

/** A braille cell is two dots wide; the frame and the axis take some columns. */
export function pointsFor({ width }: Pick<PlacedPanel, 'width'>): number {
  return Math.max(20, 2 * (width - 4));
}

export function totalHeight(placed: readonly PlacedPanel[]): number {
  return Math.max(0, ...placed.map(({ top, height }) => top + height));
}

/** The panels that have at least one line in the `rows` lines from `from` on. */
export function visiblePanels(placed: readonly PlacedPanel[], from: number, rows: number): PlacedPanel[] {
  return placed.filter(({ top, height }) => top < from + rows && top + height > from);
}

/** Lines `from` to `from + rows` of all panels together. */
export function frameLines(
  placed: readonly PlacedPanel[],
  data: ReadonlyMap<number, PanelData>,
  options: { from: number; rows: number; color: boolean; regions?: readonly Region[] },
): string[] {
  const { from, rows, color, regions = [] } = options;
  const drawn = visiblePanels(placed, from, rows)
    .sort((a, b) => a.left - b.left)
    .map((one) => ({
      ...one,
      lines: renderPanel(one.panel, data.get(one.panel.id), { ...one, color, regions }),
    }));
  const last = Math.min(from + rows, totalHeight(placed));
  return Array.from({ length: Math.max(0, last - from) }, (_, i) => {
    let line = '';
    let column = 0;
    for (const { left, width, top, lines } of drawn) {
      const text = lines[from + i - top];
      if (text === undefined || left < column) continue; // panels that overlap: the left one is shown
      line += ' '.repeat(left - column) + text;
      column = left + width;
    }
    return line;
  });
}

/** The line above the panels: title, time range and variables. */
export function headerLine(
  dashboard: Dashboard,
  variables: readonly VariableValue[],
  rangeText: string,
  { width, color }: { width: number; color: boolean },
): string {
  const title = truncate(printable(dashboard.title), width);
  const chosen = variables
    .filter(({ variable }) => !variable.hidden)
    .map(({ variable, selected }) => `${variable.label}: ${selected.map(optionText).join(', ') || '–'}`);
  const rest = printable(['', rangeText, ...chosen].join(' · '));
  const [strong, dim] = [painter('strong', color), painter('dim', color)];
  return strong(title) + dim(truncate(rest, Math.max(0, width - title.length)));
}

function optionText(value: string): string {
  return value === ALL ? 'All' : value;
}

/** The panel's title, with its variables filled in. */
export function withTitles(
  placed: readonly PlacedPanel[],
  variables: readonly VariableValue[],
): PlacedPanel[] {
  return placed.map((one) => ({
    ...one,
    panel: { ...one.panel, title: interpolateText(one.panel.title, { variables }) },
  }));
}

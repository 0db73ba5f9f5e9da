import type { Panel } from '../../dashboards/model/dashboard.js';
import { GRID_COLUMNS } from '../../dashboards/model/layout.js';

/** From Grafana's grid to lines and columns of a terminal. */

export interface PlacedPanel {
  panel: Panel;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A unit of the grid is about 30 pixels high, a line of a terminal about 20. */
const LINES_PER_UNIT = 1.4;

/** A panel narrower than this is unreadable: it is moved to a row of its own, as in Grafana on a phone. */
const MIN_COLUMNS: Readonly<Record<Panel['kind'], number>> = {
  timeseries: 34,
  stat: 16,
  gauge: 20,
  bargauge: 24,
  table: 30,
  text: 20,
  row: 1,
  unknown: 30,
};

/** Places all panels. If a band of the grid has panels too narrow to read, its panels flow one after another. */
export function placePanels(panels: readonly Panel[], columns: number): PlacedPanel[] {
  const placed: PlacedPanel[] = [];
  let top = 0;
  for (const band of bands(panels)) {
    const onGrid = placeOnGrid(band, columns, top);
    const readable = onGrid.every(({ panel, width }) => width >= Math.min(columns, MIN_COLUMNS[panel.kind]));
    const lines = readable ? onGrid : wrap(band, columns, top);
    placed.push(...lines);
    top = Math.max(...lines.map((one) => one.top + one.height));
  }
  return placed;
}

/** Groups of panels, from top to bottom, that share no line with another group. */
function bands(panels: readonly Panel[]): Panel[][] {
  const groups: Panel[][] = [];
  let bottom = -1;
  for (const panel of [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x)) {
    if (panel.gridPos.y >= bottom) groups.push([]);
    groups.at(-1)!.push(panel);
    bottom = Math.max(bottom, panel.gridPos.y + panel.gridPos.h);
  }
  return groups;
}

function placeOnGrid(band: readonly Panel[], columns: number, top: number): PlacedPanel[] {
  const first = band[0]!.gridPos.y;
  const x = (grid: number): number => Math.round((grid * columns) / GRID_COLUMNS);
  // Both edges are rounded, so that neighbours stay neighbours.
  const y = (grid: number): number => Math.round((grid - first) * LINES_PER_UNIT);
  return band.map((panel) => {
    const { gridPos } = panel;
    const left = x(gridPos.x);
    return {
      panel,
      left,
      top: top + y(gridPos.y),
      width: x(gridPos.x + gridPos.w) - left,
      height: panel.kind === 'row' ? 1 : y(gridPos.y + gridPos.h) - y(gridPos.y),
    };
  });
}

function wrap(band: readonly Panel[], columns: number, start: number): PlacedPanel[] {
  const lines: { panel: Panel; wanted: number }[][] = [];
  let free = 0;
  for (const panel of band) {
    const scaled = Math.round((panel.gridPos.w * columns) / GRID_COLUMNS);
    const wanted = Math.min(columns, Math.max(MIN_COLUMNS[panel.kind], scaled));
    if (wanted > free) {
      lines.push([]);
      free = columns;
    }
    lines.at(-1)!.push({ panel, wanted });
    free -= wanted;
  }
  let top = start;
  return lines.flatMap((line) => {
    const height = Math.max(...line.map(({ panel: { gridPos } }) => Math.round(gridPos.h * LINES_PER_UNIT)));
    const sum = line.reduce((total, { wanted }) => total + wanted, 0);
    let before = 0;
    const placed = line.map(({ panel, wanted }) => {
      const left = Math.round((before * columns) / sum);
      before += wanted;
      return { panel, left, top, width: Math.round((before * columns) / sum) - left, height };
    });
    top += height;
    return placed;
  });
}

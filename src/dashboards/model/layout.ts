import type { RawPanel, RawRow } from './schema.js';

/** The positions of panels on Grafana's grid. */

export const GRID_COLUMNS = 24;
const DEFAULT_WIDTH = 12;
const DEFAULT_HEIGHT = 8;

/** In units of Grafana's grid: 24 wide, about 30 pixels high. */
export interface GridPos {
  x: number;
  y: number;
  w: number;
  h: number;
}

interface Placed {
  raw: RawPanel;
  gridPos: GridPos;
}

/**
 * All panels with their positions, from top to bottom, then left to right. Collapsed rows are unfolded, and the
 * panels below move down, as in Grafana when a row is opened. A panel without a position goes below all panels before
 * it.
 */
export function layOut(rows: readonly RawRow[]): Placed[] {
  const placed: Placed[] = [];
  let bottom = 0;
  let shift = 0;
  const add = (raw: RawPanel, by: number): void => {
    const gridPos = place(raw, by, bottom);
    placed.push({ raw, gridPos });
    bottom = Math.max(bottom, gridPos.y + gridPos.h);
  };
  const inOrder = [...rows].sort((a, b) => (a.gridPos?.y ?? Infinity) - (b.gridPos?.y ?? Infinity) || 0);
  for (const row of inOrder) {
    add(row, shift);
    if (row.panels.length === 0) continue;
    const below = placed.at(-1)!.gridPos.y + 1;
    const tops = row.panels.map(({ gridPos }) => gridPos?.y ?? Infinity).filter(Number.isFinite);
    const top = tops.length > 0 ? Math.min(...tops) : 0;
    for (const panel of row.panels) add(panel, below - top);
    shift += Math.max(0, bottom - below);
  }
  return placed.sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
}

function place({ gridPos, type }: RawPanel, shift: number, bottom: number): GridPos {
  const isRow = type === 'row';
  const w = clamp(gridPos?.w ?? (isRow ? GRID_COLUMNS : DEFAULT_WIDTH), 1, GRID_COLUMNS);
  return {
    x: clamp(gridPos?.x ?? 0, 0, GRID_COLUMNS - w),
    y: gridPos?.y === undefined ? bottom : Math.max(0, Math.floor(gridPos.y) + shift),
    w,
    h: isRow ? 1 : clamp(gridPos?.h ?? DEFAULT_HEIGHT, 1, 1000),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.floor(value)));
}

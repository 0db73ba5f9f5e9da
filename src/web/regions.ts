import type uPlot from 'uplot';
import type { ChartTheme } from './theme.js';

/** A part of the horizontal axis that is marked, in the unit of the chart's times. */
export interface Region {
  title: string;
  color: string;
  start: number;
  end: number;
}

/** Lines of titles, one below the other where regions overlap. */
const TITLE_ROWS = 3;

/** Marks regions below the lines of a chart: a tint, an edge where each begins, and its title if there is room. */
export function drawRegions(
  { ctx, bbox, valToPos }: uPlot,
  { regions = [], range }: { regions?: readonly Region[]; range: { from: number; to: number } },
  { font }: ChartTheme,
): void {
  if (regions.length === 0) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = font.replace(/[\d.]+(?=px)/, (size) => String(Number(size) * devicePixelRatio));
  ctx.textBaseline = 'top';
  const height = 13 * devicePixelRatio;
  const freeFrom = Array.from({ length: TITLE_ROWS }, () => -Infinity);
  for (const { title, color, start, end } of regions) {
    if (end < range.from || start > range.to) continue;
    const left = valToPos(start, 'x', true);
    // What was seen once is a line.
    const width = Math.max(devicePixelRatio, valToPos(end, 'x', true) - left);
    ctx.fillStyle = color;
    ctx.globalAlpha = 0.1;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.globalAlpha = 0.7;
    ctx.fillRect(left, bbox.top, devicePixelRatio, bbox.height);
    const at = Math.max(left, bbox.left) + 4 * devicePixelRatio;
    const row = freeFrom.findIndex((from) => from <= at);
    if (row < 0) continue;
    ctx.globalAlpha = 1;
    ctx.fillText(title, at, bbox.top + row * height + 2 * devicePixelRatio);
    freeFrom[row] = at + ctx.measureText(title).width + 6 * devicePixelRatio;
  }
  ctx.restore();
}

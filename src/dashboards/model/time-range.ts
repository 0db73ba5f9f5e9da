/** Time ranges as Grafana writes them. */

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  M: 30 * 86_400,
  y: 365 * 86_400,
};
const DEFAULT_RANGE_SECONDS = 15 * 60;

/**
 * The range in Unix seconds; the last fifteen minutes if it cannot be read or is empty. Months count 30 days, years
 * 365; rounding (`now/d`) is in UTC, to the start of the unit for `from` and to now at most for `to`.
 * @param now Unix seconds
 */
export function resolveTimeRange(
  { from, to }: { from: string; to: string },
  now: number,
): { from: number; to: number } {
  const end = resolveTime(to, now, 'end');
  const start = resolveTime(from, now, 'start');
  if (start === undefined || end === undefined || start >= end) {
    return { from: now - DEFAULT_RANGE_SECONDS, to: now };
  }
  return { from: start, to: end };
}

function resolveTime(text: string, now: number, edge: 'start' | 'end'): number | undefined {
  const relative = /^now(?:([-+])(\d+)([smhdwMy]))?(?:\/([smhdwMy]))?$/.exec(text.replace(/\s/g, ''));
  if (relative) {
    const [, sign, count = '0', unit = 's', rounding] = relative;
    const moved = now + (sign === '-' ? -1 : 1) * Number(count) * UNIT_SECONDS[unit]!;
    if (rounding === undefined) return moved;
    const size = UNIT_SECONDS[rounding]!;
    const floor = Math.floor(moved / size) * size;
    return edge === 'start' ? floor : Math.min(now, floor + size);
  }
  if (/^\d{10,}$/.test(text)) return Number(text) / 1000;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

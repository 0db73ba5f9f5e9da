import type { Tier } from '../../load/request/tiers.js';
import { formatDuration } from '../../util/duration.js';
import { padEnd, padStart, widest } from '../../util/text/display-width.js';

/** All tiers as a table. */
export function tiersText(tiers: readonly Tier[]): string {
  const rows = tiers.map(({ name, users, spawnRate, holdSeconds, thresholds, expected }) => [
    name,
    String(users),
    `${spawnRate}/s`,
    formatDuration(holdSeconds),
    thresholds.join(' '),
    expected,
  ]);
  const table = [['tier', 'users', 'spawn', 'hold', 'thresholds', 'shows'], ...rows];
  const widths = table[0]!.map((_, column) => widest(table.map((row) => row[column]!)));
  const isNumber = (column: number) => column >= 1 && column <= 3;
  return table
    .map((row) =>
      row
        .map((cell, i) => (isNumber(i) ? padStart(cell, widths[i]!) : padEnd(cell, widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

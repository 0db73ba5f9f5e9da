import { Box, Text } from 'ink';
import { displayWidth } from '../../util/text/display-width.js';
import { visible, visibleInColor } from '../../util/text/visible.js';

export interface DashboardViewProps {
  header: string;
  lines: readonly string[];
  /** Rows for the panels: missing lines stay blank, so that the footer keeps its place. */
  rows: number;
  /** Of the terminal. */
  columns: number;
  problem: string | undefined;
  /** Which lines of how many are shown; undefined if all are. */
  position: string | undefined;
}

/** The live screen of `dashboard`: lines in, text out. */
export function DashboardView({ header, lines, rows, columns, problem, position }: DashboardViewProps) {
  return (
    <Box flexDirection="column">
      <Text wrap="truncate-end">{visibleInColor(header)}</Text>
      {Array.from({ length: rows }, (_, i) => (
        <Text key={i} wrap="truncate-end">
          {visibleInColor(lines[i] || ' ')}
        </Text>
      ))}
      {problem === undefined ? (
        <Text wrap="truncate-end" dimColor>
          {keysText(position, columns)}
        </Text>
      ) : (
        <Text wrap="truncate-end" color="red">
          {visible(problem)} · q quits
        </Text>
      )}
    </Box>
  );
}

/** Left out in this order if a line of all keys is too wide. They still work. */
const SPARED = ['↑↓ PgUp PgDn scroll', '+ - range', '← → dashboard'];

/** The keys, and the position, as far as they fit. */
export function keysText(position: string | undefined, columns: number): string {
  const scroll = position === undefined ? [] : ['↑↓ PgUp PgDn scroll', position];
  let parts = ['← → dashboard', '+ - range', ...scroll, 'q quits'];
  for (const spared of SPARED) {
    if (displayWidth(parts.join(' · ')) < columns) break;
    parts = parts.filter((part) => part !== spared);
  }
  return parts.join(' · ');
}

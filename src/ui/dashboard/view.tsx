import { Box, Text } from 'ink';
import { visible, visibleInColor } from '../../util/text/visible.js';

export interface DashboardViewProps {
  header: string;
  lines: readonly string[];
  /** Rows for the panels: missing lines stay blank, so that the footer keeps its place. */
  rows: number;
  problem: string | undefined;
  /** Which lines of how many are shown; undefined if all are. */
  position: string | undefined;
}

/** The live screen of `dashboard`: lines in, text out. */
export function DashboardView({ header, lines, rows, problem, position }: DashboardViewProps) {
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
          {position === undefined ? '' : `↑↓ PgUp PgDn scroll · ${position} · `}q quits
        </Text>
      ) : (
        <Text wrap="truncate-end" color="red">
          {visible(problem)} · q quits
        </Text>
      )}
    </Box>
  );
}

import { Box, Text } from 'ink';
import { formatThreshold } from '../../load/request/thresholds.js';
import {
  gapText,
  type LimitModel,
  PROBE_HEADER,
  probeLine,
  probeShare,
  standingLimit,
} from './limit-model.js';
import { usersText } from './measure-text.js';
import { Bar, KeyLine } from './parts-view.js';

/** Lines in addition to the table of probes. */
const OTHER_LINES = 11;

/**
 * The live screen of a search for the safe limit.
 * @param now ms since the epoch
 */
export function LimitView({
  model,
  now,
  columns,
  rows,
  isPaused,
}: {
  model: LimitModel;
  now: number;
  columns: number;
  rows: number;
  isPaused: boolean;
}) {
  const { current, probes, thresholds, notices } = model;
  const { limit, knee } = standingLimit(model);
  const shown = probes.slice(-Math.max(3, rows - OTHER_LINES - notices.length));
  return (
    <Box flexDirection="column" paddingX={1}>
      <Text wrap="truncate">
        <Text bold>obs-lab stress --find-limit</Text>{' '}
        <Text dimColor>the most users that meet {thresholds.map(formatThreshold).join(', ')}</Text>
      </Text>
      <Text> </Text>
      <Text wrap="truncate">
        <Bar share={probeShare(model, now)} width={Math.min(30, columns - 40)} />{' '}
        {current ? `probe ${current.number}: ${usersText(current.users)}` : 'preparing'}
      </Text>
      <Text> </Text>
      <Text dimColor wrap="truncate">
        {'  '}
        {PROBE_HEADER}
      </Text>
      {shown.map((probe, i) => (
        <Text
          key={`${probes.length - shown.length + i}`}
          wrap="truncate"
          color={probe.holds ? 'green' : 'red'}
        >
          {probe.holds ? '✓' : '✗'} {probeLine(probe)}
        </Text>
      ))}
      <Text> </Text>
      <Text wrap="truncate">
        {'safe limit   '}
        {gapText(limit)}
      </Text>
      <Text wrap="truncate">
        {'knee         '}
        {knee ? usersText(knee.users) : 'not seen yet'}
      </Text>
      {notices.map((notice) => (
        <Text key={notice} color="yellow">
          ! {notice}
        </Text>
      ))}
      <Text> </Text>
      <KeyLine isPaused={isPaused} what="search" />
    </Box>
  );
}

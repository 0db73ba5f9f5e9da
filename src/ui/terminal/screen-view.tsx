import { Box, Text, useCursor } from 'ink';
import { visible } from '../../util/text/visible.js';
import type { Line } from '../text/line.js';
import { LOOKS } from '../text/tones.js';
import type { Screen } from './screen.js';

/** Draws a screen with Ink. */
export function ScreenView({ screen }: { screen: Screen }) {
  const { setCursorPosition } = useCursor();
  setCursorPosition(screen.cursor);
  return (
    <Box flexDirection="column">
      {screen.lines.map((parts, i) => (
        <LineView key={i} parts={parts} />
      ))}
    </Box>
  );
}

function LineView({ parts }: { parts: Line }) {
  return (
    <Text wrap="truncate-end">
      {parts.length === 0 ? ' ' : ''}
      {parts.map(({ text, tone }, i) => {
        const { color, bold, dim, underline } = tone ? LOOKS[tone] : {};
        return (
          <Text
            key={i}
            {...(color && { color })}
            {...(bold && { bold })}
            {...(dim && { dimColor: dim })}
            {...(underline && { underline })}
          >
            {visible(text)}
          </Text>
        );
      })}
    </Text>
  );
}

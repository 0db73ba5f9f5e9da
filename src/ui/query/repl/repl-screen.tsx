import { stripVTControlCharacters } from 'node:util';
import { Box, render, Static, Text } from 'ink';
import { useSyncExternalStore } from 'react';
import { interruptSignal } from '../../terminal/interrupt.js';
import { holdTerminal } from '../../terminal/live/held-terminal.js';
import { giveBackRawMode, takeRawMode } from '../../terminal/live/raw-mode.js';
import { useInlineRedraw } from '../../terminal/live/use-inline-redraw.js';
import { useKeys } from '../../terminal/live/use-keys.js';
import { ScreenView } from '../../terminal/screen-view.js';
import { CLEAR_LINE } from '../../terminal/terminal.js';
import { useTerminalSize } from '../../terminal/use-terminal-size.js';
import type { ReplEnd, ReplSession } from './repl-session.js';
import type { ReplEntry } from './repl-state.js';
import { liveLines, replText } from './repl-text.js';

const MARK_PASTES = '\u001B[?2004h';
const UNMARK_PASTES = '\u001B[?2004l';

/**
 * Runs a session at the bottom of the terminal; answers scroll up and stay.
 * @returns how it ended
 */
export async function runReplScreen(session: ReplSession): Promise<ReplEnd> {
  const { stdout } = process;
  const { signal, release } = interruptSignal();
  signal.addEventListener('abort', () => session.end('interrupted'));
  const held = holdTerminal({
    take() {
      // Keys typed so far are kept, but their echo is in the way; raw mode turns the echo off.
      takeRawMode();
      stdout.write(`${CLEAR_LINE}${MARK_PASTES}`);
    },
    giveBack() {
      stdout.write(UNMARK_PASTES);
      giveBackRawMode();
    },
  });
  const instance = render(<ReplApp session={session} />, { exitOnCtrlC: false });
  try {
    return await session.ended;
  } finally {
    instance.unmount();
    held.release();
    release();
  }
}

/** Subscribes to a session, and to the terminal's keys and size. */
function ReplApp({ session }: { session: ReplSession }) {
  const view = useSyncExternalStore(session.subscribe, session.view);
  const size = useTerminalSize();
  const screen = replText(view, size);
  const live = liveLines(view, screen, size);
  useInlineRedraw({
    ...screen,
    lines: [...live.map((text) => [{ text: stripVTControlCharacters(text) }]), ...screen.lines],
  });
  useKeys(session.press);
  return (
    <Box flexDirection="column">
      <Static items={[...view.entries]}>
        {(entry: ReplEntry) => <Text key={entry.id}>{entry.text}</Text>}
      </Static>
      {live.length > 0 && <Text>{live.join('\n')}</Text>}
      <ScreenView screen={screen} />
    </Box>
  );
}

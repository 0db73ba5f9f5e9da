import { Box, render, Static, Text, useInput } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import { interruptSignal } from '../../terminal/interrupt.js';
import { createKeyReader } from '../../terminal/keys.js';
import { ScreenView } from '../../terminal/screen-view.js';
import { CLEAR_LINE } from '../../terminal/terminal.js';
import { useTerminalSize } from '../../terminal/use-terminal-size.js';
import type { ReplEnd, ReplSession } from './repl-session.js';
import type { ReplEntry } from './repl-state.js';
import { replText } from './repl-text.js';

const MARK_PASTES = '\u001B[?2004h';
const UNMARK_PASTES = '\u001B[?2004l';

/**
 * Runs a session at the bottom of the terminal; answers scroll up and stay.
 * @returns how it ended
 */
export async function runReplScreen(session: ReplSession): Promise<ReplEnd> {
  const { stdin, stdout } = process;
  const { signal, release } = interruptSignal();
  signal.addEventListener('abort', () => session.end('interrupted'));
  const unmark = (): void => void stdout.write(UNMARK_PASTES);
  process.once('exit', unmark);
  // Keys typed so far are kept, but their echo is in the way; raw mode turns the echo off.
  stdin.setRawMode(true);
  stdout.write(`${CLEAR_LINE}${MARK_PASTES}`);
  const instance = render(<ReplApp session={session} />, { exitOnCtrlC: false });
  try {
    return await session.ended;
  } finally {
    instance.unmount();
    process.off('exit', unmark);
    unmark();
    release();
  }
}

/** Subscribes to a session, and to the terminal's keys and size. */
function ReplApp({ session }: { session: ReplSession }) {
  const view = useSyncExternalStore(session.subscribe, session.view);
  const size = useTerminalSize();
  const [readKeys] = useState(createKeyReader);
  useInput((text, key) => readKeys(text, key).forEach((action) => session.press(action)));
  return (
    <Box flexDirection="column">
      <Static items={[...view.entries]}>
        {(entry: ReplEntry) => <Text key={entry.id}>{entry.text}</Text>}
      </Static>
      <ScreenView screen={replText(view, size)} />
    </Box>
  );
}

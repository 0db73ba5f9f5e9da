import { Box, render, Static, Text } from 'ink';
import { useSyncExternalStore } from 'react';
import { type AppendedSession, runAppended } from '../../terminal/appended/run-appended.js';
import { interruptSignal } from '../../terminal/interrupt.js';
import { holdTerminal } from '../../terminal/live/held-terminal.js';
import { giveBackRawMode, takeRawMode } from '../../terminal/live/raw-mode.js';
import { useCleanRedraw } from '../../terminal/live/use-clean-redraw.js';
import { useKeys } from '../../terminal/live/use-keys.js';
import { ScreenView } from '../../terminal/screen-view.js';
import { appendsOnly, CLEAR_LINE } from '../../terminal/terminal.js';
import { useTerminalSize } from '../../terminal/use-terminal-size.js';
import type { ReplEnd, ReplSession } from './repl-session.js';
import type { ReplEntry } from './repl-state.js';
import { lastAnswers, liveLines, replText } from './repl-text.js';

const MARK_PASTES = '\u001B[?2004h';
const UNMARK_PASTES = '\u001B[?2004l';

/**
 * Runs a session at the bottom of the terminal; answers scroll up and stay. If the terminal is only appended to, it is
 * run line by line.
 * @returns how it ended
 */
export async function runReplScreen(session: ReplSession): Promise<ReplEnd> {
  if (appendsOnly()) return runAppended(appendedRepl(session));
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

/** The prompt for a terminal that is only appended to: each answer is printed once. */
function appendedRepl(session: ReplSession): AppendedSession<ReplEnd> {
  let printed = 0;
  return {
    news() {
      const fresh = session.view().entries.slice(printed);
      printed += fresh.length;
      return fresh.map(({ text }) => text);
    },
    typing: () => 'text',
    subscribe: session.subscribe,
    press: session.press,
    ended: session.ended,
    interrupted() {
      if (session.view().busy) session.press({ type: 'control', letter: 'c' });
      else session.end('interrupted');
    },
  };
}

/** Subscribes to a session, and to the terminal's keys and size. */
function ReplApp({ session }: { session: ReplSession }) {
  const view = useSyncExternalStore(session.subscribe, session.view);
  const size = useTerminalSize();
  const screen = replText(view, size);
  const live = liveLines(view, screen, size);
  useCleanRedraw(() => lastAnswers(view, size.rows - live.length - screen.lines.length - 2));
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

import { render, useInput } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import { interruptSignal } from './interrupt.js';
import { createKeyReader } from './keys.js';
import { missionScreen } from './mission-model.js';
import type { MissionEnd, MissionSession } from './mission-session.js';
import { MissionView } from './mission-view.js';
import { useTerminalSize } from './use-terminal-size.js';

/** The other screen, its top left, and pastes marked as such; and all of that undone. */
const ENTER = '\u001B[?1049h\u001B[H\u001B[?2004h';
const LEAVE = '\u001B[?2004l\u001B[?1049l';

/** A session in the whole terminal, which is given back as it was. @returns how it ended */
export async function runMissionScreen(session: MissionSession): Promise<MissionEnd> {
  const { stdout } = process;
  const { signal, release } = interruptSignal();
  signal.addEventListener('abort', () => session.end('interrupted'));
  const giveBack = (): void => void stdout.write(LEAVE);
  process.once('exit', giveBack);
  stdout.write(ENTER);
  const instance = render(<MissionApp session={session} />, { exitOnCtrlC: false });
  try {
    return await session.ended;
  } finally {
    instance.unmount();
    process.off('exit', giveBack);
    giveBack();
    release();
  }
}

/** Subscribes to a session, and to the terminal's keys and size. */
export function MissionApp({ session }: { session: MissionSession }) {
  const { state, input } = useSyncExternalStore(session.subscribe, session.view);
  const size = useTerminalSize();
  const [readKeys] = useState(createKeyReader);
  useInput((text, key) => readKeys(text, key).forEach(session.press));
  return <MissionView screen={missionScreen(state, input, size)} />;
}

import { useSyncExternalStore } from 'react';
import { runAppended } from '../terminal/appended/run-appended.js';
import { runFullScreen } from '../terminal/full-screen.js';
import { useCleanRedraw } from '../terminal/live/use-clean-redraw.js';
import { useKeys } from '../terminal/live/use-keys.js';
import { ScreenView } from '../terminal/screen-view.js';
import { appendsOnly } from '../terminal/terminal.js';
import { useTerminalSize } from '../terminal/use-terminal-size.js';
import { showsColor } from '../text/paint.js';
import { appendedMission } from './appended.js';
import type { MissionEnd, MissionSession } from './session-types.js';
import { screenText } from './text/screen-text.js';

/**
 * Runs a session in the full terminal, or, if the terminal is only appended to, line by line.
 * @returns how it ended
 */
export async function runMissionScreen(session: MissionSession): Promise<MissionEnd> {
  if (appendsOnly()) return runAppended(appendedMission(session));
  return runFullScreen(<MissionApp session={session} />, {
    ended: session.ended,
    interrupted: () => session.end('interrupted'),
  });
}

/** Subscribes to a session, and to the terminal's keys and size. */
export function MissionApp({ session }: { session: MissionSession }) {
  const view = useSyncExternalStore(session.subscribe, session.view);
  const size = useTerminalSize();
  const screen = screenText(view, { ...size, color: showsColor() });
  useCleanRedraw();
  useKeys((action) => session.press(action, screen.paging));
  return <ScreenView screen={screen} />;
}

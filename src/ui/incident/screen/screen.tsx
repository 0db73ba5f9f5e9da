import { useSyncExternalStore } from 'react';
import { runFullScreen } from '../../terminal/full-screen.js';
import { useCleanRedraw } from '../../terminal/live/use-clean-redraw.js';
import { useKeys } from '../../terminal/live/use-keys.js';
import { ScreenView } from '../../terminal/screen-view.js';
import { useTerminalSize } from '../../terminal/use-terminal-size.js';
import { showsColor } from '../../text/paint.js';
import { incidentScreen } from './screen-text.js';
import type { IncidentEnd, IncidentSession } from './session.js';

/**
 * Runs a session in the full terminal.
 * @returns how it ended
 */
export async function runIncidentScreen(session: IncidentSession): Promise<IncidentEnd> {
  return runFullScreen(<IncidentApp session={session} />, {
    ended: session.ended,
    interrupted: () => session.end('interrupted'),
  });
}

/** Subscribes to a session, and to the terminal’s keys and size. */
function IncidentApp({ session }: { session: IncidentSession }) {
  const view = useSyncExternalStore(session.subscribe, session.view);
  const size = useTerminalSize();
  useCleanRedraw();
  useKeys(session.press);
  return <ScreenView screen={incidentScreen(view, { ...size, color: showsColor() })} />;
}

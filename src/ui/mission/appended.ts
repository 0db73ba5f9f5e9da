import { createFrameNews } from '../terminal/appended/frame-news.js';
import type { AppendedSession } from '../terminal/appended/run-appended.js';
import type { Typing } from '../terminal/appended/typed-actions.js';
import { terminalColumns } from '../terminal/terminal.js';
import type { Line } from '../text/line.js';
import type { SessionState } from './session-state.js';
import type { MissionEnd, MissionSession } from './session-types.js';
import { abilitiesOf } from './state.js';
import { screenText } from './text/screen-text.js';

/** A mission for a terminal that is only appended to: a screen reader’s, or a dumb one. */

/** Enough for everything: nothing has to be scrolled. */
const MANY_ROWS = 1000;

export function appendedMission(session: MissionSession): AppendedSession<MissionEnd> {
  return {
    news: createFrameNews(() => missionLines(session.view())),
    typing: () => typingOf(session.view()),
    subscribe: session.subscribe,
    press: session.press,
    ended: session.ended,
    interrupted: () => session.end('interrupted'),
  };
}

/** The screen without what only helps while typing: completions and the preview. */
function missionLines({ popup: _, ...view }: SessionState): readonly Line[] {
  const preview = { ...view.preview, on: false };
  return screenText({ ...view, preview }, { columns: terminalColumns(), rows: MANY_ROWS, color: false })
    .lines;
}

function typingOf({ state, field }: SessionState): Typing {
  if (!abilitiesOf(state).type || !field || field.kind === 'confirm') return 'keys';
  if (field.kind === 'text') return 'text';
  return field.form.multiple ? 'keys' : 'keys-and-enter';
}

import { useRef, useState } from 'react';
import type { Mission } from '../../../missions/library/schema.js';
import type { Progress } from '../../../missions/progress/progress.js';
import { createFrameNews } from '../../terminal/appended/frame-news.js';
import { type AppendedSession, runAppended } from '../../terminal/appended/run-appended.js';
import { runFullScreen } from '../../terminal/full-screen.js';
import type { KeyAction } from '../../terminal/keys.js';
import { createListeners } from '../../terminal/listeners.js';
import { useCleanRedraw } from '../../terminal/live/use-clean-redraw.js';
import { useKeys } from '../../terminal/live/use-keys.js';
import { ScreenView } from '../../terminal/screen-view.js';
import { appendsOnly, terminalColumns } from '../../terminal/terminal.js';
import { useTerminalSize } from '../../terminal/use-terminal-size.js';
import { listText } from './list-text.js';
import { nextMission } from './next-mission.js';

/** The mission that was chosen; `left` by Esc, `interrupted` by Ctrl-C or a signal. */
export type MissionChoice = Mission | 'left' | 'interrupted';

/**
 * Lets the user choose a mission.
 * @param last is selected at first; by default the mission to continue with
 */
export async function chooseMission(
  missions: readonly Mission[],
  progress: Progress,
  last?: Mission,
): Promise<MissionChoice> {
  let choose: (choice: MissionChoice) => void = () => undefined;
  const ended = new Promise<MissionChoice>((resolve) => (choose = resolve));
  const first = last ? missions.indexOf(last) : nextMission(missions, progress);
  if (appendsOnly()) {
    return runAppended({
      ...appendedList({ missions, progress, first, choose: (choice) => choose(choice) }),
      ended,
      interrupted: () => choose('interrupted'),
    });
  }
  const view = <MissionListApp missions={missions} progress={progress} first={first} choose={choose} />;
  return runFullScreen(view, { ended, interrupted: () => choose('interrupted') });
}

export function MissionListApp({
  missions,
  progress,
  first,
  choose,
}: {
  missions: readonly Mission[];
  progress: Progress;
  first: number;
  choose: (choice: MissionChoice) => void;
}) {
  const [selected, select] = useState(first);
  const size = useTerminalSize();
  // Keys may come faster than frames.
  const at = useRef(first);
  useCleanRedraw();
  useKeys((action) => {
    if (action.type === 'escape') choose('left');
    else if (action.type === 'control' && action.letter === 'c') choose('interrupted');
    else if (action.type === 'enter') choose(missions[at.current]!);
    else at.current = moved(missions, at.current, action);
    select(at.current);
  });
  return <ScreenView screen={listText({ missions, progress, selected }, size)} />;
}

/** The list for a terminal that is only appended to: a number opens a mission. */
function appendedList({
  missions,
  progress,
  first,
  choose,
}: Parameters<typeof MissionListApp>[0]): Omit<AppendedSession<MissionChoice>, 'ended' | 'interrupted'> {
  const { subscribe, notify } = createListeners();
  let selected = first;
  const size = { columns: terminalColumns(), rows: 1000 };
  return {
    news: createFrameNews(() => listText({ missions, progress, selected }, size).lines),
    typing: () => 'keys-and-enter',
    subscribe,
    press(action) {
      if (action.type === 'escape') choose('left');
      else if (action.type === 'enter') choose(missions[selected]!);
      else selected = moved(missions, selected, action);
      notify();
    },
  };
}

/** With the arrow keys, or by typing a mission's number. */
function moved(missions: readonly Mission[], selected: number, action: KeyAction): number {
  if (action.type !== 'edit') return selected;
  const { edit } = action;
  if (edit.type === 'newer') return (selected + 1) % missions.length;
  if (edit.type === 'older') return (selected + missions.length - 1) % missions.length;
  const named =
    edit.type === 'insert' ? missions.findIndex(({ number }) => String(number) === edit.text) : -1;
  return named === -1 ? selected : named;
}

import { type ReactElement, useEffect, useState } from 'react';
import { openFullScreen } from '../terminal/full-screen.js';
import { useCleanRedraw } from '../terminal/live/use-clean-redraw.js';
import { useKeys } from '../terminal/live/use-keys.js';
import { type TerminalSize, useTerminalSize } from '../terminal/use-terminal-size.js';

/** The state of a live screen of `stress`, and how it is drawn. */
export interface LoadScreenOptions<Model, Event> {
  initial: Model;
  fold(model: Model, event: Event, now: number): Model;
  /** @param now ms since the epoch */
  draw(model: Model, now: number, size: TerminalSize, isPaused: boolean): ReactElement;
  /** Called when the user asks to stop early. */
  onStop(): void;
}

/**
 * Drawing takes CPU time from the measured system if both share a core. So each event is drawn, and the clock alone
 * only after this long without an event. A run sends an event every second.
 */
const TICK_MS = 1100;

/**
 * Opens a live screen with its keys: q stops, p pauses the screen, Ctrl-C interrupts. It has the whole terminal while
 * the load runs, so that nothing of it is left above the summary.
 */
export function openLoadScreen<Model, Event>({
  initial,
  fold,
  draw,
  onStop,
}: LoadScreenOptions<Model, Event>): { on(event: Event): void; close(): void } {
  let model = initial;
  let update: () => void = () => undefined;
  const current = () => ({ model, now: Date.now() });
  function Live() {
    const [latest, setLatest] = useState(current);
    const [held, setHeld] = useState<typeof latest>();
    const size = useTerminalSize();
    useEffect(() => {
      update = () => setLatest(current);
      update();
    }, []);
    useEffect(() => {
      const timer = setTimeout(() => setLatest(current), TICK_MS);
      return () => clearTimeout(timer);
    }, [latest]);
    useCleanRedraw();
    useKeys((action) => {
      // The terminal is raw, so Ctrl-C is a key: make it the signal that everything else listens to.
      if (action.type === 'control' && action.letter === 'c') process.kill(process.pid, 'SIGINT');
      if (action.type !== 'edit' || action.edit.type !== 'insert') return;
      if (action.edit.text === 'q') onStop();
      if (action.edit.text === 'p') setHeld(held ? undefined : latest);
    });
    const shown = held ?? latest;
    return draw(shown.model, shown.now, size, held !== undefined);
  }
  const screen = openFullScreen(<Live />);
  return {
    on(event) {
      model = fold(model, event, Date.now());
      update();
    },
    close: screen.close,
  };
}

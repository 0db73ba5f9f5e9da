import { render, useInput } from 'ink';
import { useEffect, useState, type ReactElement } from 'react';
import { useTerminalSize, type TerminalSize } from './use-terminal-size.js';

/** How a live screen of `stress` draws what it knows. */
export interface LoadScreenOptions<Model, Event> {
  initial: Model;
  fold(model: Model, event: Event, now: number): Model;
  /** @param now ms since the epoch */
  draw(model: Model, now: number, size: TerminalSize, isPaused: boolean): ReactElement;
  /** Called when the user asks to stop early. */
  onStop(): void;
}

/** Drawing takes time from what is measured, where both share a core. */
const TICK_MS = 500;

/** Opens a live screen with its keys: q stops, p holds the picture, Ctrl-C interrupts. */
export function openLoadScreen<Model, Event>({
  initial,
  fold,
  draw,
  onStop,
}: LoadScreenOptions<Model, Event>): { on(event: Event): void; close(): void } {
  let model = initial;
  let update: (model: Model) => void = () => undefined;
  function Live() {
    const [latest, setLatest] = useState(model);
    const [now, setNow] = useState(Date.now());
    const [held, setHeld] = useState<{ model: Model; now: number }>();
    const size = useTerminalSize();
    useEffect(() => {
      update = setLatest;
      setLatest(model);
      const timer = setInterval(() => setNow(Date.now()), TICK_MS);
      return () => clearInterval(timer);
    }, []);
    useInput((input, key) => {
      if (input === 'q') onStop();
      if (input === 'p') setHeld(held ? undefined : { model: latest, now });
      // Ink reads keys raw, so Ctrl-C is a key: make it the signal that everything else listens to.
      if (key.ctrl && input === 'c') process.kill(process.pid, 'SIGINT');
    });
    return held ? draw(held.model, held.now, size, true) : draw(latest, now, size, false);
  }
  const instance = render(<Live />, { exitOnCtrlC: false });
  return {
    on(event) {
      model = fold(model, event, Date.now());
      update(model);
    },
    close: () => instance.unmount(),
  };
}

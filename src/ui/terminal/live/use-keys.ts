import { useInput, useStdin, useStdout } from 'ink';
import { useEffect, useRef, useState } from 'react';
import { createKeyReader, type KeyAction } from '../keys.js';
import { CLEAR_SCREEN } from '../terminal.js';
import { suspend } from './held-terminal.js';

/**
 * Hands each key to `press`, but for those that mean the same on every screen: Ctrl-L draws the screen again, Ctrl-Z
 * stops the command until `fg`.
 */
export function useKeys(press: (action: KeyAction) => void): void {
  const { internal_eventEmitter: events } = useStdin();
  const { write } = useStdout();
  const [readKeys] = useState(createKeyReader);
  // Ink reports Backspace and Delete alike; what the terminal sent tells them apart.
  const sequence = useRef('');
  useEffect(() => {
    const note = (sent: string): void => void (sequence.current = sent);
    events.prependListener('input', note);
    return () => void events.off('input', note);
  }, [events]);
  useInput((text, key) => {
    for (const action of readKeys(text, key, sequence.current)) {
      const letter = action.type === 'control' ? action.letter : undefined;
      if (letter === 'l') write(CLEAR_SCREEN);
      else if (letter === 'z') suspend();
      else press(action);
    }
  });
}

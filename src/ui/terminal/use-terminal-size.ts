import { useStdout } from 'ink';
import { useEffect, useState } from 'react';

export interface TerminalSize {
  columns: number;
  rows: number;
}

/** The terminal's size, updated as it changes; 80×24 if it is not known. */
export function useTerminalSize(): TerminalSize {
  const { stdout } = useStdout();
  const measure = (): TerminalSize => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const [size, setSize] = useState(measure);
  useEffect(() => {
    const update = (): void => setSize(measure());
    stdout.on('resize', update);
    return () => void stdout.off('resize', update);
  });
  return size;
}

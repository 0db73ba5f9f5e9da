import type { TestTerminal } from '../../test/helpers/terminal.js';

/** The tools for taking pictures of a terminal. */
export interface Camera {
  /** Opens the CLI in a terminal of 90 × 24 by default. */
  open: (args: string[], size?: { columns?: number; rows?: number }) => TestTerminal;
  save: (terminal: TestTerminal, name: string, title: string) => Promise<void>;
  /** Runs the CLI until it exits. */
  cli: (args: readonly string[]) => Promise<unknown>;
}

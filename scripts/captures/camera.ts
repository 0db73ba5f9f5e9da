import type { TestTerminal } from '../../test/helpers/terminal.js';

/** What it takes to take a terminal's picture. */
export interface Camera {
  /** Opens the CLI in a terminal of 90 × 24, where nothing else is said. */
  open: (args: string[], size?: { columns?: number; rows?: number }) => TestTerminal;
  save: (terminal: TestTerminal, name: string, title: string) => Promise<void>;
  /** Runs the CLI to its end. */
  cli: (args: readonly string[]) => Promise<unknown>;
}

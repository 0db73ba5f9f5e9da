import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { NAMED } from './cli.js';
import { until } from './wait.js';

const ENTRY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  env?: Record<string, string | undefined>;
  /** Runs it as a job of an interactive shell, as a person does, so that Ctrl-Z has something to return to. */
  inShell?: boolean;
}

/** The built CLI in a real terminal: a pty on one side, what a person would see on the other. */
export class TestTerminal {
  readonly screen: xterm.Terminal;
  readonly exited: Promise<number>;
  private readonly pty: IPty;
  /** Everything the program has written, with its control sequences. */
  written = '';

  constructor(
    args: readonly string[],
    { columns = 80, rows = 24, env = {}, inShell = false }: TerminalOptions = {},
  ) {
    const { PATH, HOME, TMPDIR, LANG, OBS_LAB_CACHE } = process.env;
    const all = {
      PATH,
      HOME,
      TMPDIR,
      LANG: LANG ?? 'C.UTF-8',
      OBS_LAB_CACHE,
      TERM: 'xterm-256color',
      ...NAMED,
      ...env,
    };
    const defined = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    this.screen = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
    const size = { cols: columns, rows };
    this.pty = inShell
      ? spawn('bash', ['--norc', '--noprofile', '-i'], { ...size, env: { ...defined, PS1: '$ ' } })
      : spawn(process.execPath, [ENTRY, ...args], { ...size, env: defined });
    if (inShell) this.run(args);
    this.pty.onData((data) => {
      this.written += data;
      this.screen.write(data);
    });
    // Once the screen shows the last of what was written, too.
    this.exited = new Promise((resolve) =>
      this.pty.onExit(({ exitCode }) => this.screen.write('', () => resolve(exitCode))),
    );
  }

  /** Of the program. */
  get pid(): number {
    return this.pty.pid;
  }

  /** The visible rows, without trailing blanks. */
  lines(): string[] {
    const { active } = this.screen.buffer;
    return Array.from(
      { length: this.screen.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  text(): string {
    return this.lines().join('\n').trimEnd();
  }

  /** Types; `\r` is Enter, `\x1b` Escape, `\x03` Ctrl-C. */
  type(keys: string): void {
    this.pty.write(keys);
  }

  /** Types a command line of the program, for a shell. */
  run(args: readonly string[]): void {
    this.type(`${[process.execPath, ENTRY, ...args].map((word) => `'${word}'`).join(' ')}\r`);
  }

  resize(columns: number, rows: number): void {
    this.pty.resize(columns, rows);
    this.screen.resize(columns, rows);
  }

  /** Waits until the screen matches; fails with what it shows. */
  async waitFor(pattern: RegExp | string, seconds = 60): Promise<string> {
    const matches = (text: string): boolean =>
      typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
    return until(
      `the screen shows ${String(pattern)}`,
      () => (matches(this.text()) ? this.text() : undefined),
      seconds,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n--- screen\n${this.text()}`);
    });
  }

  /** Ends the program if it still runs. */
  async close(): Promise<void> {
    this.pty.kill('SIGKILL');
    await this.exited;
  }
}

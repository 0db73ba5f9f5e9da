/**
 * The errors a user can cause or meet. Each carries what the CLI needs to end well: a stable code for
 * scripts, an exit code, and hints that say what to do next.
 */

/** The process exit codes, everywhere (README, "Exit codes"). */
export const ExitCode = {
  /** All is well. */
  ok: 0,
  /** The check that was asked for failed: unhealthy, wrong answer, threshold crossed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The stack is not running, or not ready. */
  notRunning: 3,
  /** This machine cannot do it: no engine, port taken, no binary. */
  environment: 4,
  /** Ended by SIGINT or SIGTERM. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export interface LabErrorOptions {
  /** SCREAMING_SNAKE_CASE, stable: scripts match on it. */
  code: string;
  exitCode: ExitCode;
  /** What to do next, one thought a line, most helpful first. */
  hints?: readonly string[];
  /** What more a script may want to know; becomes part of the error document of --json. */
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** An expected failure. The message says what failed, and on what; never shown with a stack trace. */
export class LabError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hints: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, { code, exitCode, hints = [], details = {}, cause }: LabErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = code;
    this.code = code;
    this.exitCode = exitCode;
    this.hints = hints;
    this.details = details;
  }
}

/** The command line, or a file the user wrote, is wrong (exit 2). */
export class UsageError extends LabError {
  constructor(message: string, options: { code?: string; hints?: readonly string[]; cause?: unknown } = {}) {
    super(message, { code: 'USAGE', exitCode: ExitCode.usage, ...options });
  }
}

/** The stack, or a part of it, is not running or not ready (exit 3). */
export class NotRunningError extends LabError {
  constructor(
    message = 'The lab is not running.',
    options: { code?: string; hints?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, {
      code: 'NOT_RUNNING',
      exitCode: ExitCode.notRunning,
      hints: ['Bring it up with: obs-lab up'],
      ...options,
    });
  }
}

/** This machine cannot do what was asked (exit 4). */
export class EnvironmentError extends LabError {
  constructor(message: string, options: { code: string; hints?: readonly string[]; cause?: unknown }) {
    super(message, { exitCode: ExitCode.environment, ...options });
  }
}

/** The user, or a supervisor, ended the command (exit 130). */
export class InterruptedError extends LabError {
  constructor(message = 'Interrupted.', options: { hints?: readonly string[] } = {}) {
    super(message, { code: 'INTERRUPTED', exitCode: ExitCode.interrupted, ...options });
  }
}

/** Messages of an error and all that caused it, outermost first. */
export function causeChain(error: unknown): string[] {
  const chain: string[] = [];
  for (
    let e: unknown = error;
    e !== undefined && e !== null && chain.length < 10;
    e = (e as { cause?: unknown }).cause
  ) {
    chain.push(e instanceof Error ? `${e.name}: ${e.message}` : String(e));
  }
  return chain;
}

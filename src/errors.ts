/**
 * The errors a user can cause or meet. Each carries what the CLI needs to exit cleanly: a stable code for scripts, an
 * exit code, and hints that say what to do next.
 */

/** The process exit codes, everywhere (README, "Exit codes"). */
export const ExitCode = {
  /** Success. */
  ok: 0,
  /** The check failed: unhealthy, wrong answer, threshold crossed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The stack is not running, or not ready. */
  notRunning: 3,
  /** This machine can't do it: no engine, port in use, no binary. */
  environment: 4,
  /** Ended by SIGINT or SIGTERM. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export interface LabErrorOptions {
  /** SCREAMING_SNAKE_CASE, stable: scripts match on it. */
  code: string;
  exitCode: ExitCode;
  /** What to do next, one step per line, most helpful first. */
  hints?: readonly string[];
  /** More for scripts; becomes part of the error document of --json. */
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** An expected failure. The message says what failed, and on what; it is never shown with a stack trace. */
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
      hints: ['Start it: obs-lab up'],
      ...options,
    });
  }
}

/** This machine can't do what was asked (exit 4). */
export class EnvironmentError extends LabError {
  constructor(message: string, options: Omit<LabErrorOptions, 'exitCode'>) {
    super(message, { exitCode: ExitCode.environment, ...options });
  }
}

/** The user, or a supervisor, ended the command (exit 130). */
export class InterruptedError extends LabError {
  constructor(message = 'Interrupted.', options: { hints?: readonly string[] } = {}) {
    super(message, { code: 'INTERRUPTED', exitCode: ExitCode.interrupted, ...options });
  }
}

/** The messages of an error and its causes, outermost first. */
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

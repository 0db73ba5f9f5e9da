import { log } from './log.js';

/** Starts a program of the lab, and returns a function that stops it gracefully. */
export type Start = () => Promise<() => Promise<void>>;

/** No graceful stop may take longer; after that the process exits anyway. */
const MAX_STOP_MS = 10_000;

/**
 * Runs a program until SIGTERM or SIGINT, then stops it gracefully and exits 0.
 * An error at the start, or an uncaught one, becomes one log line and exit 1.
 */
export async function runProgram(name: string, start: Start): Promise<void> {
  const die = (event: string, fields: Record<string, unknown>): never => {
    log('fatal', event, { program: name, ...fields });
    process.exit(1);
  };
  const crash = (error: unknown): never => die('crash', { error: messageOf(error), stack: stackOf(error) });
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  // The log is a file: on a full disk lines are lost, but the program keeps running.
  process.stdout.on('error', () => undefined);

  let stop: (() => Promise<void>) | undefined;
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log('info', 'stopping', { program: name, signal });
    setTimeout(() => die('cannot stop', { error: `still stopping after ${MAX_STOP_MS} ms` }), MAX_STOP_MS);
    void (stop?.() ?? Promise.resolve()).then(() => {
      log('info', 'stopped', { program: name });
      process.exit(0);
    }, crash);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);

  try {
    stop = await start();
  } catch (error) {
    die('cannot start', { error: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}

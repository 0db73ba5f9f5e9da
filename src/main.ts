import { once } from 'node:events';
import { Config, run } from '@oclif/core';
import { reportError, toLabError } from './cli/error-reporter.js';
import { topicAlone, unknownCommand } from './cli/oclif-errors.js';
import { outputClosed } from './ui/terminal/interrupt.js';
import { detectInvocation, invocation, useInvocation } from './util/invocation.js';
import { visibleOnScreen } from './util/text/visible.js';

/**
 * Runs the command line. Commands report their own errors; what arrives here failed before a command was chosen.
 * @param url of the entry file; oclif finds the package from it
 */
export async function main(url: string): Promise<void> {
  const argv = asFlags(process.argv.slice(2));
  watchOutput();
  guardTerminal(process.stdout);
  guardTerminal(process.stderr);
  const config = await Config.load(url);
  useInvocation(
    detectInvocation({ script: process.argv[1] ?? '', cwd: process.cwd(), env: process.env }),
    config.commandIDs,
  );
  // oclif's help names commands by it. run() loads the configuration again, but from the same package.json.
  config.pjson.oclif.bin = invocation();
  try {
    const incomplete = topicAlone(argv, config);
    if (incomplete) throw incomplete;
    await run(argv, config);
  } catch (error) {
    const unknown = /^command (\S+) not found\.?$/i.exec((error as Error).message ?? '')?.[1];
    const failure = unknown === undefined ? toLabError(error) : unknownCommand(unknown, config);
    if (failure) reportError(failure, { json: argv.includes('--json'), cause: error });
  }
  await flush();
}

/** Waits until stdout's reader has taken everything, however long that takes; {@link watchOutput} ends if it goes. */
async function flush(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
}

/** The last line of defence, for every output: no control sequence from outside reaches the terminal. */
function guardTerminal(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]): boolean =>
    write(typeof chunk === 'string' ? visibleOnScreen(chunk) : chunk, ...rest);
}

/** Exits once stdout is closed. oclif would throw, with a stack trace. */
function watchOutput(): void {
  // A command can finish without showing its progress.
  process.stderr.on('error', () => undefined);
  let isReported = false;
  process.stdout.removeAllListeners('error').on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as head(1), closes the pipe: that is not a failure.
    const failure = error.code === 'EPIPE' ? undefined : toLabError(error);
    if (failure && !isReported) reportError(failure, { json: false, cause: error });
    if (failure) process.exitCode = failure.exitCode;
    isReported = true;
    if (!outputClosed()) process.exit(process.exitCode ?? 0);
  });
}

/** Rewrites `help query` and `version`, known from other tools, as flags that oclif understands. */
function asFlags(argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  if (first === 'help') return [...rest, '--help'];
  return first === 'version' ? ['--version', ...rest] : [...argv];
}

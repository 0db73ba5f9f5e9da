import { Config, flush, run } from '@oclif/core';
import { UsageError } from './errors.js';
import { nearest } from './nearest.js';
import { reportError, toLabError } from './report-error.js';

/**
 * Runs the command line. Commands report their own errors; what arrives here went wrong before one was chosen.
 * @param url of the entry file, from which oclif finds the package
 */
export async function main(url: string): Promise<void> {
  const argv = asFlags(process.argv.slice(2));
  // A reader that has seen enough, such as head(1), closes the pipe: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  const config = await Config.load(url);
  try {
    await run(argv, config);
  } catch (error) {
    const unknown = /^command (\S+) not found$/.exec((error as Error).message ?? '')?.[1];
    const failure = unknown === undefined ? toLabError(error) : unknownCommand(unknown, config);
    if (failure) reportError(failure, { json: argv.includes('--json'), cause: error });
  }
  await flush();
}

/** `help query` and `version`, as other tools have them, in the form that oclif knows. */
function asFlags(argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  if (first === 'help') return [...rest, '--help'];
  return first === 'version' ? ['--version', ...rest] : [...argv];
}

function unknownCommand(id: string, config: Config): UsageError {
  const typed = id.replaceAll(':', ' ');
  const known = config.commandIDs.map((one) => one.replaceAll(':', ' '));
  // oclif takes arguments for a part of the command's name.
  const [guess] = [...nearest(typed, known), ...nearest(typed.split(' ')[0] ?? '', known)];
  return new UsageError(`There is no command “${typed}”.`, {
    code: 'UNKNOWN_COMMAND',
    hints: [...(guess ? [`Did you mean: obs-lab ${guess}`] : []), 'See all commands: obs-lab --help'],
  });
}

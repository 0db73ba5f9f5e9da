import { Config, flush, run } from '@oclif/core';
import { UsageError } from './errors.js';
import { nearest } from './nearest.js';
import { reportError, toLabError } from './report-error.js';

/**
 * Runs the command line. Commands report their own errors; what arrives here went wrong before one was chosen.
 * @param url of the entry file, from which oclif finds the package
 */
export async function main(url: string): Promise<void> {
  const argv = process.argv.slice(2);
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

function unknownCommand(id: string, config: Config): UsageError {
  const typed = id.replaceAll(':', ' ');
  const [guess] = nearest(
    typed,
    config.commandIDs.map((known) => known.replaceAll(':', ' ')),
  );
  return new UsageError(`There is no command “${typed}”.`, {
    code: 'UNKNOWN_COMMAND',
    hints: [...(guess ? [`Did you mean: obs-lab ${guess}`] : []), 'See all commands: obs-lab --help'],
  });
}

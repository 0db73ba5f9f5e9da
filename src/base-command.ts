import { Command, Errors } from '@oclif/core';
import chalk from 'chalk';
import { causeChain, ExitCode, LabError, UsageError } from './errors.js';

/**
 * What every command shares: `--json`, one way for errors to reach the user, and the documented exit codes.
 *
 * With `--json` a command's run() returns its document and oclif prints it; a failed check sets
 * `process.exitCode` and still returns (this.exit() would throw the document away).
 */
export abstract class LabCommand extends Command {
  static override enableJsonFlag = true;

  /** A line of progress or a notice: to stderr, so that stdout holds only the result. Silent with --json. */
  protected notice(line: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${line}\n`);
  }

  override async catch(error: unknown): Promise<void> {
    const failure = toLabError(error);
    if (failure === undefined) return; // --help and the like: already printed, exit 0
    process.exitCode = failure.exitCode;
    if (this.jsonEnabled()) this.logJson(errorDocument(failure));
    else process.stderr.write(renderError(failure));
    if (process.env.DEBUG) process.stderr.write(`${renderCauses(error)}\n`);
  }
}

/** `{"error": …}`, the document of a command that failed. */
export function errorDocument(error: LabError): {
  error: { code: string; message: string; hints: readonly string[] };
} {
  return { error: { code: error.code, message: error.message, hints: error.hints } };
}

/** Puts anything thrown into our terms; undefined where nothing went wrong. */
export function toLabError(error: unknown): LabError | undefined {
  if (error instanceof LabError) return error;
  if (error instanceof Errors.ExitError) {
    if (error.oclif.exit === 0) return undefined;
    return new LabError(error.message, { code: 'EXIT', exitCode: (error.oclif.exit ?? 1) as ExitCode });
  }
  if (error instanceof Errors.CLIError) {
    // oclif's own complaints are all about the command line. Only the first paragraph: the rest repeats the help.
    const message = error.message.replace(/\nSee more help with --help$/, '').trim();
    return new UsageError(message, { hints: ['See what it takes with: --help'] });
  }
  return new LabError(
    `Something went wrong inside obs-lab: ${error instanceof Error ? error.message : String(error)}`,
    {
      code: 'INTERNAL',
      exitCode: ExitCode.failed,
      hints: [
        'This is a defect of obs-lab, not of what you typed. Run again with DEBUG=1 to see where, and report it.',
      ],
      cause: error,
    },
  );
}

function renderError(error: LabError): string {
  const [first = '', ...rest] = error.message.split('\n');
  const lines = [
    `${chalk.red('✗')} ${first}`,
    ...rest.map((line) => `  ${line}`),
    ...error.hints.map((hint) => `  ${chalk.dim('→')} ${hint}`),
  ];
  return `${lines.join('\n')}\n`;
}

function renderCauses(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return [
    ...causeChain(error).map((line, i) => `${'  '.repeat(i)}${i ? 'caused by ' : ''}${line}`),
    stack,
  ].join('\n');
}

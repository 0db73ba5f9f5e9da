import { Errors } from '@oclif/core';
import chalk from 'chalk';
import { explainParseError } from './command-line-errors.js';
import { causeChain, ExitCode, LabError } from './errors.js';

/**
 * The one way an error reaches the user: a document on stdout with --json, words on stderr otherwise, and the exit
 * code. With DEBUG set, what caused it too.
 */
export function reportError(error: LabError, { json, cause }: { json: boolean; cause: unknown }): void {
  process.exitCode = error.exitCode;
  if (json) process.stdout.write(`${JSON.stringify(errorDocument(error), null, 2)}\n`);
  else process.stderr.write(renderError(error));
  if (process.env.DEBUG) process.stderr.write(`${renderCauses(cause)}\n`);
}

/** `{"error": …}`, the document of a command that failed. */
function errorDocument({ code, message, hints, details }: LabError): {
  error: { code: string; message: string; hints: readonly string[]; [detail: string]: unknown };
} {
  return { error: { ...details, code, message, hints } };
}

/** Puts anything thrown into our terms; undefined where nothing went wrong. */
export function toLabError(error: unknown): LabError | undefined {
  if (error instanceof LabError) return error;
  if (error instanceof Errors.ExitError) {
    if (error.oclif.exit === 0) return undefined;
    return new LabError(error.message, { code: 'EXIT', exitCode: (error.oclif.exit ?? 1) as ExitCode });
  }
  // oclif's own complaints are all about the command line.
  if (error instanceof Errors.CLIError) return explainParseError(error);
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
    ...rest.map((line) => (line === '' ? '' : `  ${line}`)),
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

import { Errors } from '@oclif/core';
import { causeChain, EnvironmentError, ExitCode, LabError } from '../errors.js';
import { widthOf } from '../ui/terminal/terminal.js';
import { type Line, line, segment } from '../ui/text/line.js';
import { paint } from '../ui/text/paint.js';
import { fit } from '../ui/text/wrap.js';
import { isDiskFull, obstacleOf } from '../util/files.js';
import { pasteable } from '../util/invocation.js';
import { visible } from '../util/text/visible.js';
import { explainParseError } from './oclif-errors.js';

/**
 * The one way to report an error: a document on stdout with --json, otherwise text on stderr, and the exit code.
 * With DEBUG set, the chain of causes too.
 */
export function reportError(error: LabError, { json, cause }: { json: boolean; cause: unknown }): void {
  process.exitCode = error.exitCode;
  if (json) process.stdout.write(`${JSON.stringify(errorDocument(error), null, 2)}\n`);
  else process.stderr.write(renderError(error, widthOf(process.stderr)));
  if (process.env.DEBUG) process.stderr.write(`${renderCauses(cause)}\n`);
}

/** `{"error": …}`, the document of a command that failed. */
function errorDocument({ code, message, hints, details }: LabError): {
  error: { code: string; message: string; hints: readonly string[]; [detail: string]: unknown };
} {
  return { error: { ...details, code, message: pasteable(message), hints: hints.map(pasteable) } };
}

/**
 * Turns anything thrown into a LabError; undefined if nothing went wrong.
 * @param id of the command that failed, if one was chosen
 */
export function toLabError(error: unknown, id = ''): LabError | undefined {
  if (error instanceof LabError) return error;
  if (error instanceof Errors.ExitError) {
    if (error.oclif.exit === 0) return undefined;
    return new LabError(error.message, { code: 'EXIT', exitCode: (error.oclif.exit ?? 1) as ExitCode });
  }
  // oclif's own complaints are all about the command line.
  if (error instanceof Errors.CLIError) return explainParseError(error, id);
  return systemRefusal(error) ?? internalError(error);
}

const REFUSED = /^(EACCES|EPERM|EROFS)$/;

/** What the system says of a path that is not what it must be. */
const UNUSABLE: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of it is not a directory',
  EEXIST: 'something else is there already',
  EISDIR: 'it is a directory',
  ENOENT: 'it does not exist',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
  ENOTEMPTY: 'it is not empty',
  EBUSY: 'it is in use',
  EIO: 'the disk reports an error',
  ENXIO: 'it is not a regular file',
  ESTALE: 'the file system is gone',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** A full disk, a missing permission, or a file in the way, which any command may meet. Undefined for other errors. */
function systemRefusal(cause: unknown): LabError | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code = '', message, path }: NodeJS.ErrnoException = cause;
  if (isDiskFull(cause)) {
    return new EnvironmentError(`The disk is full${path ? `: cannot write ${path}` : ''}.`, {
      code: 'DISK_FULL',
      hints: [
        'Free some space and try again. See how much is free: obs-lab doctor',
        'Remove the lab’s own data: obs-lab down --volumes',
      ],
      cause,
    });
  }
  if (REFUSED.test(code)) {
    return new EnvironmentError(`The operating system refused: ${message.replace(/^E[A-Z]+: /, '')}`, {
      code: 'NOT_PERMITTED',
      hints: [
        'Give this user write access to the lab’s home, or set OBS_LAB_HOME to another directory.',
        'Files created under sudo belong to root: run with sudo again, or change their owner.',
      ],
      cause,
    });
  }
  if (!Object.hasOwn(UNUSABLE, code) || path === undefined) return undefined;
  return new EnvironmentError(`Cannot use ${path}: ${obstacleOf(path) ?? UNUSABLE[code]}.`, {
    code: 'PATH_UNUSABLE',
    hints: ['Move what is in the way, or set OBS_LAB_HOME to another directory.'],
    cause,
  });
}

function internalError(error: unknown): LabError {
  return new LabError(
    `Something went wrong inside obs-lab: ${error instanceof Error ? error.message : String(error)}`,
    {
      code: 'INTERNAL',
      exitCode: ExitCode.failed,
      hints: [
        'This is a bug in obs-lab, not a mistake of yours. Run again with DEBUG=1 to see the cause, and report it.',
      ],
      cause: error,
    },
  );
}

/** @param columns of the terminal; Infinity without a terminal */
export function renderError(error: LabError, columns: number): string {
  const [first = '', ...rest] = visible(pasteable(error.message)).split('\n');
  const lines: Line[] = [
    [segment('✗', 'bad'), segment(` ${first}`)],
    ...rest.map((text) => (text === '' ? [] : line(`  ${text}`))),
    ...error.hints.map((hint) => [
      segment('  '),
      segment('→', 'dim'),
      segment(` ${visible(pasteable(hint))}`),
    ]),
  ];
  return `${paint(fit(lines, columns))}\n`;
}

function renderCauses(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return [
    ...causeChain(error).map((line, i) => `${'  '.repeat(i)}${i ? 'caused by ' : ''}${line}`),
    stack,
  ].join('\n');
}

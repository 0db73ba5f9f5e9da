import { isUtf8 } from 'node:buffer';
import { constants, type FileHandle, open } from 'node:fs/promises';

/** Nobody writes a larger file by hand. */
const MAX_BYTES = 1_000_000;
const CHUNK_BYTES = 65_536;

/** A file that a person wrote can't be read as text. The message is the reason, to follow “can’t be read: ”. */
export class TextFileError extends Error {
  override readonly name = 'TextFileError';
  /** Where the invalid text starts, both counted from 1. */
  readonly place: { line: number; column: number };
  /** True if there is no such file. */
  readonly absent: boolean;

  constructor(message: string, { place = { line: 1, column: 1 }, cause }: TextFileProblem = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.place = place;
    this.absent = isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR');
  }
}

interface TextFileProblem {
  place?: { line: number; column: number };
  cause?: unknown;
}

/**
 * The text of a file that a person wrote, without a byte order mark.
 * @param options.maxBytes 1 MB by default; a program's exports can be larger
 * @throws TextFileError
 */
export async function readTextFile(path: string, { maxBytes = MAX_BYTES } = {}): Promise<string> {
  const bytes = await readRegularFile(path, { maxBytes });
  if (bytes[0] === 0xff || bytes[0] === 0xfe) {
    throw new TextFileError('it is not UTF-8, but looks like UTF-16: save it as UTF-8');
  }
  if (!isUtf8(bytes)) {
    throw new TextFileError('invalid UTF-8: save the file as UTF-8', {
      place: firstInvalid(bytes),
    });
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Why a file can't be read or written, in words, without the system call and the path in Node's message. */
export function unreadableReason(error: NodeJS.ErrnoException): string {
  if (isCode(error, 'ENOENT')) return 'there is no such file';
  if (isCode(error, 'ENOTDIR')) return 'a part of the path is not a directory';
  if (isCode(error, 'EISDIR')) return 'it is a directory';
  return /^[A-Z0-9]+: (.+?), \w+( '|$)/.exec(error.message)?.[1] ?? error.message;
}

/**
 * The bytes of a regular file. Anything else is refused: opening a pipe can wait for ever, and a device has no end.
 * @param options.maxBytes 1 MB by default
 * @throws TextFileError
 */
export async function readRegularFile(path: string, { maxBytes = MAX_BYTES } = {}): Promise<Buffer> {
  try {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await file.stat();
      if (!found.isFile()) {
        throw new TextFileError(`it is ${found.isDirectory() ? 'a directory' : 'not a regular file'}`);
      }
      if (found.size > maxBytes) throw tooLarge(found.size, maxBytes);
      return await readAtMost(file, maxBytes);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof TextFileError) throw cause;
    throw new TextFileError(unreadableReason(cause as NodeJS.ErrnoException), { cause });
  }
}

/** A size of zero promises nothing, as in /proc, and a file may grow while it is read. */
async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let size = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES);
    if (bytesRead === 0) return Buffer.concat(chunks);
    size += bytesRead;
    if (size > maxBytes) throw tooLarge(size, maxBytes);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function tooLarge(size: number, maxBytes: number): TextFileError {
  return new TextFileError(`it is ${(size / 1e6).toFixed(1)} MB or more; the limit is ${maxBytes / 1e6} MB`);
}

/** A line break is never inside a UTF-8 character, so lines can be checked one by one. */
function firstInvalid(bytes: Buffer): { line: number; column: number } {
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    const text = bytes.subarray(start, end === -1 ? undefined : end);
    if (!isUtf8(text)) return { line, column: text.toString('utf8').indexOf('\uFFFD') + 1 };
    if (end === -1) return { line, column: 1 };
    start = end + 1;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}

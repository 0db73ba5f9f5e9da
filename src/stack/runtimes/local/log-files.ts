import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK_BYTES = 64 * 1024;
/** How often a file is checked: change notifications miss appends on network and some container file systems. */
const POLL_MS = 200;

/**
 * The last lines of a file, oldest first; empty if there is no file. Reads from the end, so the file may be large.
 */
export async function tailFile(path: string, count: number): Promise<string[]> {
  const file = await openFile(path);
  if (!file) return [];
  try {
    let position = (await file.stat()).size;
    let text = Buffer.alloc(0);
    // One newline more than lines: the one that ends the line before the first wanted.
    while (position > 0 && countNewlines(text) <= count) {
      const length = Math.min(CHUNK_BYTES, position);
      position -= length;
      const chunk = Buffer.alloc(length);
      await file.read(chunk, 0, length, position);
      text = Buffer.concat([chunk, text]);
    }
    const lines = text.toString('utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return count > 0 ? lines.slice(-count) : [];
  } finally {
    await file.close();
  }
}

/** Calls back for each line appended from now on. Starts over if the file is replaced or truncated. */
export async function followFile(
  path: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let position = await sizeOf(path);
  let rest = '';
  const decoder = new TextDecoder();
  while (!signal.aborted) {
    const size = await sizeOf(path);
    if (size < position) [position, rest] = [0, ''];
    // It may be rotated or removed between stat and open.
    const file = size > position ? await openFile(path) : undefined;
    if (file) {
      const chunk = Buffer.alloc(Math.min(size - position, CHUNK_BYTES * 16));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
      await file.close();
      position += bytesRead;
      const lines = (rest + decoder.decode(chunk.subarray(0, bytesRead), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      continue;
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined if there is no such regular file: opening a pipe would wait for its other end. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (!file || (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

function countNewlines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(10); at !== -1; at = text.indexOf(10, at + 1)) count++;
  return count;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

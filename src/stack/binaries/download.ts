import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** A source that sends nothing for this long counts as unreachable. */
const STALL_MS = 15_000;

/**
 * Downloads a file and verifies it.
 * @param options.onProgress bytes so far, and in total if the server says
 * @throws Error in plain words: unreachable, refused, stalled, or a wrong checksum
 */
export async function download(
  url: string,
  file: string,
  options: { sha256: string; signal?: AbortSignal; onProgress?: (done: number, total?: number) => void },
): Promise<void> {
  const stall = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal;
  const timer = setTimeout(() => stall.abort(), STALL_MS);
  const hash = createHash('sha256');
  try {
    const response = await fetch(url, { signal, redirect: 'follow' });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status} for ${url}`);
    const total = Number(response.headers.get('content-length')) || undefined;
    let done = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        timer.refresh();
        hash.update(chunk);
        done += chunk.length;
        options.onProgress?.(done, total);
        next(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body as ReadableStream), meter, createWriteStream(file), {
      signal,
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (stall.signal.aborted) {
      throw new Error(`no data from ${url} for ${STALL_MS / 1000} s`, { cause: error });
    }
    throw new Error(networkReason(error, new URL(url).host), { cause: error });
  } finally {
    clearTimeout(timer);
  }
  const actual = hash.digest('hex');
  if (actual !== options.sha256) {
    throw new Error(`checksum mismatch for ${url}: expected sha256 ${options.sha256}, got ${actual}`);
  }
}

/**
 * The checksum of a file in a list of the form of sha256sum's output.
 * @throws Error in plain words: unreachable, refused, or not in the list
 */
export async function listedChecksum(
  url: string,
  name: string,
  { signal }: { signal?: AbortSignal },
): Promise<string> {
  const limit = AbortSignal.timeout(STALL_MS);
  const text = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit })
    .then((response) => {
      if (!response.ok) throw new Error(`HTTP ${response.status} for ${url}`);
      return response.text();
    })
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new Error(networkReason(error, new URL(url).host), { cause: error });
    });
  const line = text.split('\n').find((each) => each.trim().split(/\s+\*?/)[1] === name);
  const [sha256 = ''] = line?.split(/\s/) ?? [];
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`${url} lists no checksum for ${name}`);
  return sha256;
}

/** fetch() hides the reason ("getaddrinfo ENOTFOUND …") in its cause. */
function networkReason(error: unknown, host: string): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  if (cause?.code === 'ECONNREFUSED') return `${host} refused the connection`;
  if (cause?.code === 'ENOTFOUND' || cause?.code === 'EAI_AGAIN') return `cannot find ${host}`;
  return `${host}: ${cause?.message || (error instanceof Error ? error.message : String(error))}`;
}

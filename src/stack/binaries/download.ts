import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { limitedResponse } from '../../util/limited-response.js';
import { ChecksumError } from './binary.js';
import { openFetcher } from './proxy.js';

/** A source that sends nothing for this long counts as unreachable. */
const STALL_MS = 15_000;

/** A list of checksums has some kilobytes. */
const MAX_LIST_BYTES = 1_000_000;

/**
 * Downloads a file and verifies it.
 * @param options.onProgress bytes so far, and in total if the server says
 * @throws Error in plain words: unreachable, refused, stalled, or a wrong checksum; if it went through a proxy, says so
 */
export async function download(
  url: string,
  file: string,
  options: {
    sha256: string;
    /** For the proxy variables. */
    env: NodeJS.ProcessEnv;
    signal?: AbortSignal;
    onProgress?: (done: number, total?: number) => void;
  },
): Promise<void> {
  const fetcher = await openFetcher(url, options.env);
  const stall = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal;
  const timer = setTimeout(() => stall.abort(), STALL_MS);
  const hash = createHash('sha256');
  try {
    const response = await fetcher.fetch(url, { signal });
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
      throw new Error(`no data from ${url}${via(fetcher.proxy)} for ${STALL_MS / 1000} s`, { cause: error });
    }
    throw new Error(networkReason(error, new URL(url).host, fetcher.proxy), { cause: error });
  } finally {
    clearTimeout(timer);
    await fetcher.close();
  }
  const actual = hash.digest('hex');
  if (actual !== options.sha256) {
    throw new ChecksumError(`checksum mismatch for ${url}: expected sha256 ${options.sha256}, got ${actual}`);
  }
}

/**
 * The checksum of a file in a list of the form of sha256sum's output.
 * @throws Error in plain words: unreachable, refused, or not in the list
 */
export async function listedChecksum(
  url: string,
  name: string,
  { env, signal }: { env: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<string> {
  const fetcher = await openFetcher(url, env);
  const limit = AbortSignal.timeout(STALL_MS);
  const text = await fetcher
    .fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit })
    .then((response) => {
      if (!response.ok) throw new Error(`HTTP ${response.status} for ${url}`);
      return limitedResponse(response, MAX_LIST_BYTES).text();
    })
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new Error(networkReason(error, new URL(url).host, fetcher.proxy), { cause: error });
    })
    .finally(() => fetcher.close());
  const line = text.split('\n').find((each) => each.trim().split(/\s+\*?/)[1] === name);
  const [sha256 = ''] = line?.split(/\s/) ?? [];
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`${url} lists no checksum for ${name}`);
  return sha256;
}

/** fetch() hides the reason ("getaddrinfo ENOTFOUND …", "Proxy response (403) …") in its innermost cause. */
function networkReason(error: unknown, host: string, proxy: string | undefined): string {
  let cause = error as Error & { code?: string };
  while (cause.cause instanceof Error) cause = cause.cause;
  return (
    unreachableReason(cause.code, proxy === undefined ? host : `the proxy ${proxy}`) ??
    `${host}${via(proxy)}: ${cause.message}`
  );
}

function unreachableReason(code: string | undefined, server: string): string | undefined {
  if (code === 'ECONNREFUSED') return `${server} refused the connection`;
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? `cannot find ${server}` : undefined;
}

function via(proxy: string | undefined): string {
  return proxy === undefined ? '' : ` through the proxy ${proxy}`;
}

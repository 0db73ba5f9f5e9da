import { LabError } from '../errors.js';
import { fetchWithin } from '../util/fetch-within.js';

/** Loopback answers at once; a server that takes longer is in trouble. */
const TIMEOUT_MS = 5_000;
/** Hundreds of alerts, with all their annotations, take less. */
const MAX_BYTES = 8 * 1024 * 1024;

/** What a server answered: its status, and its body, as JSON if it is JSON, otherwise as text. */
export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Sends one request, and reads a bounded answer within a bounded time.
 * @param onFailure makes the error of a server that can't be reached, or answers something else; gets the reason
 */
export async function askServer(
  url: string,
  onFailure: (reason: string, cause?: unknown) => Error,
  { method = 'GET', body }: { method?: string; body?: unknown } = {},
): Promise<Answer> {
  try {
    const response = await fetchWithin(TIMEOUT_MS, url, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    return { status: response.status, body: asJson(await readBounded(response, onFailure)) };
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw onFailure(reasonOf(error), error);
  }
}

async function readBounded(response: Response, onFailure: (reason: string) => Error): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_BYTES) throw onFailure(`the response is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString();
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  if (cause?.code === 'ECONNREFUSED') return 'connection refused';
  return cause?.code ?? (error instanceof Error ? error.message : String(error));
}

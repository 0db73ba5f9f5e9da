import type { IncomingMessage } from 'node:http';
import { BoardError } from './answers.js';

const MAX_BODY_BYTES = 64 * 1024;

/** A request's body as text. @throws BoardError 413 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const tooLarge = new BoardError(
    413,
    'BODY_TOO_LARGE',
    `The request body may have at most ${MAX_BODY_BYTES / 1024} KiB.`,
    { Connection: 'close' }, // don't wait for the rest of the body
  );
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

import type { IncomingMessage } from 'node:http';

/** Enough for any command to the lab. */
const MAX_BODY_BYTES = 1024;

/** The body of a request as text; empty if it is larger than `most` bytes. */
export async function readBody(req: IncomingMessage, most = MAX_BODY_BYTES): Promise<string> {
  let body = '';
  for await (const chunk of req) {
    body += String(chunk);
    if (body.length > most) return '';
  }
  return body;
}

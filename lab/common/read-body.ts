import type { IncomingMessage } from 'node:http';

/** Enough for any command to the lab. */
const MAX_BODY_BYTES = 1024;

/** The body of a request as text; empty if it is too large. */
export async function readBody(req: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of req) {
    body += String(chunk);
    if (body.length > MAX_BODY_BYTES) return '';
  }
  return body;
}

import type { ServerResponse } from 'node:http';

/** A request that fails: answered with `{"error":{"code","message"}}` and that status. */
export class BoardError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/**
 * Sent with every answer. Scripts, styles, images and data may only come from the board itself, and no page may frame
 * it.
 */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export interface Answer {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Readonly<Record<string, string>>;
}

export function jsonAnswer(document: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(document) };
}

export function errorAnswer({ status, code, message, headers }: BoardError): Answer {
  return { ...jsonAnswer({ error: { code, message } }, status), headers };
}

/** Sends an answer; without its body for a HEAD request. Caches must keep nothing: a lab changes. */
export function send(
  res: ServerResponse,
  { status, type, body, headers = {} }: Answer,
  headOnly: boolean,
): void {
  res.writeHead(status, {
    ...SECURITY_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  res.end(headOnly ? undefined : body);
}

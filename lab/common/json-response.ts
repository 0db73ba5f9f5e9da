import { type ServerResponse, STATUS_CODES } from 'node:http';

/** An error's answer: problem details for HTTP APIs (RFC 9457). */
export interface Problem {
  status: number;
  /** An explanation of this occurrence, for people. */
  detail: string;
  /** The errors in the input, one entry each. */
  errors?: readonly object[];
  headers?: Readonly<Record<string, string>>;
}

/** Sends a document as JSON. Express's res.json would add an ETag, and answer 304 to conditional requests. */
export function sendJson(
  res: ServerResponse,
  status: number,
  document: unknown,
  type = 'application/json',
): void {
  const body = JSON.stringify(document);
  res.statusCode = status;
  res.setHeader('Content-Type', `${type}; charset=utf-8`);
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(body);
}

export function sendProblem(res: ServerResponse, { status, detail, errors, headers = {} }: Problem): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  const document = {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail,
    ...(errors && { errors }),
  };
  sendJson(res, status, document, 'application/problem+json');
}

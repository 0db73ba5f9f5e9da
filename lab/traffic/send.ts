import { Agent, request } from 'node:http';
import type { Plan } from './plan.js';

/** How a request ended: with an HTTP status, or without an answer. */
export interface Outcome {
  status: number | 'timeout' | 'error';
  seconds: number;
  /** The answer's JSON; undefined if it has none. */
  body?: unknown;
}

/** Sends one request. Never rejects. */
export type Send = (plan: Plan) => Promise<Outcome>;

export interface HttpClient {
  send: Send;
  /** Closes its connections. */
  close: () => void;
}

/** The name of the steady traffic in the API's log. */
const USER_AGENT = 'obs-lab-traffic';

/**
 * A client with keep-alive connections.
 * @param timeoutMs for the whole request
 */
export function createHttpClient(target: URL, timeoutMs: number): HttpClient {
  const agent = new Agent({ keepAlive: true });
  const send: Send = ({ method, path, body }) =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      const content = body === undefined ? undefined : JSON.stringify(body);
      const headers =
        content === undefined
          ? { 'User-Agent': USER_AGENT }
          : {
              'User-Agent': USER_AGENT,
              'Content-Type': 'application/json',
              'Content-Length': Buffer.byteLength(content),
            };
      let timedOut = false;
      const end = (status: Outcome['status'], text = ''): void => {
        clearTimeout(timer);
        resolve({ status, seconds: (performance.now() - startedAt) / 1000, body: parseJson(text) });
      };
      const fail = (): void => end(timedOut ? 'timeout' : 'error');
      const req = request(new URL(path, target), { agent, method, headers }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => end(res.statusCode ?? 0, Buffer.concat(chunks).toString()));
        res.on('error', fail);
      });
      const timer = setTimeout(() => {
        timedOut = true;
        req.destroy();
      }, timeoutMs);
      req.on('error', fail);
      req.end(content);
    });
  return { send, close: () => agent.destroy() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

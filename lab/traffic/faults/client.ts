import { Agent, request } from 'node:http';

/** A client of the API other than the steady traffic. */
export interface OtherClient {
  /** One GET. Resolves with its status; undefined if there was no answer in time. Never rejects. */
  get: (path: string, requestId?: string) => Promise<number | undefined>;
  /** Closes its connections, whatever is in flight. */
  close: () => void;
}

/**
 * @param userAgent its name in the API's log
 * @param timeoutMs after which it closes the connection
 */
export function createClient(target: URL, userAgent: string, timeoutMs: number): OtherClient {
  const agent = new Agent({ keepAlive: true });
  let closed = false;
  return {
    get: (path, requestId) =>
      new Promise((resolve) => {
        if (closed) return resolve(undefined);
        const headers = {
          'User-Agent': userAgent,
          ...(requestId !== undefined && { 'X-Request-Id': requestId }),
        };
        const req = request(new URL(path, target), { agent, headers }, (res) => {
          res.on('end', () => resolve(res.statusCode));
          res.on('error', () => resolve(undefined));
          res.resume();
        });
        const timer = setTimeout(() => req.destroy(), timeoutMs);
        req.on('error', () => resolve(undefined));
        req.on('close', () => {
          clearTimeout(timer);
          resolve(undefined);
        });
        req.end();
      }),
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port, or the address, cannot be listened on. The message is one line and says why. */
class ListenError extends Error {
  override name = 'ListenError';
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'not permitted',
  ENOTFOUND: 'the host name is not known',
};

/** Listens, and returns the port (the chosen one for port 0). @throws ListenError */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      const reason = REASONS[cause.code ?? ''] ?? cause.message;
      reject(new ListenError(`cannot listen on ${host}:${port}: ${reason} (${cause.code})`, { cause }));
    };
    server.once('error', fail);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', fail);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Connections that may wait to be accepted: a load tier's thousand users must not meet a full queue. */
const BACKLOG = 2048;

/**
 * Stops accepting, lets requests in flight finish, and closes each connection when it becomes idle;
 * connections that are still open after the grace period are destroyed.
 */
export async function closeGracefully(server: Server, graceMs: number): Promise<void> {
  server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // close() ends the connections that are idle now; busy ones become idle later.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

import { connect } from 'node:net';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * True for the names and addresses that only this machine has: localhost, 127.0.0.0/8 and ::1.
 * @param hostname without a port, as in `URL.hostname`: IPv6 in brackets
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** A connection on this machine is made or refused at once. */
const CONNECT_MS = 500;

/**
 * The URL with an address instead of `localhost`: ::1 if only that one accepts connections. What the name resolves to
 * differs between machines, and a server may listen on one of the two alone. Other URLs are returned as they are, and
 * so is HTTPS, whose certificates are for the name.
 */
export async function resolveLocalhost(url: string): Promise<string> {
  const found = new URL(url);
  if (found.hostname !== 'localhost' || found.protocol !== 'http:') return url;
  const port = Number(found.port || 80);
  const [four, six] = await Promise.all(['127.0.0.1', '::1'].map((host) => accepts(host, port)));
  if (four || !six) return url;
  return url.replace(/localhost/i, '[::1]');
}

async function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

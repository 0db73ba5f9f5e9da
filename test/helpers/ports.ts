import { createServer } from 'node:net';
import { BLOCKED_PORTS } from '../../src/stack/ports.js';

/**
 * Each worker of the test runner has its own range of ports, below those that systems use for outgoing connections.
 */
const PORTS_EACH = 4000;
const FIRST = 10_000 + PORTS_EACH * ((Number(process.env.VITEST_POOL_ID ?? 1) - 1) % 5);

/** Where the next search starts; random at first, as other programs may search for ports in the same way. */
let next = Math.floor(Math.random() * PORTS_EACH);

/** Free loopback ports, all different; no other test is given them. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried === PORTS_EACH) throw new Error(`no ${count} free ports from ${FIRST} on`);
    const port = FIRST + (next++ % PORTS_EACH);
    if (!BLOCKED_PORTS.has(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) =>
    server
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true))),
  );
}

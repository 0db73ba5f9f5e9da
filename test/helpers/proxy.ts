import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from './ports.js';

/** A TCP door to a server that can be shut: to those who come through it, the server is then gone. */
export interface Proxy {
  port: number;
  shut: () => Promise<void>;
  open: () => Promise<void>;
}

/** @param target how the server is reached, as net.connect takes it */
export async function startProxy(target: { path: string } | { host: string; port: number }): Promise<Proxy> {
  const [port = 0] = await freePorts(1);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const shut = async (): Promise<void> => {
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    for (const socket of sockets) socket.destroy();
    await closed;
    server = undefined;
  };
  const open = async (): Promise<void> => {
    if (server) return;
    server = createServer((incoming) => {
      const outgoing = connect(target as { path: string });
      for (const [from, to] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.once('error', () => to.destroy());
        from.once('close', () => (sockets.delete(from), to.destroy()));
      }
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  };
  await open();
  return { port, shut, open };
}

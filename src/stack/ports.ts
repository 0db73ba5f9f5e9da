import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { execa } from 'execa';
import { EnvironmentError } from '../errors.js';
import type { Ports } from './spec.js';

/**
 * @throws EnvironmentError PORT_IN_USE naming the port, the process that listens there if it is known, and the flag
 * that moves the service
 */
export async function requireFreePort(name: keyof Ports, port: number): Promise<void> {
  const problem = await bindProblem(port);
  if (problem === undefined) return;
  if (problem === 'EACCES') {
    throw new EnvironmentError(`This user may not listen on port ${port} (${name}).`, {
      code: 'PORT_FORBIDDEN',
      hints: [`Use a port from 1024 up: obs-lab up --port ${name}=NUMBER`],
    });
  }
  const holder = await portHolder(port).catch(() => undefined);
  throw new EnvironmentError(`Port ${port} (${name}) is already in use${holder ? ` by ${holder}` : ''}.`, {
    code: 'PORT_IN_USE',
    hints: [
      `Use another port: obs-lab up --port ${name}=${port + 10_000 > 65_535 ? port - 1000 : port + 10_000}`,
    ],
  });
}

/** A port of 127.0.0.1 that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The error code of an attempt to listen on 127.0.0.1; undefined if it works. */
export async function bindProblem(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    return await new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EUNKNOWN'));
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(undefined));
    });
  } finally {
    server.close();
  }
}

/** The process that listens on a loopback port, such as "node (pid 4711)"; undefined if the system does not say. */
export async function portHolder(port: number): Promise<string | undefined> {
  if (process.platform === 'linux') return holderFromProc(port);
  const lsof = await execa('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { reject: false });
  const [pid, command] = [/^p(\d+)/m.exec(lsof.stdout ?? '')?.[1], /^c(.+)/m.exec(lsof.stdout ?? '')?.[1]];
  return pid && `${command ?? 'a process'} (pid ${pid})`;
}

async function holderFromProc(port: number): Promise<string | undefined> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const inode of listeningInodes(text, port)) inodes.add(`socket:[${inode}]`);
  }
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (inodes.has(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''))) {
        return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (pid ${pid})`;
      }
    }
  }
  return 'a process of another user';
}

/** Inodes of the sockets that listen on a port, from the text of /proc/net/tcp (proc(5)): state 0A is LISTEN. */
export function listeningInodes(text: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A' && fields[9] ? [fields[9]] : [];
  });
}

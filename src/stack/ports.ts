import { randomInt } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { execa } from 'execa';
import { EnvironmentError } from '../errors.js';
import type { Ports } from './spec.js';

/**
 * Checks that services can listen on their ports of 127.0.0.1.
 * @param options.partlyUp the rest of the lab runs already, and keeps its ports until it is down
 * @throws EnvironmentError PORT_IN_USE naming all that are taken, and by which process if it is known; PORT_FORBIDDEN
 */
export async function requireFreePorts(
  wanted: readonly { name: keyof Ports; port: number }[],
  { partlyUp = false }: { partlyUp?: boolean } = {},
): Promise<void> {
  const problems = await Promise.all(
    wanted.map(async (one) => ({ ...one, problem: await bindProblem(one.port) })),
  );
  const restart = partlyUp ? 'obs-lab down && ' : '';
  const forbidden = problems.find(({ problem }) => problem === 'EACCES');
  if (forbidden) {
    throw new EnvironmentError(`This user may not listen on port ${forbidden.port} (${forbidden.name}).`, {
      code: 'PORT_FORBIDDEN',
      hints: [`Use a port from 1024 up: ${restart}obs-lab up --port ${forbidden.name}=NUMBER`],
    });
  }
  const taken = problems.filter(({ problem }) => problem !== undefined);
  if (taken.length === 0) return;
  const named = await Promise.all(
    taken.map(async ({ name, port }) => {
      const holder = await portHolder(port).catch(() => undefined);
      return { place: `${port} (${name})`, by: holder ? ` by ${holder}` : '' };
    }),
  );
  const [first] = named;
  throw new EnvironmentError(
    named.length === 1
      ? `Port ${first!.place} is already in use${first!.by}.`
      : ['These ports are already in use:', ...named.map(({ place, by }) => `- ${place}${by}`)].join('\n'),
    {
      code: 'PORT_IN_USE',
      hints: partlyUp ? FREE_PORTS_PARTLY_UP : [FREE_PORTS],
      details: { ports: taken.map(({ port }) => port) },
    },
  );
}

/**
 * Ports that browsers and Node's fetch refuse to speak HTTP to: those of older protocols, to protect their servers.
 * @see https://fetch.spec.whatwg.org/#port-blocking
 */
export const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  ...[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  ],
  ...[
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  ],
  ...[526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049],
  ...[3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080],
]);

/** What to do about ports that are taken. */
export const FREE_PORTS = 'Use free ports instead, now and from now on: obs-lab up --port auto';
const FREE_PORTS_PARTLY_UP = [
  'Stop that program, then run again: obs-lab up',
  'Use free ports instead, now and from now on: obs-lab down && obs-lab up --port auto',
];

/**
 * Ports below those that Linux and macOS use for outgoing connections (from 32768 and 49152 on): a port of theirs can
 * be taken at any moment between now and the start of the service that it is for.
 */
const PRIVATE = { first: 20_000, count: 12_000 };
const TRIES = 100;

/** A port of 127.0.0.1 that nobody listens on right now. @throws EnvironmentError PORT_IN_USE */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried++) {
    const port = PRIVATE.first + randomInt(PRIVATE.count);
    if ((await bindProblem(port)) === undefined) return port;
  }
  throw new EnvironmentError(
    `Found no free port from ${PRIVATE.first} to ${PRIVATE.first + PRIVATE.count - 1}.`,
    {
      code: 'PORT_IN_USE',
      hints: ['Stop programs that hold ports there, then run again: obs-lab up'],
    },
  );
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

import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../../../errors.js';
import { enginePlaces, type Place } from './places.js';

/** What a client shows to an engine, and how it knows the engine: PEM. */
interface Certificates {
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

/** An engine that answered. */
export interface EngineAddress {
  /** Where it was found: "DOCKER_HOST=tcp://…", "/var/run/docker.sock". */
  source: string;
  connection: { socketPath: string } | { host: string; port: number; tls?: Certificates };
}

const PING_TIMEOUT_MS = 3_000;

/** No engine answers, or the lab's engine no longer does. */
export class EngineError extends EnvironmentError {
  /** @param options.stateFile what ties the lab to this engine, if it exists */
  constructor(
    message: string,
    { stateFile, cause }: { stateFile?: string | undefined; cause?: unknown } = {},
  ) {
    const otherwise =
      stateFile !== undefined && existsSync(stateFile)
        ? `If that engine is gone for good, forget the lab that ran on it: delete ${stateFile}`
        : 'Or run the services as local processes: obs-lab up --runtime local';
    super(message, {
      code: 'NO_ENGINE',
      hints: ['Start Docker (or Podman, colima, …) and try again.', otherwise],
      cause,
    });
  }
}

/** An engine answered, but refused what was asked, or gave an answer that can't be used. */
export class EngineRefusedError extends EnvironmentError {
  constructor(
    source: string,
    /** As the engine said it. */
    readonly reason: string,
    /** The HTTP status, if it is that. */
    readonly statusCode: number | undefined,
    cause: unknown,
  ) {
    const http = statusCode === undefined ? '' : ` (HTTP ${statusCode})`;
    super(`The Docker engine at ${source} can’t be used: ${reason}${http}`, {
      code: 'ENGINE_REFUSED',
      hints: [
        'See whether it works for others: docker ps',
        'If it is not the engine that you want, name another with DOCKER_HOST.',
      ],
      cause,
    });
  }
}

/** An engine on another machine: what its containers publish on loopback can't be reached from here. */
export class RemoteEngineError extends EnvironmentError {
  constructor({ source, connection }: EngineAddress) {
    const host = 'host' in connection ? connection.host : source;
    super(
      `The Docker engine at ${source} is on another machine: its containers’ ports are open on ${host} only, to programs that run there.`,
      {
        code: 'ENGINE_REMOTE',
        hints: [
          `Run obs-lab on ${host}.`,
          'Or run the services as local processes: obs-lab up --runtime local',
        ],
      },
    );
  }
}

/**
 * The first engine that answers, of all places where one may listen. Asks with plain HTTP, so that a machine without
 * an engine does not pay for loading a client.
 * @param options.stateFile the record of the lab that runs on the engine, if one does
 * @throws EngineError naming every place that was tried
 */
export async function findEngine(
  env: NodeJS.ProcessEnv,
  { stateFile }: { stateFile?: string } = {},
): Promise<EngineAddress> {
  const tried: string[] = [];
  const absent: string[] = [];
  for (const place of await enginePlaces(env)) {
    try {
      const connection = await connectionOf(place);
      await ping(connection);
      return { source: place.source, connection };
    } catch (error) {
      if (place.address === `unix://${place.source}` && isMissing(error)) absent.push(place.source);
      else tried.push(`${place.source}: ${reason(error as Error)}`);
    }
  }
  if (absent.length > 0) tried.push(`no such socket: ${absent.join(', ')}`);
  throw new EngineError(`No Docker engine answers. Tried:\n${tried.join('\n')}`, { stateFile });
}

/**
 * True if what an engine publishes on loopback is on this machine's loopback. One behind a port that is forwarded to
 * this machine looks like one of this machine.
 */
export async function hasLocalPorts(connection: EngineAddress['connection']): Promise<boolean> {
  if ('socketPath' in connection) return true;
  const found = await lookup(connection.host, { all: true }).catch(() => []);
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address)),
  );
  return found.some(({ address }) => own.has(address) || /^(127\.|::1$)/.test(address));
}

/** @throws Error if the address is invalid, its protocol not supported, or its certificates can't be read */
async function connectionOf({ address, certificates }: Place): Promise<EngineAddress['connection']> {
  const connection = parseAddress(address);
  if ('socketPath' in connection) return connection;
  if (certificates === undefined && !address.startsWith('https:')) return connection;
  if (certificates === undefined) throw new Error('no certificates for it: set DOCKER_CERT_PATH');
  const read = (name: string): Promise<Buffer> => readCertificate(join(certificates, name));
  const tls = { ca: await read('ca.pem'), cert: await read('cert.pem'), key: await read('key.pem') };
  return { ...connection, tls };
}

async function readCertificate(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new Error(`its certificate ${path} can’t be read`, { cause });
  });
}

/** @throws Error if the address is invalid or its protocol not supported */
export function parseAddress(address: string): { socketPath: string } | { host: string; port: number } {
  if (!URL.canParse(address)) throw new Error('not a valid address');
  const url = new URL(address);
  if (url.protocol === 'unix:') return { socketPath: url.pathname };
  if (['tcp:', 'http:', 'https:'].includes(url.protocol)) {
    if (url.hostname === '') throw new Error('not a valid address');
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || (url.protocol === 'https:' ? 2376 : 2375)),
    };
  }
  throw new Error(`${url.protocol.slice(0, -1)} addresses are not supported; unix and tcp are`);
}

async function ping(connection: EngineAddress['connection']): Promise<void> {
  const { tls, ...where } = { tls: undefined, ...connection };
  const request = tls ? requestTls : requestPlain;
  await new Promise<void>((resolve, reject) => {
    const asked = request({ ...where, ...tls, path: '/_ping', agent: false }, ({ statusCode }) => {
      asked.destroy(); // its body is of no interest, and may have no end
      if (statusCode === 200) return resolve();
      const wantsTls = statusCode === 400 && tls === undefined && !('socketPath' in where);
      const advice = wantsTls ? '; if it wants TLS, set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH' : '';
      reject(new Error(`HTTP ${statusCode}${advice}`));
    });
    const late = setTimeout(
      () => asked.destroy(new Error(`no answer within ${PING_TIMEOUT_MS / 1000} s`)),
      PING_TIMEOUT_MS,
    );
    asked.once('close', () => clearTimeout(late)).on('error', reject);
    asked.end();
  });
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function reason(error: Error): string {
  const words: Record<string, string> = {
    ENOENT: 'no such socket',
    EACCES: 'permission denied',
    ECONNREFUSED: 'connection refused',
    ENOTFOUND: 'no such host',
  };
  return words[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message;
}

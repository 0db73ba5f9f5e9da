import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../../../errors.js';

/** An engine that answered. */
export interface EngineAddress {
  /** Where it was found: "DOCKER_HOST=tcp://…", "/var/run/docker.sock". */
  source: string;
  connection: { socketPath: string } | { host: string; port: number };
}

/** A place where an engine may listen. */
interface Endpoint {
  source: string;
  /** unix:///path, tcp://host:port or http://host:port */
  address: string;
}

const PING_TIMEOUT_MS = 3_000;

/** No engine answers, or the lab's engine no longer does. */
export class EngineError extends EnvironmentError {
  /** @param options.forget the state file that ties the lab to this engine, if there is one */
  constructor(message: string, { forget, cause }: { forget?: string; cause?: unknown } = {}) {
    const otherwise =
      forget === undefined
        ? 'Or run the services as local processes: obs-lab up --runtime local'
        : `If that engine is gone for good, forget the lab that ran on it: delete ${forget}`;
    super(message, {
      code: 'NO_ENGINE',
      hints: ['Start Docker (or Podman, colima, …) and try again.', otherwise],
      cause,
    });
  }
}

/**
 * The first engine that answers: only DOCKER_HOST if that is set; otherwise the current docker context, then the
 * usual sockets (Docker, Docker Desktop, colima, rootless Docker, Podman). Asks with plain HTTP, so that a machine
 * without an engine does not pay for loading a client.
 * @throws EngineError naming every place that was tried
 */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<EngineAddress> {
  const tried: string[] = [];
  for (const { source, address } of await endpoints(env)) {
    try {
      const connection = parseAddress(address);
      await ping(connection);
      return { source, connection };
    } catch (error) {
      tried.push(`${source}: ${reason(error as Error)}`);
    }
  }
  throw new EngineError(`No Docker engine answers. Tried:\n${tried.join('\n')}`);
}

/** Where to look, in order. */
async function endpoints(env: NodeJS.ProcessEnv): Promise<Endpoint[]> {
  if (env.DOCKER_HOST) return [{ source: `DOCKER_HOST=${env.DOCKER_HOST}`, address: env.DOCKER_HOST }];
  const home = env.HOME ?? homedir();
  const sockets = [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    ...(env.XDG_RUNTIME_DIR
      ? [join(env.XDG_RUNTIME_DIR, 'docker.sock'), join(env.XDG_RUNTIME_DIR, 'podman/podman.sock')]
      : []),
    '/run/podman/podman.sock',
  ];
  const context = await contextEndpoint(env, home);
  return [
    ...(context ? [context] : []),
    ...sockets.map((path) => ({ source: path, address: `unix://${path}` })),
  ];
}

/** The endpoint of the current docker context: its metadata is stored under the hash of its name. */
async function contextEndpoint(env: NodeJS.ProcessEnv, home: string): Promise<Endpoint | undefined> {
  const directory = env.DOCKER_CONFIG ?? join(home, '.docker');
  try {
    const name =
      env.DOCKER_CONTEXT ||
      (JSON.parse(await readFile(join(directory, 'config.json'), 'utf8')) as { currentContext?: string })
        .currentContext;
    if (!name || name === 'default') return undefined;
    const hash = createHash('sha256').update(name).digest('hex');
    const text = await readFile(join(directory, 'contexts', 'meta', hash, 'meta.json'), 'utf8');
    const host = (JSON.parse(text) as { Endpoints?: { docker?: { Host?: string } } }).Endpoints?.docker?.Host;
    return host ? { source: `docker context ${name}`, address: host } : undefined;
  } catch {
    return undefined; // no docker command was ever run here
  }
}

/** @throws Error if the address is invalid or its protocol not supported */
export function parseAddress(address: string): EngineAddress['connection'] {
  if (!URL.canParse(address)) throw new Error('not a valid address');
  const url = new URL(address);
  if (url.protocol === 'unix:') return { socketPath: url.pathname };
  if (url.protocol === 'tcp:' || url.protocol === 'http:') {
    return { host: url.hostname, port: Number(url.port || 2375) };
  }
  throw new Error(`${url.protocol.slice(0, -1)} addresses are not supported; unix and tcp are`);
}

async function ping(connection: RequestOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const asked = request({ ...connection, path: '/_ping', timeout: PING_TIMEOUT_MS }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`HTTP ${response.statusCode}`));
    });
    asked.once('timeout', () => asked.destroy(new Error(`no answer within ${PING_TIMEOUT_MS / 1000} s`)));
    asked.once('error', reject);
    asked.end();
  });
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

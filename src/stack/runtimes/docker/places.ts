import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A place where an engine may listen. */
export interface Place {
  /** For a person: "DOCKER_HOST=tcp://…", "/var/run/docker.sock". */
  source: string;
  /** unix:///path, tcp://host:port, http://host:port or https://host:port */
  address: string;
  /** Directory with ca.pem, cert.pem and key.pem, if it is to be asked with TLS. */
  certificates?: string;
}

/**
 * Where to look, in order: only DOCKER_HOST if that is set; otherwise the current docker context, then the usual
 * sockets of Docker, Docker Desktop, Colima, Rancher Desktop, OrbStack, Lima and Podman.
 */
export async function enginePlaces(env: NodeJS.ProcessEnv): Promise<Place[]> {
  const home = env.HOME || homedir();
  if (env.DOCKER_HOST) return [fromEnvironment(env, home, env.DOCKER_HOST)];
  const context = await currentContext(env, home);
  return [
    ...(context ? [context] : []),
    ...(await sockets(env, home)).map((path) => ({ source: path, address: `unix://${path}` })),
  ];
}

/** As the docker command reads its variables: a set DOCKER_TLS_VERIFY asks for TLS, and so does a DOCKER_CERT_PATH. */
function fromEnvironment(env: NodeJS.ProcessEnv, home: string, given: string): Place {
  const address = given.includes('://') ? given : `tcp://${given}`;
  const tls = env.DOCKER_TLS_VERIFY || env.DOCKER_CERT_PATH;
  return {
    source: `DOCKER_HOST=${given}`,
    address,
    ...(tls &&
      !address.startsWith('unix:') && {
        certificates: env.DOCKER_CERT_PATH || env.DOCKER_CONFIG || join(home, '.docker'),
      }),
  };
}

async function sockets(env: NodeJS.ProcessEnv, home: string): Promise<string[]> {
  const runtime = env.XDG_RUNTIME_DIR || `/run/user/${process.getuid?.() ?? 0}`;
  const colima = env.COLIMA_HOME || join(home, '.colima');
  const machines = join(home, '.local/share/containers/podman/machine');
  return [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'), // Docker Desktop on macOS
    join(home, '.docker/desktop/docker.sock'), // and on Linux
    ...(await oneLevelBelow(colima, 'default', 'docker.sock')),
    ...(await oneLevelBelow(join(home, '.config/colima'), 'default', 'docker.sock')),
    join(home, '.rd/docker.sock'), // Rancher Desktop
    join(home, '.orbstack/run/docker.sock'),
    ...(await oneLevelBelow(join(home, '.lima'), 'docker', 'sock/docker.sock')),
    join(runtime, 'docker.sock'),
    join(runtime, 'podman/podman.sock'),
    '/run/podman/podman.sock',
    // podman machine: version 4, then 5
    join(machines, 'podman.sock'),
    ...(await oneLevelBelow(machines, 'qemu', 'podman.sock')),
    ...(env.TMPDIR ? [join(env.TMPDIR, 'podman/podman-machine-default-api.sock')] : []),
    join(runtime, 'podman/podman-machine-default-api.sock'),
  ];
}

/** The socket in each directory of a directory, the usual one first. */
async function oneLevelBelow(directory: string, usual: string, socket: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const others = names.filter((name) => name !== usual && !name.startsWith('_')).sort();
  return [usual, ...others].map((name) => join(directory, name, socket));
}

/** The endpoint of the current docker context: its metadata is stored under the hash of its name. */
async function currentContext(env: NodeJS.ProcessEnv, home: string): Promise<Place | undefined> {
  const directory = env.DOCKER_CONFIG || join(home, '.docker');
  try {
    const config = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8').catch(() => '{}')) as {
      currentContext?: string;
    };
    const name = env.DOCKER_CONTEXT || config.currentContext;
    if (!name || name === 'default') return undefined;
    const hash = createHash('sha256').update(name).digest('hex');
    const text = await readFile(join(directory, 'contexts', 'meta', hash, 'meta.json'), 'utf8');
    const host = (JSON.parse(text) as { Endpoints?: { docker?: { Host?: string } } }).Endpoints?.docker?.Host;
    if (!host) return undefined;
    const tls = join(directory, 'contexts', 'tls', hash, 'docker');
    const hasTls = (await readdir(tls).catch(() => [])).length > 0;
    return { source: `docker context ${name}`, address: host, ...(hasTls && { certificates: tls }) };
  } catch {
    return undefined; // no docker command was ever run here
  }
}

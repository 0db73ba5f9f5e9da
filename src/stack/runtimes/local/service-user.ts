import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../../errors.js';
import type { LabHome } from '../../home.js';

/** Whom PostgreSQL runs as where we are root, which it refuses. */
export interface ServiceUser {
  uid: number;
  gid: number;
  name: string;
}

/**
 * The unprivileged user for PostgreSQL, or undefined where we are unprivileged ourselves.
 * `postgres` where the machine has it, else `nobody`: initdb wants a user that exists, and none is made.
 */
export async function serviceUser(): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = users.find(([candidate]) => candidate === wanted) ?? [];
    if (name && uid && gid) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0, name }; // macOS writes nobody as -2
  }
  throw new EnvironmentError(
    'PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody" to run it as.',
    {
      code: 'NO_SERVICE_USER',
      hints: ['Run obs-lab as an ordinary user, or add a user named postgres.'],
    },
  );
}

/** Where a root-owned lab keeps what the service user must reach, when its own home is closed to others. */
const SHARED_ROOT = '/var/lib/obs-lab';

/**
 * The directories that PostgreSQL's user must reach. Beside everything else where possible; as root with a home
 * below a closed directory (/root is 0700), under /var/lib/obs-lab instead.
 */
export async function postgresPlaces(
  home: LabHome,
  cache: string,
  user: ServiceUser | undefined,
): Promise<{ data: string; binaries: string }> {
  return {
    data: user && !(await openToOthers(home.path)) ? join(SHARED_ROOT, home.id) : home.dataDir,
    binaries: user && !(await openToOthers(cache)) ? join(SHARED_ROOT, 'cache') : cache,
  };
}

/** Makes a directory, and where it is for another user, lets that user pass through all that was made. */
export async function makeReachable(directory: string, user: ServiceUser | undefined): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (!user || first === undefined) return;
  // umask may have taken the permission
  for (let dir = directory; dir.length >= first.length; dir = dirname(dir)) await chmod(dir, 0o755);
}

/** True where any user may pass through the directory and all above it; what does not exist yet is no hindrance. */
async function openToOthers(directory: string): Promise<boolean> {
  for (let dir = directory; ; dir = dirname(dir)) {
    const found = await stat(dir).catch(() => undefined);
    if (found && !(found.mode & 0o001)) return false;
    if (dir === dirname(dir)) return true;
  }
}

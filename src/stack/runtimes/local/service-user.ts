import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../../errors.js';
import type { LabHome } from '../../home.js';

/** The user that PostgreSQL runs as if we are root: it refuses to run as root. */
export interface ServiceUser {
  uid: number;
  gid: number;
  name: string;
}

/**
 * The unprivileged user for PostgreSQL; undefined if we are unprivileged ourselves.
 * `postgres` if the machine has it, else `nobody`: initdb needs an existing user, and we create none.
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
    'PostgreSQL refuses to run as root, and this machine has no user "postgres" or "nobody" to run it.',
    {
      code: 'NO_SERVICE_USER',
      hints: ['Run obs-lab as an ordinary user, or add one for PostgreSQL: useradd --system postgres'],
    },
  );
}

/** Where a lab of root keeps what the service user must reach, if the home is closed to other users. */
const SHARED_ROOT = '/var/lib/obs-lab';

/**
 * The directories that PostgreSQL's user must reach: in the home if possible; as root with a home below a closed
 * directory (/root is 0700), under /var/lib/obs-lab instead.
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

/** Creates a directory. If it is for another user, makes every new parent directory passable. */
export async function makeReachable(directory: string, user: ServiceUser | undefined): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (!user || first === undefined) return;
  // umask may have taken the permission
  for (let dir = directory; dir.length >= first.length; dir = dirname(dir)) await chmod(dir, 0o755);
}

/** True if any user may pass through the directory and its parents; those that don't exist yet don't count. */
async function openToOthers(directory: string): Promise<boolean> {
  for (let dir = directory; ; dir = dirname(dir)) {
    const found = await stat(dir).catch(() => undefined);
    if (found && !(found.mode & 0o001)) return false;
    if (dir === dirname(dir)) return true;
  }
}

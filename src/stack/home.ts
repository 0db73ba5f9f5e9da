import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { EnvironmentError } from '../errors.js';

/** Where a lab keeps everything it owns: state, data, logs, progress, saved runs. Two homes are two labs. */
export interface LabHome {
  /** Absolute, symbolic links resolved. */
  path: string;
  /** 12 hex digits derived from the path: marks processes, containers and locks as this lab's. */
  id: string;
  stateFile: string;
  lockFile: string;
  logsDir: string;
  /** Service data, such as PostgreSQL's cluster and Prometheus's blocks; `down --volumes` removes it. */
  dataDir: string;
  /** Rendered configuration; every `up` writes it again. */
  configDir: string;
  progressFile: string;
  runsDir: string;
}

/**
 * Opens the home, and creates it if it is missing. OBS_LAB_HOME names it; the default is the XDG data directory (on
 * macOS too, like oclif).
 * @throws EnvironmentError HOME_UNUSABLE if it can't be created
 */
export function openHome(env: NodeJS.ProcessEnv = process.env): LabHome {
  const wanted = env.OBS_LAB_HOME
    ? resolve(env.OBS_LAB_HOME)
    : join(env.XDG_DATA_HOME || join(env.HOME || homedir(), '.local', 'share'), 'obs-lab');
  try {
    mkdirSync(wanted, { recursive: true });
  } catch (cause) {
    throw new EnvironmentError(
      `Cannot create the lab's home directory ${wanted}: ${(cause as Error).message}`,
      {
        code: 'HOME_UNUSABLE',
        hints: ['Set OBS_LAB_HOME to a directory you can write to.'],
        cause,
      },
    );
  }
  const path = realpathSync(wanted);
  return {
    path,
    id: createHash('sha256').update(path).digest('hex').slice(0, 12),
    stateFile: join(path, 'state.json'),
    lockFile: join(path, 'lock.json'),
    logsDir: join(path, 'logs'),
    dataDir: join(path, 'data'),
    configDir: join(path, 'config'),
    progressFile: join(path, 'progress.json'),
    runsDir: join(path, 'runs'),
  };
}

/** Downloaded and unpacked binaries, shared by all homes of a user. OBS_LAB_CACHE moves it. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.OBS_LAB_CACHE) return resolve(env.OBS_LAB_CACHE);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'obs-lab');
}

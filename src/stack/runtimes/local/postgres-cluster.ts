import { existsSync } from 'node:fs';
import { chmod, chown, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { EnvironmentError } from '../../../errors.js';
import { installDirectory } from '../../binaries/install.js';
import type { PostgresBinaries } from '../../binaries/postgres.js';
import { startIdOf, worksIn } from '../../processes.js';
import { POSTGRES_DATABASE, POSTGRES_USER } from '../../services/postgres.js';
import { makeReachable, type ServiceUser } from './service-user.js';

/** Below the directory that holds everything of PostgreSQL's. */
const CLUSTER = 'cluster';

const ORPHAN_WAIT_MS = 50;
const ORPHAN_TRIES = 200;

/**
 * Creates the database cluster, unless it exists: initdb into a temporary directory, renamed into place, so that a
 * killed run leaves nothing that looks finished. Connections need the password, local ones too.
 * @param options.directory holds the cluster in `cluster/`; its parent is made reachable for `user`
 */
export async function initCluster(options: {
  binaries: PostgresBinaries;
  directory: string;
  password: string;
  user: ServiceUser | undefined;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}): Promise<void> {
  const { binaries, directory, password, user, signal } = options;
  if (existsSync(directory)) return;
  await makeReachable(dirname(directory), user);
  await installDirectory(directory, async (temporary) => {
    const own = async (path: string): Promise<void> => (user ? chown(path, user.uid, user.gid) : undefined);
    await chmod(temporary, 0o700);
    await own(temporary);
    const passwordFile = join(temporary, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    await own(passwordFile);
    const cluster = join(temporary, CLUSTER);
    const run = (program: string, args: string[], input: string) =>
      execa(program, args, {
        ...{ cwd: temporary, env: options.env, extendEnv: false, input, reject: false, all: true },
        ...(user && { uid: user.uid, gid: user.gid }),
        ...(signal && { cancelSignal: signal }),
      });
    const access = [`--username=${POSTGRES_USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const form = ['--encoding=UTF8', '--locale=C', '--no-sync'];
    let result = await run(binaries.initdb, ['-D', cluster, ...access, ...form], '');
    if (!result.failed) {
      // Single-user mode: the database exists before the server first listens.
      const single = ['--single', '-D', cluster, '-F', 'postgres'];
      result = await run(binaries.postgres, single, `CREATE DATABASE ${POSTGRES_DATABASE};\n`);
    }
    signal?.throwIfAborted();
    const complaints = complaintsIn(result.all);
    // In single-user mode it exits 0, whatever became of its statements.
    if (result.failed || complaints.length > 0) {
      const said =
        complaints.length > 0 ? complaints.join('\n') : (result.all || result.shortMessage)?.trim();
      throw new EnvironmentError(`PostgreSQL could not create its data directory ${directory}:\n${said}`, {
        code: 'INITDB_FAILED',
        hints: [
          /No space left|Disk quota/i.test(said ?? '')
            ? 'The disk is full: free some space. See how much is free: obs-lab doctor'
            : 'See what this machine is missing: obs-lab doctor',
        ],
      });
    }
    await rm(passwordFile);
  });
}

/** The error lines in the output of initdb and PostgreSQL, in the C locale. */
function complaintsIn(output = ''): string[] {
  return output.split('\n').filter((line) => /\b(ERROR|FATAL|PANIC|error): /.test(line));
}

/**
 * Removes the lock file of a killed PostgreSQL if a new PostgreSQL would take that one for running: another program
 * has its pid now, or its parent has yet to reap it (a zombie answers to kill(pid, 0)). The children of the killed
 * server must be gone first: the lock also protects the data from two sets of them.
 */
export async function clearStaleLock(directory: string): Promise<void> {
  const cluster = join(directory, CLUSTER);
  const file = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  if ((await startIdOf(pid)) !== undefined) {
    const owner = await execa('ps', ['-o', 'comm=', '-p', String(pid)], { reject: false });
    if (owner.failed || /postgres/.test(owner.stdout)) return;
  }
  for (let tries = 0; tries < ORPHAN_TRIES; tries++) {
    if (!(await worksIn(cluster))) {
      await rm(file, { force: true });
      return;
    }
    await sleep(ORPHAN_WAIT_MS);
  }
}

/** Arguments for a local server only: where its data is, and that it listens on TCP only. */
export function clusterArgs(directory: string): string[] {
  return ['-D', join(directory, CLUSTER), '-c', 'unix_socket_directories=', '-c', 'logging_collector=off'];
}

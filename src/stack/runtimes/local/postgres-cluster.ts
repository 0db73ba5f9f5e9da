import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError } from '../../../errors.js';
import type { PostgresBinaries } from '../../binaries/postgres.js';
import { installDirectory } from '../../binaries/install.js';
import { POSTGRES_DATABASE, POSTGRES_USER } from '../../services/postgres.js';
import { makeReachable, type ServiceUser } from './service-user.js';

/**
 * Makes PostgreSQL's data directory where it is missing: initdb into a temporary directory, renamed into place,
 * so that one killed half-way leaves nothing that looks finished. Local connections need the password too.
 */
export async function initCluster(options: {
  binaries: PostgresBinaries;
  /** The data directory; its parent is made reachable for `user`. */
  directory: string;
  password: string;
  user: ServiceUser | undefined;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}): Promise<void> {
  const { binaries, directory, password, user, signal } = options;
  if (existsSync(directory)) return;
  const parent = dirname(directory);
  await makeReachable(parent, user);
  const passwordFile = join(parent, `.password-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) await chown(passwordFile, user.uid, user.gid);
    await installDirectory(directory, async (temporary) => {
      if (user) await chown(temporary, user.uid, user.gid);
      await chmod(temporary, 0o700);
      const run = (program: string, args: string[], input: string) =>
        execa(program, args, {
          ...{ cwd: parent, env: options.env, extendEnv: false, input, reject: false, all: true },
          ...(user && { uid: user.uid, gid: user.gid }),
          ...(signal && { cancelSignal: signal }),
        });
      const access = [`--username=${POSTGRES_USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
      let result = await run(
        binaries.initdb,
        ['-D', temporary, ...access, '--encoding=UTF8', '--locale=C', '--no-sync'],
        '',
      );
      if (!result.failed) {
        // Single-user mode: the database is there before the server first listens.
        result = await run(
          binaries.postgres,
          ['--single', '-D', temporary, '-F', 'postgres'],
          `CREATE DATABASE ${POSTGRES_DATABASE};\n`,
        );
      }
      signal?.throwIfAborted();
      if (result.failed) {
        throw new EnvironmentError(
          `PostgreSQL could not make its data directory ${directory}:\n${(result.all || result.shortMessage)?.trim()}`,
          { code: 'INITDB_FAILED', hints: ['See that the disk has room: obs-lab doctor'] },
        );
      }
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Removes the lock file of a PostgreSQL that was killed, where its pid has since gone to another program:
 * PostgreSQL itself would take that program for its own predecessor and refuse to start.
 * A pid that is free, or that is a postgres, is left to PostgreSQL's own, more thorough check.
 */
export async function clearStaleLock(directory: string): Promise<void> {
  const file = join(directory, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  const owner = await execa('ps', ['-o', 'comm=', '-p', String(pid)], { reject: false });
  const command = owner.stdout?.trim() ?? '';
  if (!owner.failed && command !== '' && !/postgres/.test(command)) await rm(file, { force: true });
}

/** What only a server that is run by hand is told: where its data is, and that its only door is TCP. */
export function clusterArgs(directory: string): string[] {
  return ['-D', directory, '-c', 'unix_socket_directories=', '-c', 'logging_collector=off'];
}

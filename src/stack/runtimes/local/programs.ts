import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../../errors.js';
import { packageRoot } from '../../../util/package-root.js';
import { findGrafana } from '../../binaries/grafana.js';
import { findPostgres } from '../../binaries/postgres.js';
import { findPrometheus } from '../../binaries/prometheus.js';
import { cacheDir } from '../../home.js';
import type { Program } from '../../spec.js';
import type { ProgressListener, StackContext } from '../runtime.js';
import { clearStaleLock, clusterArgs, initCluster } from './postgres-cluster.js';
import { MARK } from '../../processes.js';
import { postgresPlaces, serviceUser, type ServiceUser } from './service-user.js';

/** How a program is launched as a process of this machine. */
export interface Launch {
  file: string;
  /** Go before the spec's own. */
  args: string[];
  cwd: string;
  env?: Record<string, string>;
  user?: ServiceUser;
}

/**
 * Finds, fetches and prepares a program, so that it only remains to start it.
 * @param dataDir what the program keeps; PostgreSQL as root may need another place
 * @throws EnvironmentError where it cannot be had
 */
export async function acquireProgram(
  program: Program,
  context: StackContext,
  dataDir: string,
  onProgress: ProgressListener,
): Promise<Launch> {
  // Marked, so that what a killed `up` leaves half-way, such as an initdb, is found and ended like a service.
  const env = { ...context.env, [MARK]: context.home.id };
  const fetchContext = { env, cache: cacheDir(env), signal: context.signal, onProgress };
  switch (program) {
    case 'prometheus': {
      const binary = await findPrometheus(fetchContext);
      return { file: binary.path, args: [], cwd: dataDir };
    }
    case 'grafana': {
      const binary = await findGrafana(fetchContext);
      // Its pages and defaults lie beside bin/; a distribution's build knows its own place.
      const homePath = dirname(dirname(binary.path));
      const args = existsSync(join(homePath, 'conf', 'defaults.ini')) ? [`--homepath=${homePath}`] : [];
      return { file: binary.path, args: ['server', ...args], cwd: dataDir };
    }
    case 'postgres':
      return acquirePostgres(context);
    case 'lab/api':
    case 'lab/traffic':
    case 'board/server': {
      const file = join(packageRoot(), 'dist', `${program}.js`);
      if (!existsSync(file)) {
        throw new EnvironmentError(`The lab's program ${file} is missing.`, {
          code: 'NOT_BUILT',
          hints: ['In a checkout, build it with: npm run build'],
        });
      }
      return {
        file: process.execPath,
        args: [file],
        cwd: context.home.path,
        env: { NODE_ENV: 'production' },
      };
    }
  }
}

async function acquirePostgres(context: StackContext): Promise<Launch> {
  const user = await serviceUser();
  const places = await postgresPlaces(context.home, cacheDir(context.env), user);
  const binaries = await findPostgres(places.binaries);
  const directory = join(places.data, 'postgres');
  const { postgresPassword: password } = context.credentials;
  const env = { PATH: context.env.PATH ?? '', LC_ALL: 'C', [MARK]: context.home.id };
  await initCluster({ binaries, directory, password, user, env, signal: context.signal });
  await clearStaleLock(directory);
  return {
    file: binaries.postgres,
    args: clusterArgs(directory),
    cwd: dirname(directory),
    env: { LC_ALL: 'C' },
    ...(user && { user }),
  };
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../../errors.js';
import { packageRoot } from '../../../util/package-root.js';
import { findAlertmanager } from '../../binaries/alertmanager.js';
import type { Binary, FetchContext } from '../../binaries/binary.js';
import { findGrafana } from '../../binaries/grafana.js';
import { findPostgres } from '../../binaries/postgres.js';
import { findPrometheus } from '../../binaries/prometheus.js';
import { cacheDir } from '../../home.js';
import { MARK } from '../../processes.js';
import type { Program } from '../../spec.js';
import type { ProgressListener, StackContext } from '../runtime.js';
import { clearStaleLock, clusterArgs, initCluster } from './postgres-cluster.js';
import { postgresPlaces, type ServiceUser, serviceUser } from './service-user.js';

/** How to launch a program as a local process. */
export interface Launch {
  file: string;
  /** Before the spec's own arguments. */
  args: string[];
  cwd: string;
  env?: Record<string, string>;
  user?: ServiceUser;
  /** What the user should know about where it came from. */
  warning?: string;
}

/**
 * Finds, fetches and prepares a program, so that it is ready to start.
 * @param dataDir the program's data; PostgreSQL as root may need another place
 * @throws EnvironmentError if it is not available
 */
export async function acquireProgram(
  program: Program,
  context: StackContext,
  dataDir: string,
  onProgress: ProgressListener,
): Promise<Launch> {
  // Marked, so that what a killed `up` leaves running, such as an initdb, is found and stopped like a service.
  const env = { ...context.env, [MARK]: context.home.id };
  const fetchContext = { env, cache: cacheDir(env), signal: context.signal, onProgress };
  switch (program) {
    case 'prometheus': {
      const binary = await findPrometheusOnce(fetchContext);
      return { file: binary.path, args: [], cwd: dataDir, ...warned(binary) };
    }
    case 'alertmanager': {
      const binary = await findAlertmanager(fetchContext);
      // Debian's looks for its templates from there.
      return { file: binary.path, args: [], cwd: dirname(binary.path), ...warned(binary) };
    }
    case 'grafana': {
      const binary = await findGrafana(fetchContext);
      // Its pages and defaults are next to bin/; a distribution's build finds its own.
      const homePath = dirname(dirname(binary.path));
      const args = existsSync(join(homePath, 'conf', 'defaults.ini')) ? [`--homepath=${homePath}`] : [];
      return { file: binary.path, args: ['server', ...args], cwd: dataDir, ...warned(binary) };
    }
    case 'postgres':
      return acquirePostgres(context, fetchContext);
    case 'lab/api':
    case 'lab/traffic':
    case 'board/server': {
      const file = join(packageRoot(), 'dist', `${program}.js`);
      if (!existsSync(file)) {
        throw new EnvironmentError(`The lab's program ${file} does not exist.`, {
          code: 'NOT_BUILT',
          hints: ['In a checkout, build it: npm run build'],
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

function warned({ warning }: Binary): Pick<Launch, 'warning'> {
  return warning === undefined ? {} : { warning };
}

/** Searches that are under way, by the `up` they belong to: its signal. */
const searches = new WeakMap<
  AbortSignal,
  { found: Promise<Binary>; listeners: NonNullable<FetchContext['onProgress']>[] }
>();

/** Two services run Prometheus: it is searched for and downloaded once, and both show how far that is. */
async function findPrometheusOnce(
  context: FetchContext & Required<Pick<FetchContext, 'signal' | 'onProgress'>>,
): Promise<Binary> {
  const running = searches.get(context.signal);
  if (running) {
    running.listeners.push(context.onProgress);
    return running.found;
  }
  const listeners = [context.onProgress];
  const onProgress: FetchContext['onProgress'] = (...progress) =>
    listeners.forEach((tell) => tell(...progress));
  const found = findPrometheus({ ...context, onProgress });
  searches.set(context.signal, { found, listeners });
  return found;
}

async function acquirePostgres(context: StackContext, fetchContext: FetchContext): Promise<Launch> {
  const user = await serviceUser();
  const places = await postgresPlaces(context.home, fetchContext.cache, user);
  const binaries = await findPostgres({ ...fetchContext, cache: places.binaries });
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

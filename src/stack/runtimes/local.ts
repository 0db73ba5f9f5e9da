import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../errors.js';
import { writeFileAtomic } from '../../util/files.js';
import { processExists, removeAbandoned } from '../../util/temporary.js';
import { cacheDir, type LabHome } from '../home.js';
import { endProcess, findMarked, isAlive, MARK, sendSignal, startIdOf } from '../processes.js';
import { SERVICES } from '../services/index.js';
import { type ConfigFile, portOf, type ServiceName, type ServiceSpec, type SpecContext } from '../spec.js';
import type { ServiceRecord } from '../state.js';
import { backfillDirectory, isNewDataDir } from './local/backfill.js';
import { followFile, tailFile } from './local/log-files.js';
import { acquireProgram, type Launch } from './local/programs.js';
import { postgresPlaces, serviceUser } from './local/service-user.js';
import type { BackfillData, ProgressListener, Runtime, StackContext, Stray } from './runtime.js';

/** A larger log is rotated at the next start; one old log is kept. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Services as local processes, which outlive the command that started them. */
export class LocalRuntime implements Runtime {
  readonly name = 'local';
  private readonly launches = new Map<ServiceName, Launch>();

  async acquire(
    spec: ServiceSpec,
    context: StackContext,
    onProgress: ProgressListener,
  ): Promise<string | undefined> {
    const launch = await acquireProgram(
      spec.program,
      context,
      join(context.home.dataDir, spec.name),
      onProgress,
    );
    this.launches.set(spec.name, launch);
    return launch.warning;
  }

  async isNew(spec: ServiceSpec, { home }: StackContext): Promise<boolean> {
    return Promise.resolve(isNewDataDir(join(home.dataDir, spec.name)));
  }

  async backfill(spec: ServiceSpec, context: StackContext, data: BackfillData): Promise<void> {
    const { home, env, signal } = context;
    const marked = { ...inherited(env), [MARK]: home.id };
    const directory = join(home.dataDir, spec.name);
    const prometheus = this.launchOf(spec).file;
    await backfillDirectory({ prometheus, directory, data, env: marked, signal });
  }

  async start(
    spec: ServiceSpec,
    context: StackContext,
    record: (service: ServiceRecord) => Promise<void>,
  ): Promise<void> {
    const launch = this.launchOf(spec);
    const specContext = localContext(spec, context);
    await writeConfig(spec, specContext);
    await mkdir(launch.cwd, { recursive: true });
    const log = await openLog(context.home, spec.name);
    try {
      // Detached: its own session, so that Ctrl-C in this terminal, or closing it, does not reach the service.
      const child = spawn(launch.file, [...launch.args, ...spec.args(specContext)], {
        cwd: launch.cwd,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: { ...inherited(context.env), ...launch.env, ...spec.env(specContext), [MARK]: context.home.id },
        ...(launch.user && { uid: launch.user.uid, gid: launch.user.gid }),
      });
      await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      child.unref();
      const pid = child.pid as number;
      // A child that already exited is recorded too: the wait for its health reports it, with its last log lines.
      const startId = (await startIdOf(pid)) ?? 'ended';
      await record({ name: spec.name, since: new Date().toISOString(), process: { pid, startId } });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall?.startsWith('spawn')) {
        throw new EnvironmentError(
          `Could not start ${spec.title} from ${launch.file}: ${(cause as Error).message}`,
          { code: 'START_FAILED', cause },
        );
      }
      throw cause;
    } finally {
      await log.close();
    }
  }

  async isRunning(record: ServiceRecord): Promise<boolean> {
    return record.process !== undefined && (await isAlive(record.process));
  }

  async reconfigure(
    spec: ServiceSpec,
    { process: identity }: ServiceRecord,
    home: LabHome,
    files: readonly ConfigFile[],
  ): Promise<void> {
    for (const { path, content } of files) {
      await writeFileAtomic(join(home.configDir, spec.name, path), content);
    }
    if (identity) await sendSignal(identity, 'SIGHUP');
  }

  async stop(spec: ServiceSpec, record: ServiceRecord): Promise<void> {
    if (record.process) await endProcess(record.process, spec.stop.signal, spec.stop.graceMs);
  }

  async strays(home: LabHome, known: readonly ServiceRecord[]): Promise<Stray[]> {
    const knownPids = new Set(known.map((record) => record.process?.pid));
    const marked = (await findMarked(home.id)).filter(
      ({ pid, owner }) => !knownPids.has(pid) && !(owner !== undefined && processExists(owner)),
    );
    return marked.map((found) => ({
      description: `${found.command.split(' ').slice(0, 2).join(' ')} (pid ${found.pid})`,
      stop: () => endProcess(found, SERVICES.postgres.stop.signal, 10_000),
    }));
  }

  async lastLines(home: LabHome, service: ServiceName, count: number): Promise<string[]> {
    return tailFile(logFile(home, service), count);
  }

  async follow(
    home: LabHome,
    service: ServiceName,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await followFile(logFile(home, service), onLine, signal);
  }

  async release(home: LabHome): Promise<void> {
    // Processes share only files, and those are data; except for temporary ones of a killed process.
    await removeAbandoned(home.dataDir);
  }

  async discard(spec: ServiceSpec, home: LabHome): Promise<void> {
    await rm(join(home.dataDir, spec.name), { recursive: true, force: true });
  }

  async removeData(home: LabHome): Promise<void> {
    const places = await postgresPlaces(home, cacheDir(), await serviceUser());
    for (const directory of new Set([places.data, home.dataDir, home.logsDir, home.configDir])) {
      // With retries: something that just exited may still have been writing.
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  }

  private launchOf(spec: ServiceSpec): Launch {
    const launch = this.launches.get(spec.name);
    if (!launch) throw new Error(`${spec.name} was not acquired`);
    return launch;
  }
}

function localContext(spec: ServiceSpec, { home, ports, credentials, isSkipped }: StackContext): SpecContext {
  const addressOf = (service: ServiceName) => ({ host: '127.0.0.1', port: portOf(SERVICES[service], ports) });
  const control = spec.controlPort && ports[spec.controlPort];
  return {
    listen: addressOf(spec.name),
    ...(control !== undefined && { control: { host: '127.0.0.1', port: control } }),
    addressOf,
    learnerHost: '127.0.0.1',
    configDir: join(home.configDir, spec.name),
    dataDir: join(home.dataDir, spec.name),
    credentials,
    isSkipped,
  };
}

async function writeConfig(spec: ServiceSpec, context: SpecContext): Promise<void> {
  // Nobody reads it before the service starts, so it need not be atomic; but no file of an earlier run may remain.
  await rm(context.configDir, { recursive: true, force: true });
  for (const { path, content } of spec.files(context)) {
    const file = join(context.configDir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** The variables of the user's environment that a server may need, and none that could change its behaviour. */
function inherited(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

function logFile(home: LabHome, service: ServiceName): string {
  return join(home.logsDir, `${service}.log`);
}

/** As the system calls what can't be opened as a file. */
const NO_FILE: Pick<NodeJS.ErrnoException, 'code'> = { ['code']: 'ENXIO' };

async function openLog(home: LabHome, service: ServiceName) {
  await mkdir(home.logsDir, { recursive: true });
  const path = logFile(home, service);
  const found = existsSync(path) ? await stat(path) : undefined;
  // Opening a pipe would wait for its other end.
  if (found && !found.isFile()) throw Object.assign(new Error(`ENXIO: ${path}`), { path, ...NO_FILE });
  const size = found?.size ?? 0;
  if (size > MAX_LOG_BYTES) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

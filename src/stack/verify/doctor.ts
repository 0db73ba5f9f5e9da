import { accessSync, constants } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { LabError } from '../../errors.js';
import { alertmanagerSources } from '../binaries/alertmanager.js';
import type { Binary, BinarySource } from '../binaries/binary.js';
import { grafanaSources } from '../binaries/grafana.js';
import { postgresSources } from '../binaries/postgres.js';
import { prometheusSources, promtoolBeside } from '../binaries/prometheus.js';
import { cacheDir, type LabHome } from '../home.js';
import { bindProblem, FREE_PORTS, portHolder } from '../ports.js';
import { rememberedPorts } from '../remembered-ports.js';
import { findEngine, hasLocalPorts, RemoteEngineError } from '../runtimes/docker/endpoints.js';
import { openRuntime } from '../runtimes/index.js';
import { postgresPlaces, serviceUser } from '../runtimes/local/service-user.js';
import type { Runtime } from '../runtimes/runtime.js';
import { SERVICES } from '../services/index.js';
import { PORT_DEFAULTS, type PortName } from '../spec.js';
import { readState, type StackState } from '../state.js';

export interface Finding {
  /** Stable, such as "port.api". */
  id: string;
  status: 'pass' | 'warn' | 'fail';
  detail: string;
  hint?: string;
}

export interface DoctorResult {
  /** True if `up` can be expected to work. */
  ok: boolean;
  findings: Finding[];
}

const MIN_DISK_BYTES = 1e9;
const MIN_MEMORY_BYTES = 1e9;

/** Checks what `up` needs. Changes nothing and downloads nothing. */
export async function examine(home: LabHome, env: NodeJS.ProcessEnv): Promise<DoctorResult> {
  let state: StackState | undefined;
  const broken: Finding[] = [];
  try {
    state = await readState(home);
  } catch (error) {
    const [hint] = error instanceof LabError ? error.hints : [];
    broken.push({ id: 'state', status: 'fail', detail: (error as Error).message, ...(hint && { hint }) });
  }
  // An engine that no longer answers is a finding, not a reason to stop.
  const runtime = await openRuntime(state?.runtime ?? 'local', env).catch(() => openRuntime('local', env));
  const ports = state?.ports ?? { ...PORT_DEFAULTS, ...(await rememberedPorts(home)) };
  const findings = await Promise.all([
    node(),
    platform(),
    writable(home),
    ...broken,
    disk(home),
    memory(),
    engine(env, state),
    program('prometheus', prometheusSources, 'fail', env, { flaw: withoutPromtool }),
    program('alertmanager', alertmanagerSources, 'warn', env),
    program('grafana', grafanaSources, 'warn', env),
    postgres(home, env),
    ...(Object.keys(PORT_DEFAULTS) as PortName[]).map((name) => port(name, ports[name], state, runtime)),
  ]);
  return { ok: findings.every(({ status }) => status !== 'fail'), findings };
}

function node(): Finding {
  // bin/run.js refuses an older one before it loads this.
  return { id: 'node', status: 'pass', detail: `Node ${process.versions.node}` };
}

function platform(): Finding {
  const detail = `${process.platform} on ${process.arch}`;
  if (process.platform === 'linux' || process.platform === 'darwin') {
    return { id: 'platform', status: 'pass', detail };
  }
  return {
    id: 'platform',
    status: 'warn',
    detail,
    hint: 'obs-lab runs on Linux and macOS; on Windows, use WSL.',
  };
}

function writable(home: LabHome): Finding {
  try {
    accessSync(home.path, constants.W_OK);
    return { id: 'home', status: 'pass', detail: `${home.path} is writable` };
  } catch {
    return {
      id: 'home',
      status: 'fail',
      detail: `${home.path} is not writable`,
      hint: 'Set OBS_LAB_HOME to a directory you can write to.',
    };
  }
}

async function disk(home: LabHome): Promise<Finding> {
  const { bavail, bsize } = await statfs(home.path);
  const free = bavail * bsize;
  const detail = `${(free / 1e9).toFixed(1)} GB free at ${home.path}`;
  return free >= MIN_DISK_BYTES
    ? { id: 'disk', status: 'pass', detail }
    : { id: 'disk', status: 'warn', detail, hint: 'The lab needs about 1 GB.' };
}

function memory(): Finding {
  const detail = `${(freemem() / 1e9).toFixed(1)} of ${(totalmem() / 1e9).toFixed(1)} GB free`;
  return totalmem() >= MIN_MEMORY_BYTES
    ? { id: 'memory', status: 'pass', detail }
    : { id: 'memory', status: 'warn', detail, hint: 'The lab needs about 1 GB.' };
}

async function engine(env: NodeJS.ProcessEnv, state: StackState | undefined): Promise<Finding> {
  return findEngine(env).then(
    async (found) =>
      (await hasLocalPorts(found.connection))
        ? {
            id: 'engine',
            status: 'pass',
            detail: `a container engine answers (${found.source}): up will use it`,
          }
        : {
            id: 'engine',
            status: 'warn',
            detail: new RemoteEngineError(found).message,
            hint: 'up will run local processes; to use containers, run obs-lab on that machine.',
          },
    (error: Error) => {
      const why = error.message.split('\n').at(-1) as string;
      if (state?.runtime === 'docker') {
        const hint = 'The lab runs on it: start it again.';
        return { id: 'engine', status: 'fail', detail: `no container engine answers: ${why}`, hint };
      }
      // If the user names an engine, it should answer; otherwise none is needed.
      return env.DOCKER_HOST
        ? { id: 'engine', status: 'warn', detail: why }
        : { id: 'engine', status: 'pass', detail: 'no container engine: up will run local processes' };
    },
  );
}

/** Asks the free sources; only names the others. */
async function program(
  name: string,
  sources: readonly BinarySource[],
  missing: 'warn' | 'fail',
  env: NodeJS.ProcessEnv,
  {
    flaw = () => ({}),
    cache = cacheDir(env),
  }: {
    /** What may be wrong with one that was found. */
    flaw?: (found: Binary) => Partial<Finding>;
    cache?: string;
  } = {},
): Promise<Finding> {
  const context = { env, cache };
  for (const source of sources.filter(({ offline }) => offline)) {
    const found = await source.find(context).catch((error: Error) => ({ fatal: error.message }));
    if ('fatal' in found) return { id: name, status: missing, detail: found.fatal };
    if ('path' in found) {
      return {
        id: name,
        status: 'pass',
        detail: `${name} ${found.version} (${found.source}: ${found.path})`,
        ...flaw(found),
      };
    }
  }
  const online = sources.filter(({ offline }) => !offline).map((source) => source.name);
  if (online.length === 0) return { id: name, status: missing, detail: `no ${name} for this platform` };
  return {
    id: name,
    status: 'warn',
    detail: `not on this machine yet; up will download it (${online.join(', then ')})`,
  };
}

/** A Prometheus without promtool works, except for the simulated history. */
function withoutPromtool(found: Binary): Partial<Finding> {
  if (promtoolBeside(found)) return {};
  return {
    status: 'warn',
    detail: `prometheus ${found.version} (${found.path}) has no promtool next to it: up will start without the simulated history`,
    hint: 'Set OBS_LAB_PROMETHEUS_BIN to a Prometheus with promtool in the same directory.',
  };
}

async function postgres(home: LabHome, env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    const places = await postgresPlaces(home, cacheDir(env), await serviceUser());
    return await program('postgres', postgresSources, 'fail', env, { cache: places.binaries });
  } catch (error) {
    return { id: 'postgres', status: 'fail', detail: (error as Error).message };
  }
}

async function port(
  name: PortName,
  number: number,
  state: StackState | undefined,
  runtime: Runtime,
): Promise<Finding> {
  const id = `port.${name}`;
  if ((await bindProblem(number)) === undefined) return { id, status: 'pass', detail: `${number} is free` };
  const record = Object.values(state?.services ?? {}).find((found) => SERVICES[found.name].port === name);
  if (record && (await runtime.isRunning(record))) {
    return { id, status: 'pass', detail: `${number} is in use by this lab` };
  }
  const holder = (await portHolder(number).catch(() => undefined)) ?? 'another process';
  return {
    id,
    status: 'fail',
    detail: `${number} is already in use by ${holder}`,
    hint: FREE_PORTS,
  };
}

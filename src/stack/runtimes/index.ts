import { UsageError } from '../../errors.js';
import { type LabHome, openHome } from '../home.js';
import type { RuntimeName, StackState } from '../state.js';
import {
  type EngineAddress,
  EngineError,
  findEngine,
  hasLocalPorts,
  RemoteEngineError,
} from './docker/endpoints.js';
import type { Runtime } from './runtime.js';

/** What the user may ask for: `auto` means Docker if an engine answers, else local processes. */
export type RuntimeWish = 'auto' | RuntimeName;

/**
 * Opens the runtime of a recorded stack.
 * @throws EngineError if that is Docker and no engine answers
 */
export async function openRuntime(name: RuntimeName, env: NodeJS.ProcessEnv = process.env): Promise<Runtime> {
  if (name === 'local') return openLocal();
  const { stateFile } = openHome(env);
  return openDocker(await findEngine(env, { stateFile }), stateFile);
}

/** Where `up` runs the services. */
export interface ChosenRuntime {
  runtime: Runtime;
  /** To try if the first choice lacks something, unless the user asked for that choice. */
  fallback?: () => Promise<Runtime>;
  /** Why it is not what one would expect. */
  notice?: string;
}

/**
 * The runtime for `up`: the one asked for; otherwise the recorded one; otherwise whatever this machine has.
 * @throws UsageError STACK_DIFFERS if the stack runs on another; EngineError; RemoteEngineError
 */
export async function chooseRuntime(
  wish: RuntimeWish,
  { recorded, home, env }: { recorded: StackState | undefined; home: LabHome; env: NodeJS.ProcessEnv },
): Promise<ChosenRuntime> {
  if (recorded && wish !== 'auto' && wish !== recorded.runtime) {
    throw new UsageError(`The lab is already running on ${recorded.runtime}; it cannot switch to ${wish}.`, {
      code: 'STACK_DIFFERS',
      hints: [
        'Keep the running lab: obs-lab up',
        `Restart it (data is kept): obs-lab down && obs-lab up --runtime ${wish}`,
      ],
    });
  }
  if (recorded) return { runtime: await openRuntime(recorded.runtime, env) };
  if (wish === 'local') return { runtime: await openLocal() };
  const engine = wish === 'docker' ? await findEngine(env) : await answeringEngine(env);
  if (!engine) return { runtime: await openLocal() };
  if (await hasLocalPorts(engine.connection)) {
    const runtime = await openDocker(engine, home.stateFile);
    return { runtime, ...(wish === 'auto' && { fallback: openLocal }) };
  }
  const remote = new RemoteEngineError(engine);
  if (wish === 'docker') throw remote;
  return { runtime: await openLocal(), notice: insteadNotice(remote) };
}

/** Says why the services do not run in containers. */
export function insteadNotice(reason: Error): string {
  return `${reason.message.replace(/\.$/, '')}. Using local processes instead.`;
}

/** Every runtime that may hold parts of a lab, for cleaning up. */
export async function allRuntimes(home: LabHome, env: NodeJS.ProcessEnv): Promise<Runtime[]> {
  const engine = await answeringEngine(env);
  return [await openLocal(), ...(engine ? [await openDocker(engine, home.stateFile)] : [])];
}

async function answeringEngine(env: NodeJS.ProcessEnv): Promise<EngineAddress | undefined> {
  return findEngine(env).catch((error: unknown) => {
    if (error instanceof EngineError) return undefined;
    throw error;
  });
}

// Each runtime loads its own libraries, and a command needs only one runtime.
async function openLocal(): Promise<Runtime> {
  const { LocalRuntime } = await import('./local.js');
  return new LocalRuntime();
}

async function openDocker(address: EngineAddress, stateFile: string): Promise<Runtime> {
  const [{ DockerRuntime }, { connectEngine }] = await Promise.all([
    import('./docker.js'),
    import('./docker/engine.js'),
  ]);
  return new DockerRuntime(connectEngine(address, { stateFile }));
}

import { UsageError } from '../../errors.js';
import type { RuntimeName, StackState } from '../state.js';
import { type EngineAddress, EngineError, findEngine } from './docker/endpoints.js';
import type { Runtime } from './runtime.js';

/** What the user may ask for: `auto` means Docker if an engine answers, else local processes. */
export type RuntimeWish = 'auto' | RuntimeName;

/**
 * Opens the runtime of a recorded stack.
 * @throws EngineError if that is Docker and no engine answers
 */
export async function openRuntime(name: RuntimeName, env: NodeJS.ProcessEnv = process.env): Promise<Runtime> {
  return name === 'docker' ? openDocker(await findEngine(env)) : openLocal();
}

/**
 * The runtime for `up`: the one asked for; otherwise the recorded one; otherwise whatever this machine has.
 * @throws UsageError STACK_DIFFERS if the stack runs on another
 * @returns `fallback`, to try if the first choice lacks something, unless the user asked for that choice
 */
export async function chooseRuntime(
  wish: RuntimeWish,
  recorded: StackState | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ runtime: Runtime; fallback?: () => Promise<Runtime> }> {
  if (recorded && wish !== 'auto' && wish !== recorded.runtime) {
    throw new UsageError(`The lab is already running on ${recorded.runtime}; it cannot switch to ${wish}.`, {
      code: 'STACK_DIFFERS',
      hints: [
        'Keep the running lab: obs-lab up',
        `Restart it (data is kept): obs-lab down && obs-lab up --runtime ${wish}`,
      ],
    });
  }
  const known = wish === 'auto' ? recorded?.runtime : wish;
  if (known) return { runtime: await openRuntime(known, env) };
  const engine = await answeringEngine(env);
  return engine ? { runtime: await openDocker(engine), fallback: openLocal } : { runtime: await openLocal() };
}

/** Every runtime that may hold parts of a lab, for cleaning up. */
export async function allRuntimes(env: NodeJS.ProcessEnv): Promise<Runtime[]> {
  const engine = await answeringEngine(env);
  return [await openLocal(), ...(engine ? [await openDocker(engine)] : [])];
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

async function openDocker(address: EngineAddress): Promise<Runtime> {
  const [{ DockerRuntime }, { connectEngine }] = await Promise.all([
    import('./docker.js'),
    import('./docker/engine.js'),
  ]);
  return new DockerRuntime(connectEngine(address));
}

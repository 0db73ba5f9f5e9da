import { UsageError } from '../../errors.js';
import type { RuntimeName, StackState } from '../state.js';
import { EngineError, findEngine, type EngineAddress } from './docker/endpoints.js';
import type { Runtime } from './runtime.js';

/** What may be asked for: `auto` is Docker where an engine answers, else local processes. */
export type RuntimeWish = 'auto' | RuntimeName;

/**
 * Opens the runtime that a recorded stack is on.
 * @throws EngineError where that is Docker and no engine answers
 */
export async function openRuntime(name: RuntimeName, env: NodeJS.ProcessEnv = process.env): Promise<Runtime> {
  return name === 'docker' ? openDocker(await findEngine(env)) : openLocal();
}

/**
 * The runtime for `up`: what was asked for; otherwise what the record says, and where there is none, what this machine has.
 * @throws UsageError STACK_DIFFERS where the stack is up on another
 * @returns `fallback` where nobody asked for the first choice, and another is worth a try should it lack something
 */
export async function chooseRuntime(
  wish: RuntimeWish,
  recorded: StackState | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ runtime: Runtime; fallback?: () => Promise<Runtime> }> {
  if (recorded && wish !== 'auto' && wish !== recorded.runtime) {
    throw new UsageError(`The lab is up on ${recorded.runtime}; it cannot go on as ${wish}.`, {
      code: 'STACK_DIFFERS',
      hints: [
        'Keep it as it is: obs-lab up',
        `Or start over: obs-lab down, then obs-lab up --runtime ${wish}`,
      ],
    });
  }
  const known = wish === 'auto' ? recorded?.runtime : wish;
  if (known) return { runtime: await openRuntime(known, env) };
  const engine = await answeringEngine(env);
  return engine ? { runtime: await openDocker(engine), fallback: openLocal } : { runtime: await openLocal() };
}

/** Every runtime that may hold something of a lab's, for cleaning up. */
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

// Each runtime drags its own libraries along, and a command needs one.
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

import { LabError } from '../../errors.js';
import type { LabHome } from '../home.js';
import { chooseRuntime, insteadNotice, type RuntimeWish } from '../runtimes/index.js';
import type { Runtime } from '../runtimes/runtime.js';
import { readState } from '../state.js';
import { type StackStatus, stackStatus } from '../verify/status.js';
import type { VerifyResult } from '../verify/verify.js';
import type { UpEvent } from './events.js';
import type { UpPlan } from './plan.js';
import { up, type UpResult } from './up.js';

export interface BringUpOptions {
  home: LabHome;
  plan: UpPlan;
  runtime: RuntimeWish;
  /** For each service to become healthy, and again for the first scrape of all; downloads not counted. */
  timeoutMs: number;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onEvent: (event: UpEvent) => void;
}

export interface BroughtUp {
  status: StackStatus;
  /** False if everything ran already. */
  started: boolean;
  verified: VerifyResult;
}

/** Failures that local processes don't have. */
const OF_THE_ENGINE = new Set(['NO_IMAGE', 'ENGINE_REFUSED']);

/**
 * Chooses where the services run, and brings them up there. If the choice was ours and the engine refuses, or has no
 * image and can't pull it, they run as local processes instead; a notice says so.
 * @throws whatever `up` throws; UsageError STACK_DIFFERS; EngineError; RemoteEngineError
 */
export async function bringUp(options: BringUpOptions): Promise<BroughtUp> {
  const { home, runtime: wish, env, onEvent } = options;
  const recorded = await readState(home);
  const { runtime, fallback, notice } = await chooseRuntime(wish, { recorded, home, env });
  if (notice !== undefined) onEvent({ type: 'notice', text: notice });
  try {
    return await upOn(runtime, notice === undefined ? [] : [notice], options);
  } catch (error) {
    if (!fallback || !(error instanceof LabError) || !OF_THE_ENGINE.has(error.code)) throw error;
    // What could not be stopped there is recorded, for `down`.
    if (await readState(home)) throw error;
    const why = insteadNotice(error);
    onEvent({ type: 'notice', text: why });
    return await upOn(await fallback(), [why], options);
  }
}

async function upOn(
  runtime: Runtime,
  notices: readonly string[],
  options: BringUpOptions,
): Promise<BroughtUp> {
  const { state, started, verified }: UpResult = await up({ ...options, runtime, notices });
  return { status: await stackStatus(options.home, state, runtime), started, verified };
}

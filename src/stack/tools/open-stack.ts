import { NotRunningError } from '../../errors.js';
import { requireStack, type RunningStack } from '../access.js';
import { type LabHome, openHome } from '../home.js';
import { findEngine } from '../runtimes/docker/endpoints.js';
import { readState } from '../state.js';

/**
 * The running stack, for a command that needs it. If it does not answer because its engine was stopped, that is said.
 * @throws NotRunningError if nothing is recorded, or Prometheus does not answer; EngineError
 */
export async function openStack(
  home: LabHome = openHome(),
  env: NodeJS.ProcessEnv = process.env,
): Promise<RunningStack> {
  try {
    return await requireStack(home);
  } catch (error) {
    if (!(error instanceof NotRunningError)) throw error;
    const { stateFile } = home;
    if ((await readState(home))?.runtime === 'docker') await findEngine(env, { stateFile });
    throw error;
  }
}

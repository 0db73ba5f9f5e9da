import { isUnwritable } from '../../util/files.js';
import { pasteable } from '../../util/invocation.js';
import { removeCredentials } from '../credentials.js';
import type { LabHome } from '../home.js';
import { forgetLease } from '../lease/keeper.js';
import { withLock } from '../lock.js';
import { EngineError, EngineRefusedError } from '../runtimes/docker/endpoints.js';
import { allRuntimes } from '../runtimes/index.js';
import type { Runtime, Stray } from '../runtimes/runtime.js';
import { SERVICES } from '../services/index.js';
import type { ServiceName } from '../spec.js';
import { inStopOrder } from '../start-order.js';
import { readState, removeState } from '../state.js';

export interface DownResult {
  /** What was running until now. */
  stopped: ServiceName[];
  /** What carried this lab's mark but was in no record, in words. */
  strays: string[];
  /** What could not be cleaned up, in words. */
  notices: string[];
  volumesRemoved: boolean;
  /** The command that starts the same lab again; its home remembers the ports. */
  upAgain: string;
}

interface DownOptions {
  home: LabHome;
  env: NodeJS.ProcessEnv;
  removeVolumes: boolean;
  onStopped: (service: ServiceName) => void;
}

/**
 * Stops the stack: dependents before what they depend on, then whatever else carries this lab's mark. Keeps the data
 * unless told otherwise. It is not an error if nothing runs.
 * @throws EnvironmentError LOCKED; EngineError if the lab runs on an engine that does not answer
 */
export async function down(options: DownOptions): Promise<DownResult> {
  return withLock(options.home, 'down', () => takeDown(options), { evenUnwritable: true });
}

async function takeDown({ home, env, removeVolumes, onStopped }: DownOptions): Promise<DownResult> {
  const runtimes = await allRuntimes(home, env);
  const state = await readState(home);
  const runtime = runtimes.find(({ name }) => name === state?.runtime);
  if (state && !runtime) {
    throw new EngineError('The lab runs on Docker, but no engine answers.', {
      stateFile: home.stateFile,
    });
  }
  const records = Object.values(state?.services ?? {});
  const specs = records.map(({ name }) => SERVICES[name]);
  const stopped: ServiceName[] = [];
  await inStopOrder(specs, {
    async work(spec, dependentsStopped) {
      await dependentsStopped;
      const record = state?.services[spec.name];
      if (!record || !runtime) return;
      const ran = await runtime.isRunning(record);
      await runtime.stop(spec, record);
      if (!ran) return;
      stopped.push(spec.name);
      onStopped(spec.name);
    },
  });
  await forgetLease(home);
  const notices: string[] = [];
  const strays: Stray[] = [];
  // An engine that the lab does not run on may refuse: that is no reason not to clean up everything else.
  const willing: Runtime[] = [];
  for (const one of runtimes) {
    try {
      const left = await one.strays(home, []);
      for (const stray of left) await stray.stop();
      await one.release(home);
      strays.push(...left);
      willing.push(one);
    } catch (error) {
      if (one === runtime || !isEngineFailure(error)) throw error;
      notices.push(`Containers of this lab, if there are any, were not removed: ${error.message}`);
    }
  }
  // Everything is stopped, and that is what counts: a record of what no longer runs does no harm.
  await removeState(home).catch((error: unknown) => {
    if (!isUnwritable(error)) throw error;
    notices.push(`Its record could not be removed: ${(error as Error).message.replace(/^E[A-Z]+: /, '')}`);
  });
  if (removeVolumes) {
    for (const one of willing) await one.removeData(home);
    await removeCredentials(home);
  }
  return {
    stopped,
    strays: strays.map(({ description }) => description),
    notices,
    volumesRemoved: removeVolumes,
    upAgain: pasteable('obs-lab up'),
  };
}

function isEngineFailure(error: unknown): error is Error {
  return error instanceof EngineError || error instanceof EngineRefusedError;
}

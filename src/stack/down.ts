import { removeCredentials } from './credentials.js';
import type { LabHome } from './home.js';
import { withLock } from './lock.js';
import type { Runtime } from './runtimes/runtime.js';
import { SERVICES } from './services/index.js';
import type { ServiceName } from './spec.js';
import { readState, removeState } from './state.js';

export interface DownResult {
  /** What was running and no longer is. */
  stopped: ServiceName[];
  /** What bore this lab's mark without being recorded, in words. */
  strays: string[];
  volumesRemoved: boolean;
}

/**
 * Stops the stack: dependents before what they depend on, then whatever else bears this lab's mark. Keeps the data
 * unless told otherwise. A stack that is not up is no error.
 */
export async function down(options: {
  home: LabHome;
  runtime: Runtime;
  removeVolumes: boolean;
  onStopped: (service: ServiceName) => void;
}): Promise<DownResult> {
  const { home, runtime, removeVolumes, onStopped } = options;
  return withLock(home, 'down', async () => {
    const state = await readState(home);
    const records = Object.values(state?.services ?? {});
    const stopped: ServiceName[] = [];
    const done = new Map<ServiceName, Promise<void>>();
    const stop = (name: ServiceName): Promise<void> => {
      const dependents = records.filter((record) => SERVICES[record.name].dependsOn.includes(name));
      const task =
        done.get(name) ??
        Promise.all(dependents.map((record) => stop(record.name))).then(async () => {
          const record = records.find((candidate) => candidate.name === name);
          if (!record || !(await runtime.isRunning(record))) return;
          await runtime.stop(SERVICES[name], record);
          stopped.push(name);
          onStopped(name);
        });
      done.set(name, task);
      return task;
    };
    await Promise.all(records.map(({ name }) => stop(name)));
    const strays = await runtime.strays(home, []);
    for (const stray of strays) await stray.stop();
    await removeState(home);
    if (removeVolumes) {
      await runtime.removeData(home);
      await removeCredentials(home);
    }
    return { stopped, strays: strays.map(({ description }) => description), volumesRemoved: removeVolumes };
  });
}

import { describe, expect, it } from 'vitest';
import type { ServiceName } from './spec.js';
import { inStartOrder, inStopOrder } from './start-order.js';

const service = (name: ServiceName, ...dependsOn: ServiceName[]) => ({ name, dependsOn });
const SERVICES = [
  service('traffic', 'api'),
  service('prometheus'),
  service('api', 'postgres'),
  service('postgres'),
];

/** Takes a turn of the event loop for each task, and writes down when it begins and ends. */
function recorder() {
  const log: string[] = [];
  const work = async ({ name }: { name: ServiceName }, ready: Promise<unknown>): Promise<void> => {
    await ready;
    log.push(`+${name}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    log.push(`-${name}`);
  };
  return { log, work };
}

describe('inStartOrder', () => {
  it('runs independent services at the same time, and the others after what they depend on', async () => {
    const { log, work } = recorder();
    await inStartOrder(SERVICES, { work });
    expect(log).toHaveLength(8);
    expect(log.slice(0, 2).sort()).toEqual(['+postgres', '+prometheus']);
    expect(log.indexOf('+api')).toBeGreaterThan(log.indexOf('-postgres'));
    expect(log.indexOf('+traffic')).toBeGreaterThan(log.indexOf('-api'));
  });

  it('begins every task at once: a task decides how long it works before it waits', async () => {
    let trafficBegun: () => void;
    const traffic = new Promise<void>((resolve) => (trafficBegun = resolve));
    await inStartOrder(SERVICES, {
      async work({ name }, ready) {
        if (name === 'traffic') trafficBegun();
        if (name === 'postgres') await traffic;
        await ready;
      },
    });
  });

  it('takes a dependency that is not in the list as done', async () => {
    const { log, work } = recorder();
    await inStartOrder([service('traffic', 'api')], { work });
    expect(log).toEqual(['+traffic', '-traffic']);
  });

  it('throws the first failure, after every task has ended, and reports it before the others see it', async () => {
    const events: string[] = [];
    const abort = new AbortController();
    const outcome = inStartOrder(SERVICES, {
      async work({ name }, ready) {
        if (name === 'postgres') throw new Error('no disk');
        if (name === 'prometheus') {
          await new Promise((resolve) => abort.signal.addEventListener('abort', resolve));
          events.push('prometheus aborted');
          throw new Error('aborted');
        }
        await ready.catch((error: Error) => {
          events.push(`${name}: ${error.message}`);
          throw error;
        });
      },
      onFailure() {
        events.push('failure');
        abort.abort();
      },
    });
    await expect(outcome).rejects.toThrow('no disk');
    expect(events[0]).toBe('failure');
    expect(events.slice(1).sort()).toEqual(['api: no disk', 'prometheus aborted', 'traffic: no disk']);
  });
});

describe('inStopOrder', () => {
  it('lets each service end after the ones that depend on it', async () => {
    const { log, work } = recorder();
    await inStopOrder(SERVICES, { work });
    expect(log.slice(0, 2).sort()).toEqual(['+prometheus', '+traffic']);
    expect(log.indexOf('+api')).toBeGreaterThan(log.indexOf('-traffic'));
    expect(log.indexOf('+postgres')).toBeGreaterThan(log.indexOf('-api'));
  });

  it('leaves a service running when what depends on it could not be stopped', async () => {
    const stopped: string[] = [];
    const outcome = inStopOrder(SERVICES, {
      async work({ name }, ready) {
        await ready;
        if (name === 'api') throw new Error('stuck');
        stopped.push(name);
      },
    });
    await expect(outcome).rejects.toThrow('stuck');
    expect(stopped.sort()).toEqual(['prometheus', 'traffic']);
  });
});

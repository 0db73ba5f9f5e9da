import { setTimeout as sleep } from 'node:timers/promises';
import type { Undo } from '../../control/injector.js';
import type { ParametersOf } from '../../faults/index.js';
import { createClient } from './client.js';

/** The shortest time between two attempts that fail at once: retrying faster would only burn CPU time. */
const REFUSED_MS = 20;

const GROWTH_MS = 1_000;

/**
 * retry-storm: clients that give up early and retry the same request at once. They all start at the same moment, which
 * is the cause; their retries then keep the API overloaded. How many clients that takes depends on the machine: as long
 * as most of them get answers in time, more join.
 */
export function retryStorm(
  target: URL,
  { clients, mostClients, timeoutMs, thinkMs }: ParametersOf<'retry-storm'>,
): Undo {
  const client = createClient(target, 'mobile-app/7.3', timeoutMs);
  const stop = new AbortController();
  const { signal } = stop;
  let running = 0;
  let answered = 0;
  let gaveUp = 0;

  const attempt = async (requestId: string): Promise<boolean> => {
    const startedAt = performance.now();
    const status = await client.get('/items?limit=100', requestId);
    if (status === undefined && performance.now() - startedAt < REFUSED_MS) await sleep(REFUSED_MS);
    const ok = status !== undefined && status < 500;
    if (ok) answered += 1;
    else gaveUp += 1;
    return ok;
  };
  const run = async (id: number): Promise<void> => {
    for (let round = 0; !signal.aborted; round++) {
      const requestId = `m${id.toString(36)}-${round.toString(36)}`;
      while (!signal.aborted && !(await attempt(requestId)));
      await sleep(thinkMs * (0.5 + Math.random()), undefined, { signal });
    }
  };
  const join = (count: number): void => {
    for (const last = Math.min(running + count, mostClients); running < last; running++) {
      run(running).catch(() => undefined); // stopped while it waited
    }
  };
  join(clients);
  const timer = setInterval(() => {
    if (gaveUp < 3 * answered || gaveUp + answered === 0) join(Math.ceil(running / 2));
    answered = 0;
    gaveUp = 0;
  }, GROWTH_MS);
  return () => {
    clearInterval(timer);
    stop.abort();
    client.close();
  };
}

import type pg from 'pg';
import type { Undo } from '../../control/injector.js';
import type { ParametersOf } from '../../faults/index.js';
import type { Supervisor } from '../supervisor.js';

/** connection-leak: takes connections from the pool, opens a transaction on each, and never releases them. */
export function connectionLeak(
  supervisor: Supervisor,
  { everyMs, mostConnections }: ParametersOf<'connection-leak'>,
): Undo {
  const leaked = new Set<pg.PoolClient>();
  let over = false;
  const leak = async (): Promise<void> => {
    if (leaked.size >= mostConnections) return;
    const client = await supervisor.api.pool.connect();
    if (over) return client.release();
    leaked.add(client);
    client.once('end', () => {
      // Somebody terminated its session, or the database went away.
      if (leaked.delete(client)) client.release(true);
    });
    await client.query('BEGIN');
    await client.query('SELECT count(*) FROM items');
  };
  const timer = setInterval(() => void leak().catch(() => undefined), everyMs);
  const release = (): void => {
    for (const client of leaked) {
      leaked.delete(client);
      client.release(true); // closed: PostgreSQL rolls back
    }
  };
  supervisor.hooks.stop.add(release);
  return () => {
    over = true;
    clearInterval(timer);
    supervisor.hooks.stop.delete(release);
    release();
    void supervisor.api.prepare();
  };
}

/** pool-shrunk: a lower limit, and connections that are closed after a few uses. */
export async function poolShrunk(
  supervisor: Supervisor,
  { mostConnections, usesEach }: ParametersOf<'pool-shrunk'>,
): Promise<Undo> {
  const { pool } = supervisor.api;
  supervisor.poolLimits = { max: mostConnections, maxUses: usesEach };
  Object.assign(pool.options, supervisor.poolLimits);
  // Busy connections beyond the limit close when they are released; the idle ones are closed here.
  const surplus = Array.from({ length: Math.max(0, pool.totalCount - mostConnections) }, () =>
    pool.connect(),
  );
  for (const each of await Promise.allSettled(surplus)) {
    if (each.status === 'fulfilled') each.value.release(true);
  }
  return () => {
    supervisor.poolLimits = {};
    Object.assign(supervisor.api.pool.options, { max: supervisor.options.poolMax, maxUses: Infinity });
    void supervisor.api.prepare();
  };
}

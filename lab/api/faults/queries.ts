import type { Undo } from '../../control/injector.js';
import type { ParametersOf } from '../../faults/index.js';
import type { QueryHook } from '../query-hooks.js';
import type { Supervisor } from '../supervisor.js';
import { everyShare } from './share.js';

/** Adds a hook to a set. The returned function removes it. */
export function hooked<T>(set: Set<T>, hook: T): Undo {
  set.add(hook);
  return () => void set.delete(hook);
}

/** slow-route: sends a slow statement first; the API measures both as one query. */
export function slowRoute({ hooks }: Supervisor, { share, statementMs }: ParametersOf<'slow-route'>): Undo {
  const due = everyShare(share);
  const hook: QueryHook = (query, send) => {
    if (query.name !== 'items-list' || !due()) return undefined;
    const slow = send({ text: 'SELECT pg_sleep($1)', values: [statementMs / 1000] });
    return slow.then(() => send(query));
  };
  return hooked(hooks.query, hook);
}

/** error-burst: sends text for an integer column, which PostgreSQL rejects. */
export function errorBurst({ hooks }: Supervisor, { share }: ParametersOf<'error-burst'>): Undo {
  const due = everyShare(share);
  const hook: QueryHook = (query, send) => {
    if (query.name !== 'items-insert' || !due()) return undefined;
    return send({ ...query, values: [...(query.values ?? []).slice(0, -1), 'n/a'] });
  };
  return hooked(hooks.query, hook);
}

/** db-driver: fails like a driver that calls a function that Node.js has removed. */
export function failingDriver({ share }: Pick<ParametersOf<'db-driver'>, 'share'>): QueryHook {
  const due = everyShare(share);
  return () =>
    due() ? Promise.reject(new TypeError('Buffer(...).parent.copyInto is not a function')) : undefined;
}

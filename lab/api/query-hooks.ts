import pg, { type QueryConfig, type QueryResult } from 'pg';

export type NamedQuery = QueryConfig & { name: string };

/**
 * Called with each named statement before it is sent, and may answer in its place; undefined leaves it alone.
 * @param send sends a statement on the same connection
 */
export type QueryHook = (
  query: NamedQuery,
  send: (query: QueryConfig) => Promise<QueryResult>,
) => Promise<QueryResult> | undefined;

/** pg's client, with hooks around the statements that it is given as an object with a name. */
export function clientWith(hooks: ReadonlySet<QueryHook>): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const send = this.query.bind(this) as (...args: unknown[]) => Promise<QueryResult>;
      const query = (first: unknown, values?: unknown, callback?: unknown): Promise<QueryResult> => {
        if (hooks.size === 0 || values !== undefined || callback !== undefined || !isNamed(first)) {
          return send(first, values, callback);
        }
        for (const hook of hooks) {
          const result = hook(first, send);
          if (result) return result;
        }
        return send(first);
      };
      Object.assign(this, { query });
    }
  };
}

function isNamed(query: unknown): query is NamedQuery {
  return typeof query === 'object' && query !== null && typeof (query as NamedQuery).name === 'string';
}

import type { ServiceSpec } from '../spec.js';

export const POSTGRES_USER = 'obs_lab';
export const POSTGRES_DATABASE = 'obs_lab';

export const postgres: ServiceSpec = {
  name: 'postgres',
  title: 'PostgreSQL',
  program: 'postgres',
  port: 'postgres',
  dependsOn: [],
  optional: false,
  health: { kind: 'postgres' },
  jobs: [],
  openPath: '',
  // SIGINT is "fast shutdown": it does not wait for clients to leave, as SIGTERM would.
  stop: { signal: 'SIGINT', graceMs: 15_000 },
  files: () => [],
  env: () => ({}),
  args: ({ listen }) => [
    ...['-c', `listen_addresses=${listen.host}`, '-p', String(listen.port)],
    ...['-c', 'max_connections=50', '-c', 'shared_buffers=64MB', '-c', 'log_line_prefix=%m [%p] '],
  ],
};

/** A connection URL for `pg`. */
export function postgresUrl(address: { host: string; port: number }, password: string): string {
  return `postgres://${POSTGRES_USER}:${encodeURIComponent(password)}@${address.host}:${address.port}/${POSTGRES_DATABASE}`;
}

import type { ServiceSpec } from '../spec.js';
import { postgresUrl } from './postgres.js';

export const api: ServiceSpec = {
  name: 'api',
  title: 'API',
  program: 'lab/api',
  port: 'api',
  dependsOn: ['postgres'],
  optional: false,
  health: { kind: 'http', path: '/ready' },
  jobs: ['api'],
  openPath: '/items',
  stop: { signal: 'SIGTERM', graceMs: 10_000 },
  files: () => [],
  env: ({ listen, addressOf, credentials }) => ({
    HOST: listen.host,
    PORT: String(listen.port),
    DATABASE_URL: postgresUrl(addressOf('postgres'), credentials.postgresPassword),
  }),
  args: () => [],
};

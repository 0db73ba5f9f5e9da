import type { ServiceSpec } from '../spec.js';
import { controlEnv } from './control.js';
import { postgresUrl } from './postgres.js';

export const api: ServiceSpec = {
  name: 'api',
  title: 'API',
  program: 'lab/api',
  port: 'api',
  controlPort: 'apiControl',
  dependsOn: ['postgres'],
  optional: false,
  health: { kind: 'http', path: '/ready' },
  jobs: ['api'],
  openPath: '/items',
  stop: { signal: 'SIGTERM', graceMs: 10_000 },
  files: () => [],
  env: (context) => ({
    HOST: context.listen.host,
    PORT: String(context.listen.port),
    // What the other services call it, and load generators in containers of their own.
    HOSTS: `${context.addressOf('api').host},host.docker.internal,host.containers.internal`,
    DATABASE_URL: postgresUrl(context.addressOf('postgres'), context.credentials.postgresPassword),
    ...controlEnv(context),
  }),
  args: () => [],
};

import { SHOP_JOB } from '../../../lab/shop/exposition.js';
import type { ServiceSpec } from '../spec.js';
import { controlEnv } from './control.js';
import { hostPort } from './template.js';

export const traffic: ServiceSpec = {
  name: 'traffic',
  title: 'Traffic',
  program: 'lab/traffic',
  port: 'traffic',
  controlPort: 'trafficControl',
  dependsOn: ['api'],
  optional: false,
  health: { kind: 'http', path: '/metrics' },
  // It plays the shop's servers too.
  jobs: ['traffic', SHOP_JOB],
  openPath: '/metrics',
  stop: { signal: 'SIGTERM', graceMs: 5_000 },
  files: () => [],
  env: (context) => ({
    HOST: context.listen.host,
    PORT: String(context.listen.port),
    // How the other services call it.
    HOSTS: context.addressOf('traffic').host,
    TARGET_URL: `http://${hostPort(context, 'api')}`,
    LEARNER_HOST: context.learnerHost,
    ...controlEnv(context),
  }),
  args: () => [],
};

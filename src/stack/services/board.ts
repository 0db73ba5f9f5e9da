import type { ServiceSpec } from '../spec.js';
import { dashboardFiles, hostPort } from './template.js';

/** The lab's own page for the dashboards. It runs only if Grafana is not available. */
export const board: ServiceSpec = {
  name: 'board',
  title: 'Board',
  program: 'board/server',
  port: 'grafana',
  dependsOn: [],
  optional: false,
  insteadOf: 'grafana',
  health: { kind: 'http', path: '/health' },
  jobs: [],
  openPath: '/',
  stop: { signal: 'SIGTERM', graceMs: 5_000 },
  files: () => dashboardFiles(),
  env: (context) => ({
    HOST: context.listen.host,
    PORT: String(context.listen.port),
    PROMETHEUS_URL: `http://${hostPort(context, 'prometheus')}`,
    DASHBOARDS_DIR: `${context.configDir}/dashboards`,
  }),
  args: () => [],
};

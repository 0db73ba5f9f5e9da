import type { ServiceSpec } from '../spec.js';
import { dashboardFiles, renderTemplate } from './template.js';

const PROVISIONING = ['provisioning/datasources/prometheus.yml', 'provisioning/dashboards/obs-lab.yml'];

export const grafana: ServiceSpec = {
  name: 'grafana',
  title: 'Grafana',
  program: 'grafana',
  port: 'grafana',
  dependsOn: [],
  optional: true,
  health: { kind: 'http', path: '/api/health' },
  jobs: [],
  openPath: '/',
  stop: { signal: 'SIGTERM', graceMs: 10_000 },
  files: (context) => [
    ...PROVISIONING.map((path) => ({ path, content: renderTemplate(`grafana/${path}`, context) })),
    ...dashboardFiles(),
  ],
  env: ({ listen, configDir, dataDir, credentials }) => ({
    GF_SERVER_HTTP_ADDR: listen.host,
    GF_SERVER_HTTP_PORT: String(listen.port),
    GF_PATHS_DATA: dataDir,
    GF_PATHS_LOGS: `${dataDir}/log`,
    GF_PATHS_PLUGINS: `${dataDir}/plugins`,
    GF_PATHS_PROVISIONING: `${configDir}/provisioning`,
    GF_SECURITY_ADMIN_PASSWORD: credentials.grafanaPassword,
    GF_AUTH_ANONYMOUS_ENABLED: 'true',
    GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
    GF_LOG_MODE: 'console',
    // A lab on a user's machine contacts nobody.
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_PLUGINS_PREINSTALL_DISABLED: 'true',
  }),
  args: () => [],
};

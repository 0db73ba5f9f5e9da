import type { ServiceSpec } from '../spec.js';
import { renderTemplate } from './template.js';

export const prometheus: ServiceSpec = {
  name: 'prometheus',
  title: 'Prometheus',
  program: 'prometheus',
  port: 'prometheus',
  dependsOn: [],
  optional: false,
  health: { kind: 'http', path: '/-/ready' },
  jobs: ['prometheus'],
  openPath: '/graph', // Prometheus 3 sends it on to /query
  stop: { signal: 'SIGTERM', graceMs: 10_000 },
  files: (context) => [
    { path: 'prometheus.yml', content: renderTemplate('prometheus/prometheus.yml', context) },
  ],
  env: () => ({}),
  args: ({ listen, configDir, dataDir }) => [
    `--config.file=${configDir}/prometheus.yml`,
    `--storage.tsdb.path=${dataDir}`,
    '--storage.tsdb.retention.time=30d',
    `--web.listen-address=${listen.host}:${listen.port}`,
    '--web.enable-lifecycle',
  ],
};

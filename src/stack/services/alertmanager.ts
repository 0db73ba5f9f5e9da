import type { ServiceSpec } from '../spec.js';
import { renderTemplate } from './template.js';

/** Groups, inhibits and silences Prometheus's alerts, and sends the rest to the traffic program's POST /pages. */
export const alertmanager: ServiceSpec = {
  name: 'alertmanager',
  title: 'Alertmanager',
  program: 'alertmanager',
  port: 'alertmanager',
  dependsOn: [],
  optional: true,
  health: { kind: 'http', path: '/-/ready' },
  jobs: ['alertmanager'],
  openPath: '/',
  stop: { signal: 'SIGTERM', graceMs: 5_000 },
  files: (context) => [
    { path: 'alertmanager.yml', content: renderTemplate('alertmanager/alertmanager.yml', context) },
  ],
  env: () => ({}),
  args: ({ listen, configDir, dataDir }) => [
    `--config.file=${configDir}/alertmanager.yml`,
    `--storage.path=${dataDir}`,
    `--web.listen-address=${listen.host}:${listen.port}`,
    // A cluster of one: without this it would listen on all interfaces for others.
    '--cluster.listen-address=',
  ],
};

import type { ServiceSpec, SpecContext } from '../spec.js';
import { renderTemplate, ruleFiles } from './template.js';

/** From this line on, prometheus.yml is about Alertmanager. */
const ALERTMANAGER_PART = '  # Only if Alertmanager is part of the lab.\n';

/** A pattern for origins that none has: by default, every web page may read a Prometheus. */
export const NO_CORS = '--web.cors.origin=none';

export const prometheus: ServiceSpec = {
  name: 'prometheus',
  title: 'Prometheus',
  program: 'prometheus',
  port: 'prometheus',
  dependsOn: [],
  configuredFor: ['alertmanager'],
  optional: false,
  health: { kind: 'http', path: '/-/ready' },
  jobs: ['prometheus'],
  openPath: '/graph', // Prometheus 3 sends it on to /query
  stop: { signal: 'SIGTERM', graceMs: 10_000 },
  files: (context) => [{ path: 'prometheus.yml', content: configuration(context) }, ...ruleFiles()],
  env: () => ({}),
  args: ({ listen, configDir, dataDir }) => [
    `--config.file=${configDir}/prometheus.yml`,
    `--storage.tsdb.path=${dataDir}`,
    '--storage.tsdb.retention.time=30d',
    `--web.listen-address=${listen.host}:${listen.port}`,
    // No web page reads it from another origin, and none can stop it: the lifecycle API stays off.
    NO_CORS,
  ],
};

/** Without Alertmanager, there is nothing to scrape and nobody to send alerts to: a target that is always down would be an alert itself. */
function configuration(context: SpecContext): string {
  const text = renderTemplate('prometheus/prometheus.yml', context);
  const end = context.isSkipped('alertmanager') ? text.indexOf(ALERTMANAGER_PART) : text.length;
  return text.slice(0, end);
}

import type { ServiceSpec } from '../spec.js';
import { NO_CORS } from './prometheus.js';

/**
 * A second Prometheus, for grading only: it scrapes nothing, and holds the made-up worlds (lab/worlds) in which
 * answers are tried that agree on live data. It is apart from the lab's, so that no learner meets its series.
 */
export const worlds: ServiceSpec = {
  name: 'worlds',
  title: 'Grader',
  program: 'prometheus',
  port: 'worlds',
  dependsOn: [],
  optional: true,
  health: { kind: 'http', path: '/-/ready' },
  jobs: [],
  stop: { signal: 'SIGTERM', graceMs: 10_000 },
  files: () => [{ path: 'prometheus.yml', content: 'global: {scrape_interval: 1m}\n' }],
  env: () => ({}),
  args: ({ listen, configDir, dataDir }) => [
    `--config.file=${configDir}/prometheus.yml`,
    `--storage.tsdb.path=${dataDir}`,
    // The worlds lie in a past that is the same for everyone.
    '--storage.tsdb.retention.time=100y',
    `--web.listen-address=${listen.host}:${listen.port}`,
    NO_CORS,
  ],
};

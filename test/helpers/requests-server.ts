import { startPrometheus, type TestPrometheus } from './prometheus.js';

/** Unix seconds. */
export const NOW = 1_700_000_060;

const FIXTURE = `# TYPE requests counter
requests_total{method="GET",status="200"} 0 ${NOW - 60}
requests_total{method="GET",status="200"} 600 ${NOW - 30}
requests_total{method="GET",status="200"} 1200 ${NOW}
requests_total{method="GET",status="404"} 6 ${NOW}
requests_total{method="POST",status="201"} 30 ${NOW}
# EOF
`;

/** A Prometheus with three series of requests, up to {@link NOW}. */
export function startRequestsServer(): Promise<TestPrometheus> {
  return startPrometheus({
    openMetrics: FIXTURE,
    // Nothing answers there: every query has a warning.
    config: 'remote_read: [{url: "http://127.0.0.1:9/read", read_recent: true}]\n',
  });
}

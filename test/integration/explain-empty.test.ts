import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { explainEmpty } from '../../src/query/explain-empty.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';

/** Unix seconds: the time of the last samples; they are 15 s apart. */
const NOW = 1_700_000_060;

const FIXTURE = `# TYPE http_requests counter
http_requests_total{job="api",method="GET"} 10 ${NOW - 15}
http_requests_total{job="api",method="GET"} 20 ${NOW}
http_requests_total{job="api",method="POST"} 1 ${NOW - 15}
http_requests_total{job="api",method="POST"} 2 ${NOW}
http_requests_total{job="api",method="DELETE"} 1 ${NOW - 4000}
# TYPE queue_length gauge
queue_length{queue="mail"} 3 ${NOW}
# EOF
`;

let server: TestPrometheus;
beforeAll(async () => void (server = await startPrometheus({ openMetrics: FIXTURE })));
afterAll(() => server?.stop());

it.each<[string, RegExp[]]>([
  ['http_request_total', [/no metric http_request_total.*Did you mean http_requests_total/]],
  ['nonsense', [/no metric nonsense/]],
  ['rate(http_requests_total{methd="GET"}[1m])', [/label methd.*Did you mean method/]],
  ['http_requests_total{method="get"}', [/No series of http_requests_total has method="get".*method="GET"/]],
  // An old series doesn't help, unless the query looks at that time.
  ['http_requests_total{method="DELETED"}', [/2 values here: GET and POST/]],
  ['http_requests_total{method="DELETE"}[1m]', [/2 values here: GET and POST/]],
  ['http_requests_total{method="DELETED"} offset 4000s', [/Did you mean method="DELETE"/]],
  ['http_requests_total{method="DELETED"}[2h]', [/Did you mean method="DELETE"/]],
  ['http_requests_total{method=~"GE"}', [/method=~"GE"/]],
  ['foo / http_requests_total{job="x"}', [/no metric foo/, /job="x"/]],
  ['rate(http_requests_total[10s])', [/^http_requests_total\[10s\] holds one sample per series/]],
  ['rate(http_requests_total[1m] offset 1h)', [/^http_requests_total\[1m\] offset 1h has no samples/]],
  ['queue_length offset 1d', [/^queue_length offset 1d has no samples/]],
  ['http_requests_total > 100', [/^A comparison/]],
  ['http_requests_total / queue_length', [/^An operator/]],
  ['absent(queue_length)', [/^absent\(\)/]],
  ['label_replace(queue_length, "a", "b", "c", "d") unless queue_length', [/labels/]],
  ['{__name__=~"nothing.*"}', [/has no samples/]],
  ['sum(vector(1) and vector(2) > 3)', [/comparison/]],
])('explains why %s is empty', async (expr, reasons) => {
  const prometheus = createPrometheusClient(server.url);
  const answer = await prometheus.query(expr, { time: NOW });
  expect(answer).toMatchObject({ series: [] });
  const told = await explainEmpty(prometheus, expr, NOW);
  expect(told).toEqual(reasons.map((reason) => expect.stringMatching(reason) as unknown));
});

it('says so if samples have arrived meanwhile', async () => {
  const told = await explainEmpty(createPrometheusClient(server.url), 'vector(1)');
  expect(told).toEqual([expect.stringMatching(/^There were too few samples yet/)]);
});

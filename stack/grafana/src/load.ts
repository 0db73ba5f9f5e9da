import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { chart, labDashboard, number } from './panels.js';
import { quantile, quantiles, rate } from './queries.js';

/** The routes that the traffic requests; health checks and scrapes are left out. */
const SERVER = 'job="api", route=~"/items.*"';
const CLIENT = 'job="traffic"';

/**
 * The client's view on the left, the server's on the right. The client is the lab's own traffic: the generator of `stress`
 * measures too, but is not scraped. It pauses the traffic while it runs. Then the left side is idle, the right side shows the
 * tier, and the difference between the two is the load from `stress`.
 */
export function loadDashboard(): DashboardBuilder {
  return labDashboard(
    'obs-lab-load',
    'Load test',
    'The client’s view on the left, the server’s on the right. The client is the lab’s traffic, which pauses while obs-lab stress runs. The load from obs-lab stress is what the server counts beyond what the traffic sent.',
  )
    .withPanel(
      number({
        title: 'Traffic rate',
        description:
          'Requests per second that the lab’s traffic finished, answered or not. Zero while it is paused.',
        unit: 'reqps',
        span: 6,
        height: 4,
        queries: { traffic: rate(`traffic_requests_total{${CLIENT}}`) },
      }),
    )
    .withPanel(
      number({
        title: 'Traffic paused',
        description:
          'Yes while obs-lab stress has the API to itself, so that its requests can be reconciled one by one.',
        unit: 'bool_yes_no',
        span: 6,
        height: 4,
        queries: { paused: `max(traffic_paused{${CLIENT}})` },
        thresholds: [[1, 'yellow']],
      }),
    )
    .withPanel(
      number({
        title: 'Server rate',
        description: 'Requests per second for items that the API counted, from any client.',
        unit: 'reqps',
        span: 6,
        height: 4,
        queries: { server: rate(`http_requests_total{${SERVER}}`) },
      }),
    )
    .withPanel(
      number({
        title: 'From elsewhere',
        description:
          'What the server counted and the traffic did not send: the load from obs-lab stress, or your own. Otherwise around zero; it jitters a little, because the two are scraped at different moments.',
        unit: 'reqps',
        span: 6,
        height: 4,
        queries: {
          elsewhere: `clamp_min(${rate(`http_requests_total{${SERVER}}`)} - ${rate(`traffic_requests_total{${CLIENT}}`)}, 0)`,
        },
      }),
    )
    .withPanel(
      chart({
        title: 'Client: requests by status',
        description:
          'Requests per second as the traffic saw them end. Without an answer, the status is timeout or error.',
        unit: 'reqps',
        span: 12,
        height: 8,
        queries: { '{{status}}': `${rate(`traffic_requests_total{${CLIENT}}`, 'status')} > 0` },
      }),
    )
    .withPanel(
      chart({
        title: 'Server: requests by status',
        description:
          'Requests per second for items as the API counted them. 499: the client went away before the answer.',
        unit: 'reqps',
        span: 12,
        height: 8,
        queries: { '{{status}}': `${rate(`http_requests_total{${SERVER}}`, 'status')} > 0` },
      }),
    )
    .withPanel(
      chart({
        title: 'Client: latency',
        description:
          'From sending a request to reading its whole answer. Anything above the server’s latency is time on the network and in queues before the API reads the request: its own clock can’t see that.',
        unit: 's',
        span: 12,
        height: 8,
        queries: quantiles('traffic_request_duration_seconds', CLIENT),
      }),
    )
    .withPanel(
      chart({
        title: 'Server: latency',
        description: 'From reading the request head to handing the whole response to the system.',
        unit: 's',
        span: 12,
        height: 8,
        queries: quantiles('http_request_duration_seconds', SERVER),
      }),
    )
    .withPanel(
      chart({
        title: 'Client: failures',
        description: 'Share of the traffic’s requests that failed: answered with 503, or not at all.',
        unit: 'percentunit',
        span: 12,
        height: 7,
        queries: {
          failed: `${rate(`traffic_requests_total{${CLIENT}, status=~"5..|timeout|error"}`)} / ${rate(`traffic_requests_total{${CLIENT}}`)}`,
        },
      }),
    )
    .withPanel(
      chart({
        title: 'Server: failures',
        description:
          'Share of requests for items that the API answered with 5xx, or whose client went away (499).',
        unit: 'percentunit',
        span: 12,
        height: 7,
        queries: {
          failed: `${rate(`http_requests_total{${SERVER}, status=~"5..|499"}`)} / ${rate(`http_requests_total{${SERVER}}`)}`,
        },
      }),
    )
    .withPanel(
      chart({
        title: 'Client: latency by operation, p95',
        description: 'Shows which of the traffic’s operations is slow.',
        unit: 's',
        span: 12,
        height: 8,
        queries: {
          '{{operation}}': `${quantile(0.95, 'traffic_request_duration_seconds', CLIENT, 'operation')} >= 0`,
        },
      }),
    )
    .withPanel(
      chart({
        title: 'Server: queues',
        description:
          'Requests in flight, and those among them waiting for a database connection. They grow when the load exceeds what the API can do.',
        unit: 'short',
        span: 12,
        height: 8,
        queries: {
          'in flight': 'sum(http_requests_in_flight{job="api"})',
          'waiting for the pool': 'sum(db_pool_connections{job="api", state="waiting"})',
        },
      }),
    );
}

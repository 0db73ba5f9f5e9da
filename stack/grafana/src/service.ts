import {
  type DashboardBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { bars, chart, labDashboard, number } from './panels.js';
import { quantile, quantiles, rate } from './queries.js';

/** Scrapes of /metrics are the lab watching itself: no user waits for them. */
const ALL = 'job="api", route!="/metrics"';
const CHOSEN = `${ALL}, route=~"$route"`;
const REQUESTS = `http_requests_total{${CHOSEN}}`;
const DURATION = 'http_request_duration_seconds';

/** Only the server's errors: the client did nothing wrong. */
const ERROR_RATIO = `${rate(`http_requests_total{${CHOSEN}, status=~"5.."}`)} / ${rate(REQUESTS)}`;

/** RED: rate, errors, duration of the API as its users see it. */
export function serviceDashboard(): DashboardBuilder {
  return labDashboard(
    'obs-lab-service',
    'Service (RED)',
    'Rate, errors and duration of the API: what its users get. Scrapes of /metrics are left out.',
  )
    .withVariable(
      new QueryVariableBuilder('route')
        .label('Route')
        .description('The API’s routes, as templates.')
        .query(`label_values(http_requests_total{${ALL}}, route)`)
        .datasource({ type: 'prometheus', uid: 'prometheus' })
        .refresh(VariableRefresh.OnDashboardLoad)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue('.*')
        .current({ text: 'All', value: '$__all' }),
    )
    .withPanel(
      number({
        title: 'Request rate',
        description: 'Requests per second, answered or aborted.',
        unit: 'reqps',
        span: 6,
        height: 4,
        queries: { requests: rate(REQUESTS) },
      }),
    )
    .withPanel(
      number({
        title: 'Error ratio',
        description:
          'Share of requests that the API answered with 5xx. It turns yellow at 1 % and red at 5 %.',
        unit: 'percentunit',
        span: 6,
        height: 4,
        queries: { '5xx': ERROR_RATIO },
        thresholds: [
          [0.01, 'yellow'],
          [0.05, 'red'],
        ],
      }),
    )
    .withPanel(
      number({
        title: 'p95 latency',
        description:
          'Nineteen in twenty requests are faster than this. The light tier of `stress` allows 250 ms.',
        unit: 's',
        span: 6,
        height: 4,
        queries: { p95: quantile(0.95, DURATION, CHOSEN) },
        thresholds: [
          [0.25, 'yellow'],
          [0.5, 'red'],
        ],
      }),
    )
    .withPanel(
      number({
        title: 'In flight',
        description: 'Requests that the API is handling right now, on all routes.',
        unit: 'short',
        span: 6,
        height: 4,
        queries: { requests: 'sum(http_requests_in_flight{job="api"})' },
      }),
    )
    .withPanel(
      chart({
        title: 'Rate by method and route',
        description:
          'Requests per second of each operation; unused ones are left out. A change in the mix often explains a change in latency.',
        unit: 'reqps',
        span: 12,
        height: 9,
        queries: { '{{method}} {{route}}': `${rate(REQUESTS, 'method, route')} > 0` },
      }),
    )
    .withPanel(
      chart({
        title: 'Latency',
        description:
          'Quantiles over all chosen routes, estimated from buckets, so each is only as exact as its bucket is narrow. p99 far above p50: a few requests take long.',
        unit: 's',
        span: 12,
        height: 9,
        queries: quantiles(DURATION, CHOSEN),
      }),
    )
    .withPanel(
      chart({
        title: 'Errors',
        description:
          'Share of requests by status class. 5xx is the API’s fault (503: no database connection in time), 4xx the client’s, including 499: the client went away.',
        unit: 'percentunit',
        span: 12,
        height: 8,
        queries: {
          '5xx': ERROR_RATIO,
          '4xx': `${rate(`http_requests_total{${CHOSEN}, status=~"4.."}`)} / ${rate(REQUESTS)}`,
        },
      }),
    )
    .withPanel(
      bars({
        title: 'p95 by route',
        description:
          'Shows which route is slow now. Routes without requests have no quantile and are left out.',
        unit: 's',
        span: 6,
        height: 8,
        queries: { '{{route}}': `${quantile(0.95, DURATION, CHOSEN, 'route')} >= 0` },
        thresholds: [
          [0.25, 'yellow'],
          [0.5, 'red'],
        ],
      }),
    )
    .withPanel(
      chart({
        title: 'Requests in flight',
        description:
          'Requests being handled. By Little’s law this is rate × latency: if it grows while the rate does not, requests are queueing.',
        unit: 'short',
        span: 6,
        height: 8,
        queries: { 'in flight': 'sum(http_requests_in_flight{job="api"})' },
      }),
    );
}

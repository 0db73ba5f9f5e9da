import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { bars, chart, labDashboard, total } from './panels.js';
import { rate } from './queries.js';

const VERBS = ['created', 'read', 'updated', 'deleted'] as const;

const counter = (verb: string): string => `items_${verb}_total{job="api"}`;

/** CRUD: what the API is for, counted in items instead of requests. */
export function businessDashboard(): DashboardBuilder {
  const dashboard = labDashboard(
    'obs-lab-business',
    'Business (CRUD)',
    'Items created, read, updated and deleted: what the API does for its users, however many requests that takes.',
  );
  for (const verb of VERBS) {
    dashboard.withPanel(
      total({
        title: `Items ${verb}`,
        description: `Items ${verb} within the time range. increase() extrapolates to its edges, so expect slightly more or less than the exact count.`,
        unit: 'short',
        span: 6,
        height: 4,
        queries: { [verb]: `sum(increase(${counter(verb)}[$__range]))` },
      }),
    );
  }
  return dashboard
    .withPanel(
      chart({
        title: 'Items changed',
        description:
          'Items created, updated and deleted per second. If it stays at zero while requests come in, writes are failing.',
        unit: 'ops',
        span: 12,
        height: 9,
        queries: {
          created: rate(counter('created')),
          updated: rate(counter('updated')),
          deleted: rate(counter('deleted')),
        },
      }),
    )
    .withPanel(
      chart({
        title: 'Items read',
        description: 'Items returned per second. A page of a list counts every item on it.',
        unit: 'ops',
        span: 12,
        height: 9,
        queries: { read: rate(counter('read')) },
      }),
    )
    .withPanel(
      chart({
        title: 'Writes refused',
        description:
          'Writes per second that changed nothing, by status: 422 means invalid input, 404 an item that is gone, 503 an overloaded database.',
        unit: 'reqps',
        span: 12,
        height: 8,
        queries: {
          '{{status}}': rate(
            'http_requests_total{job="api", method=~"POST|PUT|DELETE", status=~"404|422|503"}',
            'status',
          ),
        },
      }),
    )
    .withPanel(
      bars({
        title: 'Growth',
        description:
          'Items created and deleted within the time range. If many more are created than deleted, the table grows and lists get slower.',
        unit: 'short',
        span: 12,
        height: 8,
        queries: {
          created: `sum(increase(${counter('created')}[$__range]))`,
          deleted: `sum(increase(${counter('deleted')}[$__range]))`,
        },
      }),
    );
}

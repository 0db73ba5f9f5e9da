import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { bars, chart, labDashboard, total } from './panels.js';
import { rate } from './queries.js';

const VERBS = ['created', 'read', 'updated', 'deleted'] as const;

const counter = (verb: string): string => `items_${verb}_total{job="api"}`;

/** CRUD: what the API is for, told in items instead of requests. */
export function businessDashboard(): DashboardBuilder {
  const dashboard = labDashboard(
    'obs-lab-business',
    'Business (CRUD)',
    'Items created, read, updated and deleted: what the API does for its users, whatever it takes to do so.',
  );
  for (const verb of VERBS) {
    dashboard.withPanel(
      total({
        title: `Items ${verb}`,
        description: `Items ${verb} within the time range. increase() extrapolates to its edges, so expect a little more or less than was counted.`,
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
          'Items created, updated and deleted per second. Flat zero with requests coming in: writes fail.',
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
        description: 'Items delivered per second: a page of a list counts with every item on it.',
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
          'Writes per second that changed nothing, by status: 422 is invalid input, 404 an item that is gone, 503 an overloaded database.',
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
          'Items that came and went within the time range. Created far ahead of deleted means that the table grows, and lists get slower.',
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

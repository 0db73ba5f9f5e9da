import { setTimeout as sleep } from 'node:timers/promises';
import { Histogram } from 'prom-client';
import { LATENCY_BUCKETS } from '../../common/buckets.js';
import type { Undo } from '../../control/injector.js';
import type { ParametersOf } from '../../faults/index.js';
import type { RequestObserver } from '../request-log.js';
import type { Supervisor } from '../supervisor.js';
import { hooked } from './queries.js';
import { everyShare } from './share.js';

/** Old name → what OpenTelemetry's conventions call it. */
const NEW_NAMES = [
  ['http_requests_total', 'http_server_requests_total'],
  ['http_request_duration_seconds', 'http_server_request_duration_seconds'],
  ['http_requests_in_flight', 'http_server_active_requests'],
  ['http_response_size_bytes', 'http_server_response_body_size_bytes'],
] as const;

/** renamed-metric: renames the first `families` of them on the page. */
export function renameFamilies(page: string, families: number): string {
  return NEW_NAMES.slice(0, families).reduce(
    (text, [from, to]) =>
      text.replace(new RegExp(`^(# (?:HELP|TYPE) )?${from}(?=_bucket|_sum|_count|[ {])`, 'gm'), `$1${to}`),
    page,
  );
}

/** label-explosion: a histogram series per request id. Stops growing after `mostRequests`, to spare the machine. */
export function countEachRequest(supervisor: Supervisor, mostRequests: number): RequestObserver {
  let seen = 0;
  let histogram: Histogram<'request_id' | 'route'> | undefined;
  let registry: unknown;
  return ({ route, seconds }) => {
    if (registry !== supervisor.metrics.registry) {
      // After a restart every metric starts from zero, so this one does too.
      ({ registry } = supervisor.metrics);
      seen = 0;
      histogram = new Histogram({
        name: 'http_request_trace_duration_seconds',
        help: 'Duration of each request, by its id.',
        labelNames: ['request_id', 'route'],
        buckets: LATENCY_BUCKETS,
        registers: [supervisor.metrics.registry],
      });
    }
    if (seen++ < mostRequests) {
      histogram?.observe(
        { request_id: `req-${Date.now().toString(36)}-${seen.toString(36)}`, route },
        seconds,
      );
    }
  };
}

/** slow-scrape: delays the page for a share of the scrapes. */
export function slowScrape({ hooks }: Supervisor, { share, delayMs }: ParametersOf<'slow-scrape'>): Undo {
  const due = everyShare(share);
  return hooked(hooks.page, async (page) => {
    if (due()) await sleep(delayMs);
    return page;
  });
}

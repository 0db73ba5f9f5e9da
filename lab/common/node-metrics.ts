import { collectDefaultMetrics, type Histogram, type Registry } from 'prom-client';

/**
 * Metrics of what Node.js has open now: a series per kind, which come and go; and their sum, a gauge with a `_total`
 * name, which is only for counters and a bad example for learners.
 */
const LEFT_OUT = ['handles', 'requests', 'resources'].flatMap((open) => [
  `nodejs_active_${open}`,
  `nodejs_active_${open}_total`,
]);

const GC_KINDS = ['minor', 'major', 'incremental', 'weakcb'];

/** prom-client's metrics of the process and of Node.js, with a number of series that never changes. */
export function collectNodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of LEFT_OUT) registry.removeSingleMetric(name);
  const gc = registry.getSingleMetric('nodejs_gc_duration_seconds') as Histogram<'kind'>;
  for (const kind of GC_KINDS) gc.zero({ kind });
}

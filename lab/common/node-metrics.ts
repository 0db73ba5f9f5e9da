import { collectDefaultMetrics, Counter, Gauge, Histogram, type Metric, type Registry } from 'prom-client';

/**
 * Metrics of what Node.js has open now: a series per kind, which come and go; and their sum, a gauge with a `_total`
 * name, which is only for counters and a bad example for learners.
 */
const LEFT_OUT = ['handles', 'requests', 'resources'].flatMap((open) => [
  `nodejs_active_${open}`,
  `nodejs_active_${open}_total`,
]);

const GC_KINDS = ['minor', 'major', 'incremental', 'weakcb'];

const START_TIME = 'process_start_time_seconds';

/** A restart of the program inside its process. */
export interface Restart {
  /** Unix seconds. */
  at: number;
  /** The registry that was used until then. */
  earlier: Registry;
}

/**
 * prom-client's metrics of the process and of Node.js, with a number of series that never changes. After a restart
 * they look like a new process's: counters are at zero, and the start time is that of the restart.
 */
export function collectNodeMetrics(registry: Registry, restart?: Restart): void {
  if (restart) {
    takeOver(registry, restart);
  } else {
    collectDefaultMetrics({ register: registry });
    for (const name of LEFT_OUT) registry.removeSingleMetric(name);
  }
  const gc = registry.getSingleMetric('nodejs_gc_duration_seconds') as Histogram<'kind'>;
  for (const kind of GC_KINDS) gc.zero({ kind });
}

/** Reuses prom-client's metrics: they never stop observing, so a new set for each restart would pile up. */
function takeOver(registry: Registry, { at, earlier }: Restart): void {
  for (const { name } of earlier.getMetricsAsArray()) {
    if (!/^(process|nodejs)_/.test(name) || name === START_TIME) continue;
    const metric = earlier.getSingleMetric(name) as Metric;
    if (metric instanceof Counter || metric instanceof Histogram) metric.reset();
    registry.registerMetric(metric);
  }
  const help = 'Start time of the process since unix epoch in seconds.';
  new Gauge({ name: START_TIME, help, registers: [registry] }).set(Math.round(at));
}

import { collectDefaultMetrics, type Histogram, type Registry } from 'prom-client';

/** One series for each kind of thing that is open at the moment: they come and go. Their totals stay. */
const UNSTEADY = ['nodejs_active_handles', 'nodejs_active_requests', 'nodejs_active_resources'];

const GC_KINDS = ['minor', 'major', 'incremental', 'weakcb'];

/** prom-client's metrics of the process and of Node.js, with a number of series that never changes. */
export function collectNodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of UNSTEADY) registry.removeSingleMetric(name);
  const gc = registry.getSingleMetric('nodejs_gc_duration_seconds') as Histogram<'kind'>;
  for (const kind of GC_KINDS) gc.zero({ kind });
}

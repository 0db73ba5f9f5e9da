import { counter, gauge, type OverTime } from './growth.js';
import { collect, type WorldSeries } from './scene.js';

/**
 * Metrics of the shop that are not asked for, under names that begin like those that are, and an instance that still
 * reports them but has stopped reporting its queue.
 */

/** Seconds before the moment: longer ago than a query looks back, and within ten minutes. */
const LEFT = -585;
const INSTANCES = ['eu-1', 'us-1', 'eu-2', 'us-2', 'eu-3', 'eu-9'];

export function alikeSeries(): WorldSeries[] {
  const ofJob = collect({ instance: 'shop', job: 'shop' }, true);
  ofJob.add('go_goroutines', 'gauge', {}, gauge(21, 4, 97, 'goroutines'));
  return [
    ...ofJob.series,
    ...INSTANCES.flatMap((instance, i) => {
      const { series, add } = collect({ instance, job: 'shop' }, true);
      for (const key of ['catalog', 'session']) {
        const bytes: OverTime = counter(700 * (i + 1), 311, `bytes of ${key} on ${instance}`);
        add('shop_cache_hits_bytes_total', 'counter', { key }, bytes);
      }
      add('shop_queue_wait_seconds', 'gauge', {}, gauge(0.2 * (i + 1), 0.05, 211, `wait on ${instance}`));
      if (instance === 'eu-9') {
        add('shop_queue_length', 'gauge', {}, (t) => (t < LEFT ? 3 : undefined));
      }
      return series;
    }),
  ];
}

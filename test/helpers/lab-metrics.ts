import { createMetrics } from '../../lab/api/metrics.js';
import { ALERTS } from '../../lab/faults/alerts.js';
import { createTrafficMetrics } from '../../lab/traffic/metrics.js';
import { parseExposition } from '../../src/prometheus/exposition.js';
import type { Labels } from '../../src/prometheus/types.js';
import type { Facts } from '../../src/promql/meaning/facts.js';

/** Of Prometheus itself, as far as docs and rules use them. */
const OF_TARGETS = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'scrape_series_added'];
const JOBS = ['api', 'traffic', 'prometheus'];

/** What a Prometheus that scrapes the quiet lab every second knows about its metrics, with all their series. */
export async function labFacts(): Promise<Facts> {
  const api = createMetrics('1.0.0');
  api.watchPool(() => ({ active: 0, idle: 10, waiting: 0 }));
  api.watchActivity('lab', async () => ({
    sessions: [],
    locks: [],
    tables: ['items', 'item_recalls'].map((name) => ({ name, rowsScanned: 0, indexScans: 0 })),
  }));
  const traffic = createTrafficMetrics(() => false);
  const pages = { api: await api.render(), traffic: await traffic.render() };

  const series = new Map<string, Labels[]>();
  const add = (name: string, labels: Labels): void =>
    void series.set(name, [...(series.get(name) ?? []), { __name__: name, ...labels }]);
  for (const name of OF_TARGETS) for (const job of JOBS) add(name, { job, instance: job });
  for (const alertname of Object.keys(ALERTS)) {
    for (const alertstate of ['pending', 'firing']) add('ALERTS', { alertname, alertstate });
  }
  const metricTypes = new Map<string, string>();
  for (const [job, page] of Object.entries(pages)) {
    for (const { name, labels } of parseExposition(page)) add(name, { ...labels, job, instance: job });
    for (const [, family, type] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) metricTypes.set(family!, type!);
  }
  return { metricNames: [...series.keys()], metricTypes, series, scrapeIntervalSeconds: 1 };
}

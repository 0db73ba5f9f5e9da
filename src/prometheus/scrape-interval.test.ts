import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../util/package-root.js';
import { SCRAPE_INTERVAL_SECONDS } from './scrape-interval.js';

test('the lab’s Prometheus scrapes at this interval', () => {
  const config = parse(readFileSync(join(packageRoot(), 'stack/prometheus/prometheus.yml'), 'utf8')) as {
    global: { scrape_interval: string };
  };
  expect(config.global.scrape_interval).toBe(`${SCRAPE_INTERVAL_SECONDS}s`);
  const grafana = readFileSync(
    join(packageRoot(), 'stack/grafana/provisioning/datasources/prometheus.yml'),
    'utf8',
  );
  expect(grafana).toContain(`timeInterval: ${SCRAPE_INTERVAL_SECONDS}s\n`);
});

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { prometheus } from './prometheus.js';

interface Configuration {
  scrape_configs: { job_name: string }[];
  alerting?: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
}

const configured = (skipped: boolean): Configuration => {
  const files = prometheus.files({
    listen: { host: '127.0.0.1', port: 1 },
    addressOf: (service) => ({ host: service, port: 1 }),
    learnerHost: '127.0.0.1',
    configDir: '/config',
    dataDir: '/data',
    credentials: { postgresPassword: '', grafanaPassword: '' },
    isSkipped: (service) => skipped && service === 'alertmanager',
  });
  return parse(files.find(({ path }) => path === 'prometheus.yml')?.content ?? '') as Configuration;
};
const jobs = ({ scrape_configs }: Configuration): string[] => scrape_configs.map(({ job_name }) => job_name);

test('scrapes Alertmanager and sends alerts to it', () => {
  const found = configured(false);
  expect(jobs(found)).toContain('alertmanager');
  expect(found.alerting?.alertmanagers[0]?.static_configs[0]?.targets).toEqual(['alertmanager:1']);
});

test('knows nothing of an Alertmanager that is not there, and scrapes all others', () => {
  const found = configured(true);
  expect(found.alerting).toBeUndefined();
  expect(jobs(found)).toEqual(jobs(configured(false)).filter((job) => job !== 'alertmanager'));
});

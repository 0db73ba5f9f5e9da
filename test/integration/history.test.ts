import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createShopPage } from '../../lab/shop/exposition.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { findPrometheus } from '../../src/stack/binaries/prometheus.js';
import { cacheDir, openHome } from '../../src/stack/home.js';
import { LocalRuntime } from '../../src/stack/runtimes/local.js';
import type { StackContext } from '../../src/stack/runtimes/runtime.js';
import { SERVICES } from '../../src/stack/services/index.js';
import { PORT_DEFAULTS } from '../../src/stack/spec.js';
import { seedHistory, type SeedResult } from '../../src/stack/up/history.js';
import { type LabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { until } from '../helpers/wait.js';

const HOUR = 3600;

let root: string;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'obs-lab-test-history-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

/** Seeds the Prometheus of a home as `up` does, with what `env` says. */
async function seed(
  name: string,
  { env = process.env, signal = new AbortController().signal } = {},
): Promise<SeedResult | undefined> {
  const runtime = new LocalRuntime();
  const context: StackContext = {
    home: openHome({ OBS_LAB_HOME: join(root, name) }),
    ports: PORT_DEFAULTS,
    credentials: { postgresPassword: '', grafanaPassword: '' },
    isSkipped: () => false,
    env,
    signal,
  };
  await runtime.acquire(SERVICES.prometheus, context, () => undefined);
  return seedHistory(runtime, SERVICES.prometheus, context, () => undefined);
}

const dataOf = (name: string): string => join(root, name, 'data', 'prometheus');

describe('a Prometheus with the history, which scrapes the shop', () => {
  let traffic: LabProgram;
  let server: TestPrometheus;
  let prometheus: PrometheusClient;
  /** Unix seconds: the newest sample of the history. */
  let end: number;

  beforeAll(async () => {
    const seeded = await seed('lab');
    expect(seeded).toMatchObject({ seeded: true });
    end = Date.parse(/up to (\S+)/.exec(seeded?.notice ?? '')?.[1] ?? '') / 1000;
    // Its target does not exist, which does not affect the shop.
    traffic = await startLabProgram('traffic', { TARGET_URL: 'http://127.0.0.1:1' });
    const job = `{job_name: shop, metrics_path: /shop/metrics, honor_labels: true, static_configs: [{targets: ['127.0.0.1:${traffic.port}']}]}`;
    const config = `global: {scrape_interval: 1s}\nscrape_configs: [${job}]\n`;
    server = await startPrometheus({ dataDir: dataOf('lab'), config });
    prometheus = createPrometheusClient(server.url);
    await until('the shop was scraped a few times', async () => {
      const [live] = await values('min(count_over_time({job="shop", __name__="up"}[1m]))');
      return (live ?? 0) > 3;
    });
  });
  afterAll(async () => {
    await server?.stop();
    await traffic?.stop();
  });

  /** The values of an instant vector. */
  async function values(query: string, time?: number): Promise<number[]> {
    const answer = await prometheus.query(query, time === undefined ? {} : { time });
    if (answer.resultType !== 'vector') throw new Error(`${query} is a ${answer.resultType}`);
    return answer.series.map(({ sample }) => sample.value);
  }
  /** The same, by one label. */
  async function byLabel(label: string, query: string): Promise<Record<string, number>> {
    const answer = await prometheus.query(query);
    if (answer.resultType !== 'vector') throw new Error(`${query} is a ${answer.resultType}`);
    return Object.fromEntries(answer.series.map(({ labels, sample }) => [labels[label] ?? '', sample.value]));
  }

  it('has the values that the page had hours ago', async () => {
    for (const t of [end, end - 3 * HOUR, end - 8 * HOUR]) {
      const page = createShopPage()(t).matchAll(/^shop_requests_total\S+ (\d+)$/gm);
      const expected = [...page].map(([, value]) => Number(value));
      // Only samples of that second, not older ones that Prometheus still returns.
      const found = await values(`shop_requests_total and timestamp(shop_requests_total) == ${t}`, t);
      expect(found.length).toBeGreaterThan(20);
      expect(found.sort()).toEqual(expected.sort());
    }
  });

  it('continues where the history ends: no jump, no drop, no gap', async () => {
    const answer = await prometheus.query('{__name__=~"shop_.+_(total|count|bucket|sum)"}[3m]');
    if (answer.resultType !== 'matrix') throw new Error(answer.resultType);
    const joined = answer.series.filter(
      ({ samples: [first, ...rest] }) => (first?.time ?? end) < end && (rest.at(-1)?.time ?? 0) > end,
    );
    expect(joined.length).toBeGreaterThan(50);
    const amiss: unknown[] = [];
    for (const { labels, samples } of joined) {
      samples.forEach((sample, i) => {
        const before = samples[i - 1];
        if (!before) return;
        const seconds = sample.time - before.time;
        const growth = (sample.value - before.value) / seconds;
        // At most 22 requests per second and instance; twice that while another restarts.
        if (growth < 0 || growth > 100 || seconds > 60) amiss.push({ labels, before, sample });
      });
    }
    expect(amiss).toEqual([]);
  });

  it('answers queries that reach back', async () => {
    expect(await values('count(last_over_time(shop_build_info[30m] offset 6h)) >= bool 5')).toEqual([1]);
    const resets = await byLabel('instance', 'resets(shop_request_duration_seconds_count[6h])');
    expect(Object.keys(resets)).toHaveLength(5);
    for (const count of Object.values(resets)) expect(count).toBeGreaterThanOrEqual(3);
    const slow =
      'histogram_quantile(0.95, sum by (instance, le) (rate(shop_request_duration_seconds_bucket[6h])))';
    expect(Object.keys(await byLabel('instance', `topk(1, ${slow})`))).toEqual(['us-2']);
    expect(
      Object.keys(
        await byLabel('instance', 'topk(1, count by (instance) (last_over_time(shop_cache_hits_total[1h])))'),
      ),
    ).toEqual(['eu-3']);
  });

  it('shows with a join which version is bad, at any moment of six hours', async () => {
    const byVersion = (status: string): string =>
      `sum by (version) (rate(shop_requests_total${status}[5m]) * on (instance) group_left (version) shop_build_info)`;
    const ratio = `${byVersion('{status="500"}')} / ${byVersion('')}`;
    // A version that has just started has too few requests.
    const failed = await byLabel(
      'version',
      `avg_over_time((${ratio})[6h:1m]) and count_over_time((${ratio})[6h:1m]) > 10`,
    );
    expect(Object.keys(failed).length).toBeGreaterThanOrEqual(3);
    for (const [version, share] of Object.entries(failed)) {
      const number = Number(version.split('-').at(-1));
      if (number % 2 === 0) expect(share, version).toBeGreaterThan(0.06);
      else expect(share, version).toBeLessThan(0.01);
    }
  });

  describe('the queries in its documentation', async () => {
    const text = await readFile(new URL('../../docs/history.md', import.meta.url), 'utf8');
    const queries = [...text.matchAll(/^```promql\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
      block.split('\n').filter((line) => line !== ''),
    );

    it('are several', () => expect(queries.length).toBeGreaterThan(10));
    it.each(queries)('%s has an answer', async (query) => {
      expect((await values(query)).length).toBeGreaterThan(0);
    });
  });

  it('is seeded once, and not while it has data', async () => {
    expect(await seed('lab')).toBeUndefined();
  });
});

describe('seeding', () => {
  it('leaves nothing that looks finished if it is interrupted, and the next is complete', async () => {
    const interrupt = new AbortController();
    const seeding = seed('interrupted', { signal: interrupt.signal });
    const data = join(root, 'interrupted', 'data');
    await until('it is at work', async () => existsSync(data) && (await readdir(data)).length > 0);
    interrupt.abort();
    await expect(seeding).rejects.toThrow(/abort/i);
    expect(await readdir(data)).toEqual([]);

    // The leftovers of a killed one: no process has this pid.
    await mkdir(join(data, 'prometheus.tmp-4194305-0123abcd'), { recursive: true });
    expect(await seed('interrupted')).toMatchObject({ seeded: true });
    expect(await readdir(data)).toEqual(['prometheus']);
    const entries = await readdir(dataOf('interrupted'));
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(entry).toMatch(/^[0-9A-Z]{26}$/);
  });

  it('is left out, with the reason, if there is no promtool', async () => {
    const bin = join(root, 'bin');
    await mkdir(bin);
    await symlink(
      (await findPrometheus({ env: process.env, cache: cacheDir() })).path,
      join(bin, 'prometheus'),
    );
    const result = await seed('bare', {
      env: { ...process.env, OBS_LAB_PROMETHEUS_BIN: join(bin, 'prometheus') },
    });
    expect(result).toMatchObject({ seeded: false });
    expect(result?.notice).toContain(`there is no promtool next to ${join(bin, 'prometheus')}`);
    expect(existsSync(dataOf('bare'))).toBe(false);
  });
});

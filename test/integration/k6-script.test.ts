import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { k6Options, k6Script } from '../../src/load/k6/script.js';
import { parseThreshold } from '../../src/load/request/thresholds.js';
import { findTier } from '../../src/load/request/tiers.js';
import { readCounters, settleCounters } from '../../src/load/run/counters.js';
import { runK6Script } from '../helpers/k6.js';
import { type LabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { until } from '../helpers/wait.js';

const k6 = findK6();
if (!k6) console.warn('Skipping what k6 itself says of the script: no k6 on PATH, and no K6_BIN.');

describe('a tier as a k6 script', () => {
  let postgres: TestPostgres;
  let api: LabProgram;
  const tier = findTier('light');
  const thresholds = tier.thresholds.map(parseThreshold);

  beforeAll(async () => {
    postgres = await startPostgres();
    api = await startLabProgram('api', { DATABASE_URL: postgres.url });
    await until('the API has its table', async () => (await fetch(`${api.url}/ready`)).ok);
  });
  afterAll(async () => {
    await api?.stop();
    await postgres?.stop();
  });

  const items = async (): Promise<number> =>
    ((await (await fetch(`${api.url}/items?limit=1`)).json()) as { total: number }).total;
  const read = async () => readCounters(await (await fetch(`${api.url}/metrics`)).text());
  const counters = () => settleCounters(read, { timeoutMs: 5000 });

  it('behaves like the tier’s users on the real API, and leaves nothing behind', async () => {
    const [before, countedBefore] = [await items(), await counters()];
    const [users, iterations] = [5, 400];
    const script = k6Script(tier, thresholds, 'http://127.0.0.1:9'); // nothing listens there: the environment wins
    const run = await runK6Script(script, { users, iterations, env: { OBS_LAB_TARGET: api.url } });
    expect(run.options).toEqual(k6Options(tier, thresholds));
    expect(run.failedChecks).toEqual([]);
    expect(await items()).toBe(before);

    const measured = run.requests.slice(0, users * iterations);
    const share = (name: string): number =>
      measured.filter((request) => request.name === name).length / measured.length;
    expect(new Set(measured.map(({ name }) => name))).toEqual(
      new Set(['GET /items', 'GET /items/:id', 'POST /items', 'PUT /items/:id', 'DELETE /items/:id']),
    );
    // A binomial share of 2000 is within 0.05 of its mean but once in ten thousand times.
    expect(share('GET /items')).toBeGreaterThan(0.35);
    expect(share('GET /items')).toBeLessThan(0.45);
    // If a user has no item, a create replaces other requests; if it has four, a delete does: the two balance out.
    const balance = (share('POST /items') - share('DELETE /items/:id')) * measured.length;
    expect(balance).toBeGreaterThanOrEqual(0);
    expect(balance).toBeLessThanOrEqual(4 * users);

    // The script's count equals the server's.
    const countedAfter = await counters();
    const server = [...countedAfter.requests].reduce(
      (sum, [key, value]) => sum + value - (countedBefore.requests.get(key) ?? 0),
      0,
    );
    const own = 1; // the second question for the number of items
    expect(server - own).toBe(run.requests.length);
  });

  it('reports server failures in its checks', async () => {
    const script = k6Script(tier, thresholds, 'http://127.0.0.1:9');
    const { failedChecks, requests } = await runK6Script(script, { users: 1, iterations: 3, env: {} });
    expect(failedChecks).toHaveLength(3);
    expect(requests.every(({ status, url }) => status === 0 && url.startsWith('http://127.0.0.1:9/'))).toBe(
      true,
    );
  });

  describe.skipIf(!k6)('k6 itself', () => {
    it('reads its options, and runs it without an error', async () => {
      const directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-k6-'));
      try {
        const short = { ...tier, users: 4, spawnRate: 4, holdSeconds: 1 };
        const file = join(directory, 'light.js');
        await writeFile(file, k6Script(short, thresholds, api.url));
        const inspected = spawnSync(k6 as string, ['inspect', file], { encoding: 'utf8' });
        expect(inspected.status, inspected.stderr).toBe(0);
        const { scenarios, thresholds: rules } = JSON.parse(inspected.stdout) as ReturnType<typeof k6Options>;
        expect({ scenarios, thresholds: rules }).toMatchObject({
          scenarios: { load: { executor: 'ramping-vus', stages: [{ target: 4 }, { target: 4 }] } },
          thresholds: k6Options(short, thresholds).thresholds,
        });
        const before = await items();
        const summary = join(directory, 'summary.json');
        const ran = spawnSync(k6 as string, ['run', '--quiet', '--summary-export', summary, file], {
          encoding: 'utf8',
        });
        expect(ran.status, ran.stdout + ran.stderr).toBe(0);
        expect(await items()).toBe(before);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    });
  });
});

/** K6_BIN, or k6 on PATH. */
function findK6(): string | undefined {
  const program = process.env.K6_BIN ?? 'k6';
  return spawnSync(program, ['version']).status === 0 ? program : undefined;
}

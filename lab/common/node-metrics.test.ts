import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { collectNodeMetrics } from './node-metrics.js';

async function value(registry: Registry, name: string): Promise<number | undefined> {
  const { values } = await (
    registry.getSingleMetric(name) as { get: () => Promise<{ values: { value: number }[] }> }
  ).get();
  return values[0]?.value;
}

test('after a restart the process looks new: the same families, a new start time, CPU time at zero', async () => {
  const first = new Registry();
  collectNodeMetrics(first);
  for (const until = performance.now() + 50; performance.now() < until;);
  await first.metrics(); // reads the process
  const before = await value(first, 'process_cpu_seconds_total');
  expect(before).toBeGreaterThan(0.02);

  const second = new Registry();
  collectNodeMetrics(second, { at: 2_000_000_000.4, earlier: first });
  const names = (registry: Registry) => registry.getMetricsAsArray().map(({ name }) => name);
  expect(names(second).sort()).toEqual(names(first).sort());
  expect(await value(second, 'process_start_time_seconds')).toBe(2_000_000_000);
  await second.metrics();
  expect(await value(second, 'process_cpu_seconds_total')).toBeLessThan(before as number);
  expect(await value(second, 'nodejs_version_info')).toBe(1);
});

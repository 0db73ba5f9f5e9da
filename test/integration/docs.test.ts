import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';

const NOTES = readFileSync(new URL('../../docs/OBSERVABILITY_WATCH.md', import.meta.url), 'utf8');

/** Every line of the blocks fenced as promql: one query each. */
const queries = [...NOTES.matchAll(/^```promql[^\n]*\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
  block.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')),
);

describe('the queries in the notes', () => {
  let prometheus: TestPrometheus;
  beforeAll(async () => void (prometheus = await startPrometheus()));
  afterAll(() => prometheus.stop());

  it('are many', () => expect(queries.length).toBeGreaterThan(50));

  it.each(queries)('%s is valid PromQL', async (query) => {
    await expect(createPrometheusClient(prometheus.url).query(query)).resolves.toHaveProperty('resultType');
  });
});

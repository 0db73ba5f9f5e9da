import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { parseThreshold } from '../request/thresholds.js';
import { findTier, TIERS } from '../request/tiers.js';
import { operatorManifest } from './operator.js';
import { k6Options, k6Script } from './script.js';

describe('k6Options', () => {
  it.each<[string, number, string, string, Record<string, string[]>]>([
    [
      'light',
      50,
      '5000ms',
      '30s',
      { 'http_req_duration{scenario:load}': ['p(95)<250'], 'http_req_failed{scenario:load}': ['rate<0.01'] },
    ],
    [
      'medium',
      100,
      '10000ms',
      '30s',
      { 'http_req_duration{scenario:load}': ['p(95)<500'], 'http_req_failed{scenario:load}': ['rate<0.02'] },
    ],
    [
      'heavy',
      1000,
      '50000ms',
      '30s',
      { 'http_req_duration{scenario:load}': ['p(95)<1000'], 'http_req_failed{scenario:load}': ['rate<0.05'] },
    ],
  ])('has the stages and thresholds of %s', (name, users, ramp, hold, thresholds) => {
    const tier = findTier(name);
    expect(k6Options(tier, tier.thresholds.map(parseThreshold))).toEqual({
      scenarios: {
        load: {
          executor: 'ramping-vus',
          startVUs: 0,
          stages: [
            { duration: ramp, target: users },
            { duration: hold, target: users },
          ],
          gracefulStop: '5000ms',
          gracefulRampDown: '0s',
        },
      },
      thresholds,
      discardResponseBodies: true,
      summaryTrendStats: ['avg', 'p(50)', 'p(90)', 'p(95)', 'p(99)', 'max'],
      teardownTimeout: '5m',
    });
  });

  it.each([
    [
      ['p50<=9ms', 'p90<1s', 'p99<2s', 'max<3s'],
      'http_req_duration',
      ['p(50)<=9', 'p(90)<1000', 'p(99)<2000', 'max<3000'],
    ],
    [['rps>=100'], 'http_reqs', ['rate>=100']],
    [['errors<0.5%'], 'http_req_failed', ['rate<0.005']],
  ])('writes %j as k6 does', (texts, metric, expected) =>
    expect(k6Options(TIERS[0]!, texts.map(parseThreshold)).thresholds).toEqual({
      [`${metric}{scenario:load}`]: expected,
    }),
  );
});

/**
 * The fields of a TestRun that are used here, as its CustomResourceDefinition has them: any others would be dropped.
 */
const name = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);
const CONFIG_MAP = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata: z.strictObject({ name }),
  data: z.record(z.string().regex(/^[\w.-]+$/), z.string()),
});
const TEST_RUN = z.strictObject({
  apiVersion: z.literal('k6.io/v1alpha1'),
  kind: z.literal('TestRun'),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({
    parallelism: z.int32(),
    script: z.strictObject({ configMap: z.strictObject({ name, file: z.string() }) }),
    runner: z.strictObject({ env: z.array(z.strictObject({ name: z.string(), value: z.string() })) }),
  }),
});

it('writes manifests that the operator accepts, script included', () => {
  const tier = findTier('heavy');
  const script = k6Script(tier, tier.thresholds.map(parseThreshold), 'http://shop:3030');
  const yaml = operatorManifest({
    tier: tier.name,
    script,
    url: 'http://shop:3030',
    parallelism: 8,
    thresholds: [],
  });
  const documents = parseAllDocuments(yaml).map((document) => document.toJS() as unknown);
  expect(documents).toHaveLength(2);
  const configMap = CONFIG_MAP.parse(documents[0]);
  const { spec } = TEST_RUN.parse(documents[1]);
  expect(spec.parallelism).toBe(8);
  expect(spec.script.configMap.name).toBe(configMap.metadata.name);
  expect(configMap.data[spec.script.configMap.file]).toBe(script);
  expect(spec.runner.env).toEqual([{ name: 'OBS_LAB_TARGET', value: 'http://shop:3030' }]);
});

it('divides a limit on the rate among the pods, keeps the others, and says so in the manifest', () => {
  const tier = findTier('light');
  const thresholds = ['rps>=200', 'p95<250ms', 'errors<1%'].map(parseThreshold);
  expect(k6Options(tier, thresholds, 8).thresholds).toEqual({
    'http_reqs{scenario:load}': ['rate>=25'],
    'http_req_duration{scenario:load}': ['p(95)<250'],
    'http_req_failed{scenario:load}': ['rate<0.01'],
  });
  expect(k6Options(tier, thresholds).thresholds['http_reqs{scenario:load}']).toEqual(['rate>=200']);
  const script = k6Script(tier, thresholds, 'http://shop:3030', 8);
  expect(script).toContain('rate>=25');
  const yaml = operatorManifest({
    tier: 'light',
    script,
    url: 'http://shop:3030',
    parallelism: 8,
    thresholds,
  });
  expect(yaml).toMatch(/^# The k6 operator evaluates thresholds in each of the 8 pods/);
  expect(yaml).toContain('# Divided among the pods: rps>=200 in total is >=25 in each.');
});

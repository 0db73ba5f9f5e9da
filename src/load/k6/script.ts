import { MAX_OWN_ITEMS } from '../generator/workload.js';
import type { Threshold, ThresholdMetric } from '../request/thresholds.js';
import type { Tier } from '../request/tiers.js';

/** k6's `options` object, the parts used here (https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/). */
export interface K6Options {
  scenarios: Record<
    string,
    {
      executor: 'ramping-vus';
      startVUs: number;
      stages: { duration: string; target: number }[];
      gracefulStop: string;
      gracefulRampDown: string;
    }
  >;
  thresholds: Record<string, string[]>;
  discardResponseBodies: boolean;
  summaryTrendStats: string[];
  teardownTimeout: string;
}

/** Its requests are measured; those of setup and teardown are not. */
const SCENARIO = 'load';

/** Our metrics in k6's terms. Its `http_req_failed` counts what ours does, if only 2xx is expected. */
const K6_METRICS: Readonly<Record<ThresholdMetric, readonly [metric: string, aggregate: string]>> = {
  p50: ['http_req_duration', 'p(50)'],
  p90: ['http_req_duration', 'p(90)'],
  p95: ['http_req_duration', 'p(95)'],
  p99: ['http_req_duration', 'p(99)'],
  max: ['http_req_duration', 'max'],
  errors: ['http_req_failed', 'rate'],
  rps: ['http_reqs', 'rate'],
};

/**
 * The tier's stages and thresholds. k6's virtual users are closed-loop, like ours.
 * @param pods that share the users and each evaluate the thresholds: a limit on the rate is divided among them.
 *   Percentiles and the share of errors are the same for each.
 */
export function k6Options(tier: Tier, thresholds: readonly Threshold[], pods = 1): K6Options {
  const rules: Record<string, string[]> = {};
  for (const { name, operator, limit } of thresholds) {
    const [metric, aggregate] = K6_METRICS[name];
    (rules[`${metric}{scenario:${SCENARIO}}`] ??= []).push(
      `${aggregate}${operator}${isShared(name) ? limit / pods : limit}`,
    );
  }
  const { users, spawnRate, holdSeconds, timeoutMs } = tier;
  return {
    scenarios: {
      [SCENARIO]: {
        executor: 'ramping-vus',
        startVUs: 0,
        stages: [
          { duration: `${Math.max(1, Math.round((users / spawnRate) * 1000))}ms`, target: users },
          { duration: `${holdSeconds}s`, target: users },
        ],
        gracefulStop: `${timeoutMs}ms`,
        gracefulRampDown: '0s',
      },
    },
    thresholds: rules,
    discardResponseBodies: true,
    summaryTrendStats: ['avg', 'p(50)', 'p(90)', 'p(95)', 'p(99)', 'max'],
    teardownTimeout: '5m',
  };
}

/** Whether the pods of a test each have only a share of this. */
export function isShared(metric: ThresholdMetric): boolean {
  return metric === 'rps';
}

/**
 * A k6 script that puts the tier's load on a server with the lab's API.
 * @param url scheme, host and port, without trailing slash; OBS_LAB_TARGET in k6's environment replaces it
 * @param pods as for {@link k6Options}
 */
export function k6Script(tier: Tier, thresholds: readonly Threshold[], url: string, pods = 1): string {
  const json = (value: unknown): string => JSON.stringify(value, null, 2);
  return `// ${tier.users} users at ${tier.spawnRate} per second, then ${tier.holdSeconds} s: the tier “${tier.name}”, written by obs-lab export k6.
//   k6 run -e OBS_LAB_TARGET=${url} ${tier.name}.js
// Only put load on servers that are yours.
import http from 'k6/http';
import { check, sleep } from 'k6';

export const options = ${json(k6Options(tier, thresholds, pods))};

const BASE_URL = __ENV.OBS_LAB_TARGET || ${json(url)};
const TIMEOUT = ${json(`${tier.timeoutMs}ms`)};
/** Operation → weight. */
const MIX = ${json(tier.mix)};
/** The most items that a user keeps. */
const MAX_OWN_ITEMS = ${MAX_OWN_ITEMS};
${USERS}`;
}

/**
 * What a user does. Each has its own copy of these variables: k6 runs every virtual user in its own JavaScript
 * runtime.
 */
const USERS = `
// Any answer other than a 2xx is an error, as in obs-lab.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 299 }));

/** Items that this user created and that still exist. It reads, changes and deletes no others. */
const items = [];
let made = 0;
/** Consecutive failed connections. */
let failures = 0;

/** Marks this run's items, so that they can all be deleted afterwards. */
export function setup() {
  return { label: 'load k6-' + Date.now().toString(36) + Math.random().toString(36).slice(2, 8) };
}

/** One request: the next is sent when this one is answered. */
export default function (run) {
  const operation = possible(choose());
  const at = Math.floor(Math.random() * items.length);
  const response = send(operation, items[at], run.label);
  check(response, { 'answered with a 2xx': ({ status }) => status >= 200 && status < 300 });

  if (operation === 'create' && response.status === 201) items.push(response.headers.Location.split('/').pop());
  // Deleted, or in doubt: it is not requested again.
  if (operation === 'delete' && [0, 204, 404].includes(response.status)) items.splice(at, 1);

  const timedOut = response.error_code === 1050;
  failures = response.status === 0 && !timedOut ? failures + 1 : 0;
  if (failures > 1) sleep(Math.min(1, 0.1 * Math.pow(2, failures - 2)));
}

/** Deletes this run's leftover items. */
export function teardown(run) {
  const left = [];
  for (let offset = 0, total = 1; offset < total; offset += 100) {
    const page = http.get(BASE_URL + '/items?limit=100&offset=' + offset, {
      responseType: 'text',
      tags: { name: 'GET /items' },
    });
    if (page.status !== 200) break;
    const body = page.json();
    total = body.total;
    for (const { id, name } of body.items) if (name.startsWith(run.label + ' ')) left.push(id);
  }
  for (const id of left) http.del(BASE_URL + '/items/' + id, null, { tags: { name: 'DELETE /items/:id' } });
}

function choose() {
  const operations = Object.keys(MIX);
  let roll = Math.random() * operations.reduce((sum, operation) => sum + MIX[operation], 0);
  return operations.find((operation) => (roll -= MIX[operation]) < 0) || operations[operations.length - 1];
}

function possible(wanted) {
  if (wanted === 'create' && items.length >= MAX_OWN_ITEMS) return 'delete';
  const needsItem = wanted === 'read' || wanted === 'update' || wanted === 'delete';
  return needsItem && items.length === 0 ? 'create' : wanted;
}

function send(operation, id, label) {
  const url = BASE_URL + '/items';
  switch (operation) {
    case 'list':
      return http.get(url + '?limit=20', params('GET /items'));
    case 'read':
      return http.get(url + '/' + id, params('GET /items/:id'));
    case 'create':
      return http.post(url, item(label), params('POST /items'));
    case 'update':
      return http.put(url + '/' + id, item(label), params('PUT /items/:id'));
    default:
      return http.del(url + '/' + id, null, params('DELETE /items/:id'));
  }
}

/** Without a name, each item would get its own series. */
function params(name) {
  return { timeout: TIMEOUT, tags: { name: name }, headers: { 'Content-Type': 'application/json' } };
}

function item(label) {
  made += 1;
  return JSON.stringify({
    name: label + ' ' + __VU + '-' + made,
    description: 'made by a load run',
    price: Math.floor(Math.random() * 10000) / 100,
    quantity: Math.floor(Math.random() * 100),
  });
}
`;

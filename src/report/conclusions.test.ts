import { describe, expect, it } from 'vitest';
import { reconciled, savedRun, threeTiers } from '../../test/fixtures/saved-runs.js';
import type { ReadRun } from '../load/saved/saved-run-schema.js';
import { columnsOf } from './columns.js';
import { conclude, headline } from './conclusions.js';

const [light, medium, heavy] = threeTiers() as readonly ReadRun[] as [ReadRun, ReadRun, ReadRun];
const noSeries = { serverSeries: null, server: { ...heavy.server, p95Ms: null, poolWaitP95Ms: null } };
const late = { ...heavy.serverSeries!, eventLoopLagP99Ms: [[1, 20] as const, [2, 250] as const] };
const latency = (p95: number): Partial<ReadRun> => ({
  client: { ...light.client, latencyMs: { ...light.client.latencyMs, p95 } },
});

describe('headline', () => {
  it.each<[ReadRun[], string]>([
    [[light], 'Stable with 40 users'],
    [[light, medium, heavy], 'Stable with 40 users, contention with 200, overload with 1,000'],
    [
      [light, savedRun({ tier: 'other', users: 45 }), heavy],
      'Stable with 40 and 45 users, overload with 1,000',
    ],
    [[light, light], 'Stable with 40 users'],
  ])('%#', (runs, title) => expect(headline(columnsOf(runs))).toBe(title));
});

describe('conclude', () => {
  it.each<[string, ReadRun[], string, RegExp]>([
    // latency
    ['one run', [light], 'good', /^95 % of requests were answered within \d/],
    ['one overloaded run', [heavy], 'bad', /^95 % of requests/],
    [
      'more users, longer',
      [light, heavy],
      'warn',
      /^p95 went from .* with 40 users to .* with 1,000 users: .* times as long, with 25 times the users\.$/,
    ],
    [
      'more users, no longer',
      [light, { ...medium, ...latency(light.client.latencyMs.p95!) }],
      'good',
      /^p95 went from .*: hardly more, with 5 times the users\.$/,
    ],
    [
      'the same load, slower',
      [light, { ...light, ...latency(1000) }],
      'warn',
      /^With the same load, p95 went from .* to 1 s \(\+/,
    ],
    ['the same load, faster', [light, { ...light, ...latency(1) }], 'info', /^With the same load, .*\(−/],
    // throughput
    ['a full server', [medium, heavy], 'bad', /^More users brought no more answers/],
    [
      'a server with room',
      [{ ...light, users: 10, client: { ...light.client, rps: 400 } }, light],
      'good',
      /^Throughput grew with the number of users\.$/,
    ],
    [
      'a server that fills',
      [{ ...light, users: 4, client: { ...light.client, rps: 500 } }, light],
      'info',
      /^10 times the users brought .* times the answers\.$/,
    ],
    // errors
    ['no errors', [light, medium], 'good', /^No request failed\.$/],
    ['errors', [light, heavy], 'bad', /^Errors start at about 620 users\.$/],
    [
      'single errors',
      [{ ...light, client: { ...light.client, byStatus: { '200': 5, '503': 1 } } }],
      'warn',
      /^A few requests failed/,
    ],
    // saturation
    ['waiting for the pool', [light, heavy], 'info', /^The database pool is the bottleneck/],
    ['a late event loop', [{ ...heavy, serverSeries: late }], 'warn', /^The API’s event loop was overloaded/],
    [
      'no Prometheus',
      [light, { ...heavy, ...noSeries }],
      'warn',
      /^Prometheus’s view is missing for heavy\.$/,
    ],
    // limits
    ['thresholds that hold', [light, medium], 'good', /^Every threshold is met, up to 200 users\.$/],
    [
      'thresholds that are crossed',
      [light, medium, heavy],
      'warn',
      /^The safe limit is between 200 and 1,000 users\.$/,
    ],
    ['thresholds that never hold', [heavy], 'warn', /^1,000 users are already too many\.$/],
    // proof
    ['equal counts', [light, medium], 'good', /^Every request is accounted for: [\d,]+ answers\.$/],
    [
      'unequal counts',
      [light, { ...medium, reconciliation: reconciled({ '200': 9 }, 2) }],
      'bad',
      /^Client and server counts disagree in medium/,
    ],
    [
      'no counts',
      [{ ...light, reconciliation: null }],
      'warn',
      /^light: the counts could not be compared\.$/,
    ],
    ['a slow generator', [{ ...heavy, generatorLimited: true }], 'warn', /^heavy: generator-limited\.$/],
    ['a run cut short', [light, { ...medium, ended: 'stopped' }], 'warn', /^medium was stopped early\.$/],
    [
      'two machines',
      [light, { ...medium, environment: { ...light.environment, cpus: 8 } }],
      'warn',
      /made on different machines/,
    ],
  ])('%s', (_, runs, tone, claim) => {
    const found = conclude(columnsOf(runs)).filter((conclusion) => claim.test(conclusion.claim));
    expect(
      found.map((conclusion) => conclusion.tone),
      JSON.stringify(conclude(columnsOf(runs))),
    ).toEqual([tone]);
  });

  it('leaves out what did not happen', () => {
    const claims = conclude(columnsOf([light]))
      .map(({ claim }) => claim)
      .join(' ');
    expect(claims).not.toMatch(/bottleneck|start|limited|disagree|event loop|stopped|machine|missing/);
  });

  it('reports when errors begin, how many there were, and of what kind', () => {
    const [conclusion] = conclude(columnsOf([light, heavy])).filter(({ claim }) =>
      claim.startsWith('Errors'),
    );
    expect(conclusion?.because).toMatch(
      /^In heavy, from second 31 on, .* heavy: HTTP 503 × [\d,]+ \([\d.]+ % of its requests\)\.$/,
    );
  });

  it('counts errors that never got an answer', () => {
    const down = heavy.intervals.map((interval) => ({
      ...interval,
      byStatus: {},
      responses: 0,
      errors: { ...interval.errors, connection: 9, byErrno: { ECONNREFUSED: 9 } },
    }));
    const [column] = columnsOf([{ ...heavy, intervals: down }]);
    expect(column?.errorsBegin).toEqual({ second: 1, users: 20 });
  });
});

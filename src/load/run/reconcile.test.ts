import { describe, expect, it } from 'vitest';
import type { AnsweredRow, LossKind, LostRow } from '../generator/messages.js';
import { countedBetween, readCounters, type ServerCounters, settleCounters } from './counters.js';
import { reconcile } from './reconcile.js';

type Counts = Record<string, number>;

function server(requests: Counts, processStart = 100, inFlight = 0): ServerCounters {
  return { processStart, inFlight, requests: new Map(Object.entries(requests)) };
}

function answered(counts: Counts): AnsweredRow[] {
  return Object.entries(counts).map(([key, count]) => {
    const [method = '', route = '', status = ''] = key.split(' ');
    return { method, route, status, count };
  });
}

function lost(kind: LossKind, count: number, errno?: string, method = 'GET', route = '/items'): LostRow {
  return { method, route, kind, count, ...(errno === undefined ? {} : { errno }) };
}

const before = server({ 'GET /items 200': 1000, 'GET /items 499': 7, 'POST /items 201': 10 });

interface Case {
  name: string;
  answered: Counts;
  lost?: LostRow[];
  after: ServerCounters;
  ok: boolean;
  difference: number;
  explained?: Partial<ReturnType<typeof reconcile>['explained']>;
  problem?: string;
}

const base = { 'GET /items 200': 1000, 'GET /items 499': 7, 'POST /items 201': 10 };
const cases: Case[] = [
  {
    name: 'both counted the same',
    answered: { 'GET /items 200': 50, 'POST /items 201': 5 },
    after: server({ ...base, 'GET /items 200': 1050, 'POST /items 201': 15 }),
    ok: true,
    difference: 0,
  },
  {
    name: 'a status that was not there before',
    answered: { 'GET /items 503': 3 },
    after: server({ ...base, 'GET /items 503': 3 }),
    ok: true,
    difference: 0,
  },
  { name: 'nothing was sent', answered: {}, after: server(base), ok: true, difference: 0 },
  {
    name: 'one answer too many',
    answered: { 'GET /items 200': 51 },
    after: server({ ...base, 'GET /items 200': 1050 }),
    ok: false,
    difference: -1,
    problem: '1 fewer than the client got answers to',
  },
  {
    name: 'somebody else used the API',
    answered: { 'GET /items 200': 50 },
    after: server({ ...base, 'GET /items 200': 1053 }),
    ok: false,
    difference: 3,
    problem: '3 more, which this run did not send',
  },
  {
    name: 'timeouts that the server saw as aborted, answered, or never',
    answered: { 'GET /items 200': 50 },
    lost: [lost('timeout', 10)],
    after: server({ ...base, 'GET /items 200': 1054, 'GET /items 499': 10 }),
    ok: true,
    difference: 7,
    explained: { aborted499: 3, answeredTooLate: 4, neverCounted: 3 },
  },
  {
    name: 'timeouts do not explain more than their number',
    answered: { 'GET /items 200': 50 },
    lost: [lost('timeout', 2)],
    after: server({ ...base, 'GET /items 200': 1053 }),
    ok: false,
    difference: 3,
    explained: { answeredTooLate: 2 },
    problem: '1 more, which this run did not send',
  },
  {
    name: 'timeouts of another operation explain nothing',
    answered: {},
    lost: [lost('timeout', 5, undefined, 'POST')],
    after: server({ ...base, 'GET /items 499': 8 }),
    ok: false,
    difference: 1,
    explained: { neverCounted: 5 },
    problem: 'GET /items 499',
  },
  {
    name: 'a refused request cannot have been counted',
    answered: {},
    lost: [lost('connection', 4, 'ECONNREFUSED')],
    after: server({ ...base, 'GET /items 200': 1001 }),
    ok: false,
    difference: 1,
    explained: { neverCounted: 4 },
    problem: '1 more, which this run did not send',
  },
  {
    name: 'a reset one can',
    answered: {},
    lost: [lost('connection', 4, 'ECONNRESET')],
    after: server({ ...base, 'GET /items 499': 9 }),
    ok: true,
    difference: 2,
    explained: { aborted499: 2, neverCounted: 2 },
  },
  {
    name: 'the server restarted: said, and what is left is compared',
    answered: { 'GET /items 200': 50 },
    after: server({ 'GET /items 200': 20 }, 200),
    ok: false,
    difference: -30,
    problem: 'restarted',
  },
];

describe('reconcile', () => {
  it.each(cases)(
    '$name',
    ({ answered: counts, lost: rows = [], after, ok, difference, explained, problem }) => {
      const result = reconcile({ answered: answered(counts), lost: rows }, before, after);
      expect(result).toMatchObject({ ok, difference, explained: explained ?? {} });
      expect(result.server - result.client).toBe(difference);
      if (problem === undefined) expect(result.problems).toEqual([]);
      else expect(result.problems.join('\n')).toContain(problem);
    },
  );

  it('accounts for every lost request', () => {
    for (const { answered: counts, lost: rows = [], after } of cases) {
      const { explained } = reconcile({ answered: answered(counts), lost: rows }, before, after);
      const sum = rows.reduce((all, row) => all + row.count, 0);
      expect(explained.aborted499 + explained.answeredTooLate + explained.neverCounted).toBe(sum);
    }
  });
});

describe('readCounters', () => {
  it('reads the routes of a run, and when the process started', () => {
    const text = [
      '# TYPE http_requests_total counter',
      'http_requests_total{method="GET",route="/items",status="200"} 12',
      'http_requests_total{method="GET",route="/items/:id",status="404"} 0',
      'http_requests_total{method="GET",route="/metrics",status="200"} 99',
      'http_requests_total{method="GET",route="unmatched",status="404"} 5',
      'http_requests_in_flight 3',
      'process_start_time_seconds 1795356434.5',
    ].join('\n');
    const counters = readCounters(text);
    expect(counters).toMatchObject({ processStart: 1795356434.5, inFlight: 3 });
    expect(Object.fromEntries(counters.requests)).toEqual({ 'GET /items 200': 12, 'GET /items/:id 404': 0 });
  });

  it('returns the differences, without unchanged counters', () => {
    const after = server({ 'GET /items 200': 1001, 'GET /items 499': 7, 'PUT /items/:id 200': 2 });
    expect(Object.fromEntries(countedBetween(before, after))).toEqual({
      'GET /items 200': 1,
      'PUT /items/:id 200': 2,
    });
  });
});

describe('settleCounters', () => {
  const readings = (list: ServerCounters[]) => () =>
    Promise.resolve((list.length > 1 ? list.shift() : list[0])!);

  it('waits until nothing is in flight and the counters stop changing', async () => {
    const still = server({ a: 3 });
    const read = readings([
      server({ a: 1 }),
      server({ a: 2 }, 100, 1),
      server({ a: 2 }, 100, 1),
      server({ a: 2 }),
      still,
    ]);
    expect(await settleCounters(read, { timeoutMs: 60_000 })).toEqual(server({ a: 2 }));
  });

  it('returns the last reading if they never do', async () => {
    let n = 0;
    const read = () => Promise.resolve(server({ a: ++n }));
    expect((await settleCounters(read, { timeoutMs: 0 })).requests.get('a')).toBe(2);
  });
});

import { failures } from '../load/generator/outcomes.js';
import { formatThreshold } from '../load/request/thresholds.js';
import type { ReadRun } from '../load/saved/saved-run-schema.js';
import { formatCount, formatMs, formatShare } from '../util/number-format.js';
import type { Distribution } from './charts/distribution.js';
import { type Column, wholeIntervals } from './columns.js';
import type { Tone } from './conclusion.js';
import { measuredText } from './conclusions.js';
import { bytesText, timeText } from './text.js';

export interface Cell {
  text: string;
  tone?: Tone;
}

/** Rows with row headers; every column except the first holds numbers or short texts. */
export interface Table {
  id: string;
  caption: string;
  /** Column titles; the first is above the row headers. */
  head: readonly string[];
  rows: readonly { head: string; cells: readonly Cell[] }[];
  /** A note that explains how to read it. */
  note?: string;
}

/** One row per measure, one column per run. */
function byRun(
  table: Omit<Table, 'head' | 'rows'>,
  columns: readonly Column[],
  rows: readonly [head: string, cell: (run: ReadRun, column: Column, i: number) => string | Cell][],
): Table {
  return {
    ...table,
    head: ['', ...columns.map(({ name }) => name)],
    rows: rows.map(([head, cell]) => ({
      head,
      cells: columns.map((column, i) => {
        const made = cell(column.run, column, i);
        return typeof made === 'string' ? { text: made } : made;
      }),
    })),
  };
}

export function latencyTable(
  columns: readonly Column[],
  distributions: readonly (Distribution | undefined)[],
): Table {
  const of = (name: keyof ReadRun['client']['latencyMs']) => (run: ReadRun) =>
    formatMs(run.client.latencyMs[name]);
  return byRun(
    {
      id: 'latency-table',
      caption: 'Latency by percentile',
      note: 'Measured by the client, with timeouts at their full length. The server’s p95 comes from its own histogram, so it is interpolated between two bucket boundaries.',
    },
    columns,
    [
      ['p50', of('p50')],
      ['p75', (_, __, i) => formatMs(distributions[i]?.p75 ?? null)],
      ['p90', of('p90')],
      ['p95', of('p95')],
      ['p99', of('p99')],
      ['p99.9', (_, __, i) => formatMs(distributions[i]?.p999 ?? null)],
      ['max', of('max')],
      ['server’s own p95', ({ server }) => formatMs(server.p95Ms)],
    ],
  );
}

export function answersTable(columns: readonly Column[]): Table {
  const kinds = [...new Set(columns.flatMap(({ run }) => [...failures(run.client).keys()]))].sort();
  const wrong = (count: number, text: string): Cell => ({ text, ...(count > 0 && { tone: 'bad' as const }) });
  return byRun({ id: 'answers-table', caption: 'Requests and answers' }, columns, [
    ['requests', ({ client }) => formatCount(client.sent)],
    ['answers', ({ client }) => formatCount(client.responses)],
    ['answers per second', ({ client }) => formatCount(client.rps)],
    ['good answers per second', (_, { goodRps }) => formatCount(goodRps)],
    ['received', ({ client }) => bytesText(client.bytes)],
    ...kinds.map((kind): [string, (run: ReadRun) => Cell] => [
      kind,
      ({ client }) => {
        const count = failures(client).get(kind) ?? 0;
        return wrong(count, formatCount(count));
      },
    ]),
    ['errors', ({ client: { errors } }) => wrong(errors.ratio, formatShare(errors.ratio))],
    ...(columns.some(({ run }) => run.client.errors.aborted > 0)
      ? [
          ['cut off at the end', ({ client }: ReadRun) => formatCount(client.errors.aborted)] as [
            string,
            (run: ReadRun) => string,
          ],
        ]
      : []),
  ]);
}

export function saturationTable(columns: readonly Column[]): Table {
  const lag = ({ serverSeries }: ReadRun): number | null => {
    const values = (serverSeries?.eventLoopLagP99Ms ?? []).map(([, value]) => value);
    return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
  };
  return byRun(
    {
      id: 'saturation-table',
      caption: 'The server, as seen by Prometheus',
      note: '— means Prometheus could not be queried, or had no data.',
    },
    columns,
    [
      ['waiting for a connection, max', ({ server }) => formatCount(server.poolWaitingMax)],
      ['p95 of that wait', ({ server }) => formatMs(server.poolWaitP95Ms)],
      ['requests in flight, max', ({ server }) => formatCount(server.inFlightMax)],
      ['event-loop lag p99, max', (run) => formatMs(lag(run))],
    ],
  );
}

/** Null if no run had any. */
export function thresholdsTable(columns: readonly Column[]): Table | null {
  const names = [...new Set(columns.flatMap(({ run }) => run.thresholds.map(({ name }) => name)))];
  if (names.length === 0) return null;
  return byRun({ id: 'thresholds-table', caption: 'Thresholds' }, columns, [
    ...names.map((name): [string, (run: ReadRun) => Cell] => [
      name,
      ({ thresholds }) => {
        const results = thresholds.filter((threshold) => threshold.name === name);
        if (results.length === 0) return { text: '—' };
        const pass = results.every((result) => result.pass);
        const texts = results.map((result) => `${formatThreshold(result)}: ${measuredText(result)}`);
        return { text: `${pass ? '✓' : '✗'} ${texts.join(', ')}`, tone: pass ? 'good' : 'bad' };
      },
    ]),
    ['verdict', ({ verdict }) => ({ text: verdict, tone: VERDICT_TONES[verdict] })],
  ]);
}

export const VERDICT_TONES = { stable: 'good', contention: 'warn', overload: 'bad' } as const;

export function reconciliationTable(columns: readonly Column[]): Table {
  type Proof = NonNullable<ReadRun['reconciliation']>;
  const of =
    (text: (proof: Proof) => string | Cell) =>
    ({ reconciliation }: ReadRun): string | Cell =>
      reconciliation ? text(reconciliation) : '—';
  return byRun(
    {
      id: 'reconciliation-table',
      caption: 'Requests counted by client and server',
      note: 'The server’s number is the exact difference of the API’s own counters before and after the run. increase() is Prometheus’s estimate of the same: it only sees the counter at scrapes, and extrapolates to the edges of the window.',
    },
    columns,
    [
      ['answers counted by the client', of(({ client }) => formatCount(client))],
      ['requests counted by the server', of(({ server }) => formatCount(server))],
      [
        'difference',
        of(({ difference, ok }) => ({ text: formatCount(difference), ...(!ok && { tone: 'bad' as const }) })),
      ],
      ['of which given up, counted as 499', of(({ explained }) => formatCount(explained.aborted499))],
      ['of which answered too late', of(({ explained }) => formatCount(explained.answeredTooLate))],
      ['never reached the server', of(({ explained }) => formatCount(explained.neverCounted))],
      ['increase() over the run', ({ server }) => formatCount(server.increase)],
      [
        'agree',
        ({ reconciliation: proof }) =>
          proof
            ? { text: proof.ok ? '✓ yes' : '✗ no', tone: proof.ok ? 'good' : 'bad' }
            : { text: 'not compared', tone: 'warn' },
      ],
    ],
  );
}

/** The reconciliation of one run, kind by kind. Null if there is none. */
export function proofTable({ name, run }: Column, i: number): Table | null {
  const proof = run.reconciliation;
  if (!proof) return null;
  // After a loss the server may have counted more, which is accounted for above, but never less.
  const mismatch = (client: number, server: number, status: string): boolean =>
    !proof.ok && client !== server && status !== '499';
  return {
    id: `proof-${i}`,
    caption: name,
    head: ['', 'client', 'server'],
    rows: proof.rows.map(({ method, route, status, client, server }) => ({
      head: `${method} ${route} ${status}`,
      cells: [
        { text: formatCount(client) },
        { text: formatCount(server), ...(mismatch(client, server, status) && { tone: 'bad' as const }) },
      ],
    })),
  };
}

export function generatorTable(columns: readonly Column[]): Table {
  const over = (
    run: ReadRun,
    pick: (health: ReadRun['intervals'][number]['generator']) => number,
  ): number[] => wholeIntervals(run).map(({ generator }) => pick(generator));
  const most = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  return byRun(
    {
      id: 'generator-table',
      caption: 'The generator itself',
      note: 'A generator that runs late measures itself. It counts as limited if, for a fifth of the run, it used 95 % of a core or its event loop lagged by half the median latency.',
    },
    columns,
    [
      ['CPU of one core, mean', (run) => formatShare(mean(over(run, ({ cpu }) => cpu)))],
      ['CPU of one core, max', (run) => formatShare(most(over(run, ({ cpu }) => cpu)))],
      ['event-loop lag, mean', (run) => formatMs(mean(over(run, ({ lagMeanMs }) => lagMeanMs)))],
      [
        'event-loop lag, worst p99 in one second',
        (run) => formatMs(most(over(run, ({ lagP99Ms }) => lagP99Ms))),
      ],
      ['memory, max', (run) => `${formatCount(most(over(run, ({ rssMb }) => rssMb)))} MB`],
      [
        'limited',
        ({ generatorLimited }) =>
          generatorLimited
            ? { text: 'yes: the numbers show its limit', tone: 'warn' }
            : { text: 'no', tone: 'good' },
      ],
    ],
  );
}

export function environmentTable(columns: readonly Column[]): Table {
  return byRun({ id: 'environment-table', caption: 'The runs and their machines' }, columns, [
    ['run', ({ run }) => run],
    ...(columns.some(({ run }) => run.target)
      ? [['target', ({ target }: ReadRun) => target ?? 'the lab’s API'] as [string, (run: ReadRun) => string]]
      : []),
    ['users', ({ users, spawnRate }) => `${formatCount(users)}, ${formatCount(spawnRate)} per second`],
    ['duration', ({ sendingSeconds }) => `${Math.round(sendingSeconds)} s`],
    ['started (UTC)', ({ startedAt }) => timeText(startedAt)],
    ['ended', ({ ended }) => ended],
    ['machine', ({ environment: e }) => `${e.platform}, ${e.cpus} CPUs`],
    ['Node', ({ environment: e }) => e.node],
  ]);
}

/** The most rows: tables are for people to read. */
const MAX_ROWS = 60;

/** The numbers of the charts over time. */
export function secondsTable({ name, run }: Column, i: number): Table {
  const whole = wholeIntervals(run);
  const every = Math.max(1, Math.ceil(whole.length / MAX_ROWS));
  return {
    id: `seconds-${i}`,
    caption: every === 1 ? name : `${name}, every ${every} s`,
    head: ['second', 'users', 'answers/s', 'p50', 'p95', 'p99', 'errors'],
    rows: whole
      .filter((_, at) => at % every === 0)
      .map(({ second, users, responses, seconds, latencyMs, byStatus, errors }) => {
        const wrong = [...failures({ byStatus, errors }).values()].reduce((a, b) => a + b, 0);
        return {
          head: String(Math.round(second)),
          cells: [
            { text: formatCount(users) },
            { text: formatCount(responses / seconds) },
            { text: formatMs(latencyMs.p50) },
            { text: formatMs(latencyMs.p95) },
            { text: formatMs(latencyMs.p99) },
            { text: formatCount(wrong), ...(wrong > 0 && { tone: 'bad' as const }) },
          ],
        };
      }),
  };
}

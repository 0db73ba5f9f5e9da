import { failures, goodResponses } from '../../load/generator/outcomes.js';
import type { ReadInterval, ReadRun } from '../../load/saved/saved-run-schema.js';
import { formatCount, formatMs, formatShare } from '../../util/number-format.js';
import type { Column } from '../columns.js';
import { wholeIntervals } from '../columns.js';
import { BINS_PER_DECADE, type Distribution } from './distribution.js';
import type { ChartSpec, Figure, XAxis } from './spec.js';

/** Indices in the palette: tiers in blue, purple, orange …; red is for failures. */
const TIER_COLORS = [0, 3, 1, 2, 5, 8, 6, 7, 9];
export const CHART_COLORS = { blue: 0, orange: 1, purple: 3, red: 4, cyan: 5 } as const;
const { blue: BLUE, orange: ORANGE, purple: PURPLE, red: RED, cyan: CYAN } = CHART_COLORS;
const FAILURE_COLORS = [RED, ORANGE, PURPLE, 8, 6, 9];

export function tierColor(i: number): number {
  return TIER_COLORS[i % TIER_COLORS.length] as number;
}

type Values = (number | null)[];
type Line = ChartSpec['lines'][number];

/** All latencies of each run in one chart each: by percentile, and as a distribution. */
export function latencyFigure(
  columns: readonly Column[],
  distributions: readonly (Distribution | undefined)[],
): Figure {
  const known = columns.flatMap(({ name }, i) => {
    const distribution = distributions[i];
    return distribution ? [{ name, color: tierColor(i), distribution }] : [];
  });
  const longest = Math.max(1, ...known.map(({ distribution }) => distribution.curve.at(-1)!.nines));
  const nines = Array.from({ length: 201 }, (_, i) => (i / 200) * longest);
  const curves = known.map(({ name, color, distribution: { curve } }): Line => {
    // A run has no percentiles beyond its last answer.
    const end = curve.at(-1)!.nines + longest / 400;
    return { name, color, values: nines.map((at) => (at > end ? null : valueAt(curve, at))) };
  });
  const edges = binEdges(known.map(({ distribution }) => distribution));
  const humps = known.map(({ name, color, distribution: { shares } }): Line => ({
    name,
    color,
    values: edges.map((edge) => shares.get(edge) ?? 0),
  }));
  const p95s = columns.map(({ name, run }) => `${name} p95 ${formatMs(run.client.latencyMs.p95)}`).join(', ');
  const common = { stacked: false, fill: 0, sync: '' };
  return {
    id: 'distribution',
    title: 'Latency of all requests',
    note: 'From each run’s full HDR histogram, so no average hides the tail.',
    charts: [
      {
        ...common,
        id: 'curve',
        title: 'Latency by percentile',
        summary: `How long the fastest 50, 90, 99 … % of requests took. ${p95s}.`,
        x: 'nines',
        xs: nines,
        range: { from: 0, to: longest },
        lines: curves,
        unit: 'ms',
        scale: 'curve',
      },
      {
        ...common,
        id: 'spread',
        title: 'Share of requests by latency',
        summary: `The distribution of latencies, on a logarithmic axis. ${p95s}.`,
        x: 'log-ms',
        xs: edges.map((edge) => edge + 0.5 / BINS_PER_DECADE),
        range: { from: edges[0] ?? 0, to: (edges.at(-1) ?? 1) + 1 / BINS_PER_DECADE },
        lines: humps,
        unit: 'percentunit',
        fill: 60,
        scale: 'spread',
      },
    ],
  };
}

function valueAt(curve: Distribution['curve'], nines: number): number {
  const after = curve.findIndex((point) => point.nines >= nines);
  return (after < 0 ? curve.at(-1)! : curve[after]!).ms;
}

/** Every bin from the first with answers to the last, with an empty one on either side. */
function binEdges(distributions: readonly Distribution[]): number[] {
  const indices = distributions.flatMap(({ shares }) =>
    [...shares.keys()].map((edge) => edge * BINS_PER_DECADE),
  );
  if (indices.length === 0) return [];
  const [first, last] = [Math.min(...indices) - 1, Math.max(...indices) + 1];
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) / BINS_PER_DECADE);
}

/** A row of charts, one per run, over the run's seconds. */
function overTime(
  columns: readonly Column[],
  figure: Omit<Figure, 'charts'>,
  chart: {
    unit: string;
    stacked?: boolean;
    fill?: number;
    lines: (column: Column) => Line[];
    of: (column: Column) => string;
  },
): Figure {
  return {
    ...figure,
    charts: columns.map((column, i) => {
      const { run, name } = column;
      const whole = wholeIntervals(run);
      return {
        id: `${figure.id}-${i}`,
        title: name,
        summary: `${figure.title}, ${name}: ${chart.of(column)}.`,
        x: 'seconds' as XAxis,
        xs: whole.map(({ second }) => second),
        range: { from: 0, to: whole.at(-1)?.second ?? 1 },
        lines: chart.lines(column),
        unit: chart.unit,
        stacked: chart.stacked ?? false,
        fill: chart.fill ?? 12,
        scale: figure.id,
        sync: `run-${i}`,
        notes: whole.map(({ users }) => `${formatCount(users)} users`),
      };
    }),
  };
}

export function latencyOverTime(columns: readonly Column[]): Figure {
  return overTime(
    columns,
    {
      id: 'latency',
      title: 'Latency, second by second',
      note: 'As users experienced it, timeouts included.',
    },
    {
      unit: 'ms',
      fill: 0,
      of: ({ run: { client } }) =>
        `p50 ${formatMs(client.latencyMs.p50)}, p95 ${formatMs(client.latencyMs.p95)}, p99 ${formatMs(client.latencyMs.p99)} overall`,
      lines: ({ run }) =>
        (['p50', 'p95', 'p99'] as const).map((name, i) => ({
          name,
          color: [CYAN, BLUE, PURPLE][i] as number,
          values: wholeIntervals(run).map(({ latencyMs }) => latencyMs[name]),
        })),
    },
  );
}

export function answersOverTime(columns: readonly Column[]): Figure {
  return overTime(
    columns,
    {
      id: 'answers',
      title: 'Answers, second by second',
      note: 'Good answers (2xx), with failures by kind on top.',
    },
    {
      unit: 'reqps',
      stacked: true,
      fill: 35,
      of: ({ run, goodRps }) =>
        `${formatCount(run.client.rps)} answers per second overall, ${formatCount(goodRps)} of them good; ${formatShare(run.client.errors.ratio)} of requests failed`,
      lines: ({ run }) => {
        const whole = wholeIntervals(run);
        const perSecond = (count: (interval: ReadInterval) => number): Values =>
          whole.map((interval) => count(interval) / interval.seconds);
        const kinds = [...failures(run.client).keys()];
        return [
          { name: '2xx', color: BLUE, values: perSecond(goodResponses) },
          ...kinds.map((kind, i) => ({
            name: kind,
            color: FAILURE_COLORS[i % FAILURE_COLORS.length] as number,
            values: perSecond((interval) => failures(interval).get(kind) ?? 0),
          })),
        ];
      },
    },
  );
}

/** The server as Prometheus saw it. Empty if Prometheus could not be queried. */
export function saturationOverTime(columns: readonly Column[]): Figure[] {
  if (columns.every(({ run }) => run.serverSeries === null)) return [];
  const line = (run: ReadRun, name: string, color: number, series: SeriesName): Line => ({
    name,
    color,
    values: alignToSeconds(run, series),
  });
  return [
    overTime(
      columns,
      {
        id: 'pool',
        title: 'Connections to the database',
        note: 'Requests waiting for a connection from the pool, and connections in use.',
      },
      {
        unit: 'short',
        of: ({ run }) => `up to ${formatCount(run.server.poolWaitingMax)} waiting`,
        lines: ({ run }) => [
          line(run, 'waiting', ORANGE, 'poolWaiting'),
          line(run, 'active', BLUE, 'poolActive'),
        ],
      },
    ),
    overTime(
      columns,
      { id: 'in-flight', title: 'Requests in flight', note: 'Received by the API and not yet answered.' },
      {
        unit: 'short',
        of: ({ run }) => `up to ${formatCount(run.server.inFlightMax)}`,
        lines: ({ run }) => [line(run, 'in flight', PURPLE, 'inFlight')],
      },
    ),
    overTime(
      columns,
      {
        id: 'event-loop',
        title: 'Event-loop lag of the API',
        note: 'p99: how late its single thread runs scheduled work. High lag means the process itself is the limit.',
      },
      {
        unit: 'ms',
        of: ({ run }) => `up to ${formatMs(maxOf(alignToSeconds(run, 'eventLoopLagP99Ms')))}`,
        lines: ({ run }) => [line(run, 'p99', CYAN, 'eventLoopLagP99Ms')],
      },
    ),
  ];
}

type SeriesName = keyof NonNullable<ReadRun['serverSeries']>;

/** Prometheus' points at the run's own seconds: the nearest point, if it is near enough. */
function alignToSeconds(run: ReadRun, name: SeriesName): Values {
  const points = run.serverSeries?.[name] ?? [];
  let at = 0;
  return wholeIntervals(run).map(({ time }) => {
    while (at + 1 < points.length && Math.abs(points[at + 1]![0] - time) <= Math.abs(points[at]![0] - time)) {
      at++;
    }
    const point = points[at];
    return point && Math.abs(point[0] - time) <= 1 ? point[1] : null;
  });
}

function maxOf(values: Values): number | null {
  return values.reduce((most, value) => (value !== null && value > (most ?? -Infinity) ? value : most), null);
}

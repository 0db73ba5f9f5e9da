import { formatThreshold } from '../load/request/thresholds.js';
import type { ReadLimit } from '../load/saved/saved-run-schema.js';
import { formatCount, formatMs, formatShare } from '../util/number-format.js';
import { listed } from '../util/text/words.js';
import { CHART_COLORS } from './charts/charts.js';
import type { ChartSpec, Figure } from './charts/spec.js';
import type { Conclusion } from './conclusion.js';
import type { Table } from './tables.js';
import { timeText } from './text.js';

/** The result of a search for the safe limit, in words. */
export function limitConclusion({ limit, knee, thresholds, startedAt, probes }: ReadLimit): Conclusion {
  const { users, held, of, failsAt, failed, failedOf, confidence } = limit;
  const rules = listed(thresholds.map(formatThreshold));
  const when = `searched ${timeText(startedAt)} UTC, confidence ${confidence}`;
  const beyond =
    failsAt === null
      ? 'more were never tried'
      : `${formatCount(failsAt)} users failed in ${failed} of ${failedOf} probes`;
  const bend = knee
    ? ` Beyond about ${formatCount(knee.users)} ${knee.users === 1 ? 'user' : 'users'} (${formatCount(knee.goodRps)} good answers per second) more users add latency rather than throughput.`
    : '';
  const unproven = probes.filter(({ reconciliation }) => reconciliation?.ok === false).length;
  const doubt = unproven === 0 ? '' : ` In ${unproven} of ${probes.length} probes the counts disagree.`;
  if (users === null) {
    return {
      tone: 'bad',
      claim: `Not even one user meets ${rules}.`,
      because: `${beyond[0]!.toUpperCase()}${beyond.slice(1)} (${when}).${doubt}`,
    };
  }
  return {
    tone: confidence === 'low' || unproven > 0 ? 'warn' : 'good',
    claim: `The safe limit is ${failsAt === null ? 'at least ' : ''}${formatCount(users)} ${users === 1 ? 'user' : 'users'} within ${rules}.`,
    because: `That load passed ${held} of ${of} probes; ${beyond} (${when}).${bend}${doubt}`,
  };
}

/** All probes with one number of users. */
interface Level {
  users: number;
  probes: ReadLimit['probes'];
}

function levelsOf({ probes }: ReadLimit): Level[] {
  const users = [...new Set(probes.map((probe) => probe.users))].sort((a, b) => a - b);
  return users.map((level) => ({ users: level, probes: probes.filter((probe) => probe.users === level) }));
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const goodRps = ({ probes }: Level): number | null => mean(probes.map((probe) => probe.goodRps));
const p95 = ({ probes }: Level): number | null => mean(probes.map(({ latencyMs }) => latencyMs.p95));
const errors = ({ probes }: Level): number | null => mean(probes.map((probe) => probe.errors.ratio));

/** Throughput, latency and errors over the number of users; undefined with too few numbers for a line. */
export function limitFigure(limit: ReadLimit): Figure | undefined {
  const levels = levelsOf(limit);
  if (levels.length < 3) return undefined;
  const xs = levels.map(({ users }) => users);
  const chart = (
    id: string,
    title: string,
    unit: string,
    color: number,
    of: (level: Level) => number | null,
    metric?: string,
  ): ChartSpec => ({
    id,
    title,
    summary: `${title} with ${xs[0]} to ${xs.at(-1)} users.`,
    x: 'users',
    xs,
    range: { from: 0, to: xs.at(-1)! },
    lines: [{ name: title, color, values: levels.map(of) }],
    unit,
    marks: limit.thresholds.filter(({ name }) => name === metric).map((threshold) => threshold.limit),
    stacked: false,
    fill: 14,
    scale: id,
    sync: 'probes',
  });
  return {
    id: 'limit',
    title: 'Probes by number of users',
    note: 'Each probe was warmed up and measured on its own; probes with the same number of users are averaged. Dashed lines are thresholds.',
    charts: [
      chart('limit-good', 'Good answers per second', 'reqps', CHART_COLORS.blue, goodRps),
      chart('limit-p95', 'p95', 'ms', CHART_COLORS.purple, p95, 'p95'),
      chart('limit-errors', 'Errors', 'percentunit', CHART_COLORS.red, errors, 'errors'),
    ],
  };
}

export function limitTable(limit: ReadLimit): Table {
  return {
    id: 'limit-table',
    caption: `Probes of ${limit.run}`,
    head: ['users', 'held', 'good answers/s', 'p95', 'errors', 'reconciled'],
    rows: levelsOf(limit).map((level) => {
      const held = level.probes.filter(({ holds }) => holds).length;
      const of = level.probes.length;
      return {
        head: formatCount(level.users),
        cells: [
          { text: `${held} of ${of}`, tone: held === of ? 'good' : held === 0 ? 'bad' : 'warn' },
          { text: formatCount(goodRps(level)) },
          { text: formatMs(p95(level)) },
          { text: formatShare(errors(level)) },
          reconciledCell(level),
        ],
      };
    }),
  };
}

/** How many of the probes match the server's own counters. */
function reconciledCell({ probes }: Level): Table['rows'][number]['cells'][number] {
  const proofs = probes.flatMap(({ reconciliation }) => reconciliation ?? []);
  const good = proofs.filter(({ ok }) => ok).length;
  if (proofs.length === 0) return { text: '—' };
  const all = good === probes.length;
  return { text: `${all ? '✓' : '✗'} ${good} of ${probes.length}`, tone: all ? 'good' : 'bad' };
}

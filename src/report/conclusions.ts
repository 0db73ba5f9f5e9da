import { failures } from '../load/generator/outcomes.js';
import { formatThreshold } from '../load/request/thresholds.js';
import { formatCount, formatMs, formatShare } from '../util/number-format.js';
import { counted, listed } from '../util/text/words.js';
import { accounting, comparability, generator } from './caveats.js';
import type { Column } from './columns.js';
import type { Conclusion } from './conclusion.js';
import { timesText } from './text.js';

/** The smallest factor that isn't noise; the verdict's rule uses the same. */
const NOTABLE = 1.4;
/** With this much more load, a server with spare capacity gives more answers. */
const MORE_LOAD = 1.5;
const SATURATED_GAIN = 1.25;
/** If waiting for the pool makes up this share of p95, it is the cause. */
const POOL_SHARE = 0.5;
const LATE_MS = 100;

/**
 * The runs' conclusions in words, by fixed rules, in the order in which a reader would ask.
 * @param columns from baseline to overload
 * @param found the safe limit, if it was searched for: then it isn't estimated from the runs
 */
export function conclude(columns: readonly Column[], found?: Conclusion): Conclusion[] {
  const limit = found ? () => found : limits;
  const rules = [latency, throughput, errorsStart, saturation, limit, accounting, generator, comparability];
  return rules.flatMap((rule) => rule(columns) ?? []);
}

/** `Stable with 50 users, contention with 100, overload with 1,000`. */
export function headline(columns: readonly Column[]): string {
  const groups: { verdict: string; loads: string[] }[] = [];
  for (const { run } of columns) {
    const load = formatCount(run.users);
    const last = groups.at(-1);
    if (last?.verdict !== run.verdict) groups.push({ verdict: run.verdict, loads: [load] });
    else if (!last.loads.includes(load)) last.loads.push(load);
  }
  const words = groups.map(({ verdict, loads }, i) => {
    const text = `${verdict} with ${listed(loads)}${i === 0 ? ' users' : ''}`;
    return i === 0 ? text[0]!.toUpperCase() + text.slice(1) : text;
  });
  return words.join(', ');
}

/** `1 user`, `1,000 users`. */
export function usersOf({ run }: Pick<Column, 'run'>): string {
  return counted(run.users, 'user').replace(/^\d+/, formatCount(run.users));
}

/** The runs with the least and the most load; undefined if there is only one run. */
function ends(columns: readonly Column[]): [first: Column, last: Column] | undefined {
  const [first, last] = [columns[0], columns.at(-1)];
  return first && last && first !== last ? [first, last] : undefined;
}

function latency(columns: readonly Column[]): Conclusion | undefined {
  const [first, last] = ends(columns) ?? [];
  if (!first || !last) {
    const [{ run } = { run: undefined }] = columns;
    if (!run) return undefined;
    const { p50, p95, p99, max } = run.client.latencyMs;
    return {
      tone: run.verdict === 'overload' ? 'bad' : run.verdict === 'contention' ? 'warn' : 'good',
      claim: `95 % of requests were answered within ${formatMs(p95)}.`,
      because: `Half of them within ${formatMs(p50)}, 99 % within ${formatMs(p99)}, the slowest in ${formatMs(max)}.`,
    };
  }
  const [from, to] = [first.run.client.latencyMs.p95, last.run.client.latencyMs.p95];
  if (from === null || to === null) return undefined;
  const went = `p95 went from ${formatMs(from)} with ${usersOf(first)} to ${formatMs(to)} with ${usersOf(last)}`;
  const all = columns.map(({ name, run }) => `${name} ${formatMs(run.client.latencyMs.p95)}`).join(', ');
  const load = last.run.users / first.run.users;
  const factor = to / from;
  if (load === 1) {
    return {
      tone: factor >= NOTABLE ? 'warn' : 'info',
      claim: `With the same load, p95 went from ${formatMs(from)} to ${formatMs(to)} (${signedPercent(factor - 1)}).`,
      because: `${all}.`,
    };
  }
  const times =
    factor < NOTABLE
      ? `hardly more, with ${timesText(load)} the users`
      : `${timesText(factor)} as long, with ${timesText(load)} the users`;
  return { tone: factor < NOTABLE ? 'good' : 'warn', claim: `${went}: ${times}.`, because: `${all}.` };
}

function throughput(columns: readonly Column[]): Conclusion | undefined {
  const [first, last] = ends(columns) ?? [];
  if (!first || !last || last.run.users / first.run.users < MORE_LOAD) return undefined;
  const rates = columns.map(({ name, run }) => `${name} ${formatCount(run.client.rps)}/s`).join(', ');
  const gain = last.run.client.rps / first.run.client.rps;
  const load = last.run.users / first.run.users;
  const lost = last.goodRps < 0.9 * first.goodRps;
  const good = lost ? ` Only ${formatCount(last.goodRps)}/s of ${last.name} were good answers.` : '';
  if (gain >= 0.7 * load) {
    return { tone: 'good', claim: 'Throughput grew with the number of users.', because: `${rates}.${good}` };
  }
  if (gain >= SATURATED_GAIN) {
    return {
      tone: 'info',
      claim: `${timesText(load)} the users brought ${timesText(gain)} the answers.`,
      because: `${rates}.${good}`,
    };
  }
  return {
    tone: lost ? 'bad' : 'info',
    claim: 'More users brought no more answers; they only waited longer.',
    because: `${rates}; users = rate × mean latency, so if the rate doesn’t grow, the latency does.${good}`,
  };
}

function errorsStart(columns: readonly Column[]): Conclusion | undefined {
  const begun = columns.filter(({ errorsBegin }) => errorsBegin);
  const sent = columns.reduce((sum, { run }) => sum + run.client.sent, 0);
  const wrong = columns.map(({ name, run }) => ({
    name,
    kinds: [...failures(run.client)],
    ratio: run.client.errors.ratio,
  }));
  const bad = wrong.filter(({ kinds }) => kinds.length > 0);
  if (bad.length === 0) {
    return {
      tone: 'good',
      claim: 'No request failed.',
      because: `${formatCount(sent)} requests, each answered with a 2xx.`,
    };
  }
  const kinds = bad
    .map(({ name, kinds, ratio }) => {
      const list = listed(
        kinds.map(([kind, count]) => `${kind} × ${formatCount(count)}`),
        { limit: 4 },
      );
      return `${name}: ${list} (${formatShare(ratio)} of its requests)`;
    })
    .join('; ');
  const earliest = begun.reduce<Column | undefined>(
    (least, column) => (!least || column.errorsBegin!.users < least.errorsBegin!.users ? column : least),
    undefined,
  );
  if (!earliest) {
    return { tone: 'warn', claim: 'A few requests failed, but never for long.', because: `${kinds}.` };
  }
  const { users, second } = earliest.errorsBegin!;
  return {
    tone: 'bad',
    claim: `Errors start at about ${formatCount(users)} users.`,
    because: `In ${earliest.name}, from second ${second} on, at least 1 % of requests failed. ${kinds}.`,
  };
}

function saturation(columns: readonly Column[]): Conclusion[] {
  const found: Conclusion[] = [];
  const worst = columns.findLast(({ run }) => run.server.poolWaitP95Ms !== null && run.server.p95Ms !== null);
  const { poolWaitP95Ms, p95Ms, poolWaitingMax } = worst?.run.server ?? {};
  if (worst && poolWaitP95Ms && p95Ms && worst.run.verdict !== 'stable') {
    const queue = poolWaitingMax ? ` Up to ${formatCount(poolWaitingMax)} requests waited at once.` : '';
    if (poolWaitP95Ms >= POOL_SHARE * p95Ms) {
      found.push({
        tone: 'info',
        claim:
          'The database pool is the bottleneck: most of the latency is time spent waiting for a connection.',
        because: `Prometheus, in ${worst.name}: p95 wait ${formatMs(poolWaitP95Ms)}, p95 of the whole request ${formatMs(p95Ms)}.${queue}`,
      });
    }
  }
  const late = columns
    .map((column) => ({ column, ms: maxOf(column.run.serverSeries?.eventLoopLagP99Ms ?? []) }))
    .filter(({ ms }) => ms >= LATE_MS)
    .at(-1);
  if (late) {
    found.push({
      tone: 'warn',
      claim: 'The API’s event loop was overloaded too: its process had no CPU time left.',
      because: `Prometheus, in ${late.column.name}: p99 lag up to ${formatMs(late.ms)}.`,
    });
  }
  const unseen = columns.filter(({ run }) => run.serverSeries === null);
  if (unseen.length > 0) {
    found.push({
      tone: 'warn',
      claim: `Prometheus’s view is missing for ${listed(unseen.map(({ name }) => name))}.`,
      because: 'It could not be queried when the run ended.',
    });
  }
  return found;
}

function limits(columns: readonly Column[]): Conclusion | undefined {
  const crossed = columns.filter(({ run }) => run.thresholds.some(({ pass }) => !pass));
  const measured = columns.filter(({ run }) => run.thresholds.length > 0);
  if (measured.length === 0) return undefined;
  const says = ({ name, run }: Column): string => {
    const failed = run.thresholds.filter(({ pass }) => !pass);
    const texts = failed.map((result) => `${formatThreshold(result)} (${measuredText(result)})`);
    return `${name} crosses ${listed(texts)}`;
  };
  if (crossed.length === 0) {
    return {
      tone: 'good',
      claim: `Every threshold is met, up to ${usersOf(measured.at(-1)!)}.`,
      because: 'More users were not tried.',
    };
  }
  const least = crossed[0]!;
  const held = measured
    .filter(({ run }) => run.users < least.run.users && !crossed.some((c) => c.run === run))
    .at(-1);
  return {
    tone: 'warn',
    claim: held
      ? `The safe limit is between ${formatCount(held.run.users)} and ${usersOf(least)}.`
      : `${usersOf(least)} are already too many.`.replace('1 user are', '1 user is'),
    because: `${held ? `${held.name} meets all its thresholds; ` : ''}${crossed.map(says).join('; ')}. Find it with: obs-lab stress --find-limit`,
  };
}

/** A threshold's measured value, formatted. */
export function measuredText({
  measured,
  unit,
}: {
  measured: number | null;
  unit: 'ms' | 'ratio' | 'rps';
}): string {
  if (unit === 'ms') return formatMs(measured);
  return unit === 'ratio' ? formatShare(measured) : `${formatCount(measured)}/s`;
}

function signedPercent(change: number): string {
  return `${change < 0 ? '−' : '+'}${formatShare(Math.abs(change))}`;
}

function maxOf(points: readonly (readonly [number, number])[]): number {
  return points.reduce((most, [, value]) => Math.max(most, value), 0);
}

import type { Fault } from '../../../lab/faults/fault.js';
import type { FaultId } from '../../../lab/faults/index.js';
import { metricNames } from '../../promql/meaning/topic.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import { knownFault } from './faults.js';
import { ORIGIN_OF, type OriginId, ORIGINS } from './origins.js';

/** Wrong options that are worth considering: they share what the learner sees first. */

/**
 * The faults that are easiest to mistake for the given ones, most similar first.
 * @param pool the faults that incidents of this difficulty can have: an option must not give itself away
 * @param random breaks ties, and chooses for incidents without a fault; in [0, 1)
 */
export function causeDecoys(
  ids: readonly FaultId[],
  pool: readonly FaultId[],
  count: number,
  random: () => number,
): FaultId[] {
  const rest = pool.filter((id) => !ids.includes(id));
  return best(
    rest,
    (id) => Math.max(0, ...ids.map((own) => similarity(knownFault(own), knownFault(id)))),
    count,
    random,
  );
}

/** How much two faults look alike, from 0: shared alerts, shared metrics in their symptoms, the same place. */
function similarity(a: Fault, b: Fault): number {
  return (
    3 * overlap(a.alerts, b.alerts) +
    overlap([...a.alerts, ...a.mayAlert], [...b.alerts, ...b.mayAlert]) +
    overlap(metricsOf(a.symptom), metricsOf(b.symptom)) +
    (ORIGIN_OF[a.id as FaultId] === ORIGIN_OF[b.id as FaultId] ? 0.5 : 0)
  );
}

/** Places to choose from besides the right ones: those of the decoys first, then places of the same kind. */
export function originDecoys(
  right: readonly OriginId[],
  decoys: readonly FaultId[],
  count: number,
  random: () => number,
): OriginId[] {
  const tempting = new Set(decoys.map((id) => ORIGIN_OF[id]));
  const kinds = new Set(right.map((id) => ORIGINS[id].kind));
  const rest = (Object.keys(ORIGINS) as OriginId[]).filter((id) => !right.includes(id) && id !== 'nowhere');
  return best(
    rest,
    (id) => (tempting.has(id) ? 2 : 0) + (kinds.has(ORIGINS[id].kind) ? 1 : 0),
    count,
    random,
  );
}

/** The options in an order that tells nothing. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function best<T>(items: readonly T[], score: (item: T) => number, count: number, random: () => number): T[] {
  return items
    .map((item) => ({ item, score: score(item) + random() * 0.2 }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ item }) => item);
}

/** Shared members by all members, from 0 to 1. */
function overlap<T>(a: readonly T[], b: readonly T[]): number {
  const all = new Set([...a, ...b]);
  return all.size === 0 ? 0 : a.filter((item) => b.includes(item)).length / all.size;
}

/** By query: parsing is most of the work of a plan, and there are only as many queries as faults. */
const METRICS = new Map<string, readonly string[]>();

function metricsOf(expr: string): readonly string[] {
  const known = METRICS.get(expr);
  if (known) return known;
  const names = metricNames(parsePromql(expr).expr);
  METRICS.set(expr, names);
  return names;
}

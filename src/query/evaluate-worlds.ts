import { FIRST_WORLD, SCENES, WORLD_STEP_SECONDS } from '../../lab/worlds/worlds.js';
import { PromqlError } from '../prometheus/errors.js';
import type { PrometheusClient, QueryResult } from '../prometheus/types.js';
import type { Written } from '../promql/judge/imagine.js';
import type { WorldsView } from '../promql/judge/worlds.js';
import { type Evaluation, joinInstants } from '../promql/meaning/compare.js';
import { reachOf } from '../promql/meaning/reach.js';
import { walk } from '../promql/syntax/ast.js';
import { evaluate } from './evaluate.js';
import { instantAt, type Instants } from './instants.js';

/** Made-up worlds that queries can be evaluated in (lab/worlds has what they are). */
export interface Worlds {
  /**
   * Both sides in every world.
   * @returns undefined if Prometheus can't compute one of them there
   */
  view: (sides: { reference: Written; answer: Written }) => Promise<WorldsView | undefined>;
}

/** Seconds that the worlds without a long past reach back, a little less. */
const SHORT_REACH_SECONDS = 4500;
const LONG_WORLDS = SCENES.filter(({ long }) => long).length;

/**
 * Opens the worlds that a Prometheus holds. What a reference gives in them never changes, so it is evaluated once.
 * @param prometheus filled with worldsText()
 */
export function openWorlds(prometheus: PrometheusClient): Worlds {
  const references = new Map<string, Promise<Evaluation>>();
  return {
    async view({ reference, answer }) {
      const long = [reference, answer].some(({ expr }) => reachOf(expr) > SHORT_REACH_SECONDS);
      const count = long ? LONG_WORLDS : SCENES.length;
      const instants = instantsOf(count);
      const key = `${count} ${reference.text}`;
      const known = references.get(key) ?? evaluateIn(reference, instants, prometheus);
      references.set(key, known);
      try {
        const expected = await known;
        return await answerView(expected, answer, count, prometheus);
      } catch (error) {
        references.delete(key);
        if (error instanceof PromqlError) return undefined;
        throw error;
      }
    },
  };
}

/**
 * In a range query Prometheus computes a subquery at each of its steps from the first world to the last, for weeks
 * that hold nothing: a query for each world is faster by far.
 */
async function evaluateIn(
  { text, expr }: Written,
  instants: Instants,
  prometheus: PrometheusClient,
): Promise<Evaluation> {
  const hasSubquery = [...walk(expr)].some(({ node }) => node.kind === 'subquery');
  if (!hasSubquery) return evaluate(text, expr, instants, prometheus);
  const times = Array.from({ length: instants.count }, (_, i) => instantAt(instants, i));
  return joinInstants(await Promise.all(times.map((time) => prometheus.query(text, { time }))));
}

/**
 * Worlds in which Prometheus can't compute the answer, such as a join that finds two partners there, are left out.
 */
async function answerView(
  reference: Evaluation,
  answer: Written,
  count: number,
  prometheus: PrometheusClient,
): Promise<WorldsView> {
  const worlds = SCENES.slice(0, count);
  try {
    return {
      worlds,
      reference,
      answer: await evaluateIn(answer, instantsOf(count), prometheus),
    };
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
  }
  const each = await Promise.allSettled(
    worlds.map((_, i) => prometheus.query(answer.text, { time: instantAt(instantsOf(count), i) })),
  );
  const kept = worlds.flatMap((_, i) => (each[i]!.status === 'fulfilled' ? [i] : []));
  const results = kept.map((i) => (each[i] as PromiseFulfilledResult<QueryResult>).value);
  const rows = reference.rows.map(({ labels, cells }) => ({ labels, cells: kept.map((i) => cells[i]) }));
  return {
    worlds: kept.map((i) => worlds[i]!),
    reference: { ...reference, instants: kept.length, rows },
    answer: joinInstants(results),
  };
}

function instantsOf(count: number): Instants {
  const step = WORLD_STEP_SECONDS;
  return { start: FIRST_WORLD, end: FIRST_WORLD + (count - 1) * step, step, count };
}

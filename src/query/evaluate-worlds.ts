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
  const references = new Map<string, Promise<InWorlds>>();
  return {
    async view({ reference, answer }) {
      const long = [reference, answer].some(({ expr }) => reachOf(expr) > SHORT_REACH_SECONDS);
      const count = long ? LONG_WORLDS : SCENES.length;
      const key = `${count} ${reference.text}`;
      const known = references.get(key) ?? evaluateIn(reference, count, prometheus);
      references.set(key, known);
      try {
        return viewOf(await known, await evaluateIn(answer, count, prometheus), count);
      } catch (error) {
        references.delete(key);
        throw error;
      }
    },
  };
}

/** A query's results, one world per instant, and why Prometheus can't compute it in some worlds. */
interface InWorlds {
  evaluation: Evaluation;
  /** World → Prometheus' words. */
  refusals: ReadonlyMap<number, string>;
}

/**
 * In a range query Prometheus computes a subquery at each of its steps from the first world to the last, for weeks
 * that hold nothing: a query for each world is faster by far. It is also what shows in which world a query fails.
 */
async function evaluateIn(
  { text, expr }: Written,
  count: number,
  prometheus: PrometheusClient,
): Promise<InWorlds> {
  const instants = instantsOf(count);
  const hasSubquery = [...walk(expr)].some(({ node }) => node.kind === 'subquery');
  if (!hasSubquery) {
    try {
      return { evaluation: await evaluate(text, expr, instants, prometheus), refusals: new Map() };
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error;
    }
  }
  const refusals = new Map<number, string>();
  const results = await Promise.all(
    Array.from({ length: count }, async (_, i): Promise<QueryResult> => {
      try {
        return await prometheus.query(text, { time: instantAt(instants, i) });
      } catch (error) {
        if (!(error instanceof PromqlError)) throw error;
        refusals.set(i, error.reason);
        return { resultType: 'vector', series: [], warnings: [], infos: [] };
      }
    }),
  );
  return { evaluation: joinInstants(results), refusals };
}

/**
 * Refusals that the query itself is to blame for: a join that finds two partners, or two series that become one. Others,
 * such as a timeout, tell nothing about its meaning.
 */
const AMBIGUOUS = /many-to-many|multiple matches|same labelset|duplicate series/;

/** Leaves out the worlds in which the reference can't be computed, or the answer can't for reasons of the server's. */
function viewOf(reference: InWorlds, answer: InWorlds, count: number): WorldsView | undefined {
  const kept = Array.from({ length: count }, (_, i) => i).filter(
    (i) => !reference.refusals.has(i) && (!answer.refusals.has(i) || AMBIGUOUS.test(answer.refusals.get(i)!)),
  );
  if (kept.length === 0) return undefined;
  const within = ({ evaluation }: InWorlds): Evaluation => ({
    ...evaluation,
    instants: kept.length,
    rows: evaluation.rows.map(({ labels, cells }) => ({ labels, cells: kept.map((i) => cells[i]) })),
  });
  const refusals = kept.flatMap((i, at) => {
    const reason = answer.refusals.get(i);
    return reason === undefined ? [] : [[at, reason] as const];
  });
  return {
    worlds: kept.map((i) => SCENES[i]!),
    reference: within(reference),
    answer: within(answer),
    refusals: new Map(refusals),
  };
}

function instantsOf(count: number): Instants {
  const step = WORLD_STEP_SECONDS;
  return { start: FIRST_WORLD, end: FIRST_WORLD + (count - 1) * step, step, count };
}

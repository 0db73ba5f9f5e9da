import type { PrometheusClient, QueryResult } from '../prometheus/types.js';
import type { Cell, Evaluation } from '../promql/meaning/compare.js';
import { joinInstants, remarksOf } from '../promql/meaning/compare.js';
import { resultType } from '../promql/meaning/result-type.js';
import { type Expr, walk } from '../promql/syntax/ast.js';
import { instantAt, type Instants } from './instants.js';

/**
 * Evaluates a query at several instants.
 *
 * One range query does it in a fraction of the time that instant queries take: Prometheus reads the series once. It
 * can't say whether it saw a scalar or a vector, but the expression does. A query that gives neither, or pins its
 * time to the range's ends, is evaluated instant by instant.
 * @throws PromqlError if Prometheus refuses the query
 */
export async function evaluate(
  text: string,
  expr: Expr,
  instants: Instants,
  prometheus: PrometheusClient,
): Promise<Evaluation> {
  const type = resultType(expr);
  if ((type === 'vector' || type === 'scalar') && !pinsRange(expr)) {
    return fromRange(await prometheus.queryRange(text, instants), type, instants);
  }
  const indexes = Array.from({ length: instants.count }, (_, i) => i);
  return joinInstants(
    await Promise.all(indexes.map((i) => prometheus.query(text, { time: instantAt(instants, i) }))),
  );
}

function fromRange(result: QueryResult, type: 'vector' | 'scalar', instants: Instants): Evaluation {
  const series = result.resultType === 'matrix' ? result.series : [];
  const rows = series.map(({ labels, samples }) => {
    const cells = new Array<Cell | undefined>(instants.count).fill(undefined);
    for (const { time, value } of samples) cells[Math.round((time - instants.start) / instants.step)] = value;
    return { labels, cells };
  });
  return { type, instants: instants.count, rows, ...remarksOf([result]) };
}

function pinsRange(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => 'at' in node && /^(start|end)/.test(node.at ?? ''));
}

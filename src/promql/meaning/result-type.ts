import type { Expr } from '../syntax/ast.js';

/**
 * The type of an expression's result, which PromQL's grammar fixes; undefined if the expression is not understood.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#expression-language-data-types
 */
export function resultType(expr: Expr): 'vector' | 'matrix' | 'scalar' | 'string' | undefined {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
      return expr.range === undefined ? 'vector' : 'matrix';
    case 'subquery':
      return 'matrix';
    case 'call':
      return SCALAR_FUNCTIONS.has(expr.func) ? 'scalar' : 'vector';
    case 'aggregation':
      return 'vector';
    case 'unary':
      return resultType(expr.expr);
    case 'binary': {
      const sides = [resultType(expr.left), resultType(expr.right)];
      if (sides.includes(undefined)) return undefined;
      return sides.every((side) => side === 'scalar') ? 'scalar' : 'vector';
    }
    case 'broken':
      return undefined;
  }
}

const SCALAR_FUNCTIONS = new Set(['scalar', 'time', 'pi']);

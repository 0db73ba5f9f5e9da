import type { Expr } from '../syntax/ast.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { offer } from './offer.js';
import type { FoundSlip } from './slips/slip.js';

/** An aggregation of a selector with a range: the samples over time and the series are two steps. */
export function aggregatedRange(node: Expr, text: string, parents: readonly Expr[]): FoundSlip | undefined {
  if (node.kind !== 'aggregation' || node.expr.kind !== 'selector' || node.expr.range === undefined) {
    return undefined;
  }
  const { expr, op, grouping } = node;
  const selector = text.slice(expr.from, expr.to);
  const around = parents.at(-1);
  const outer = around?.kind === 'call' && COUNTER_FUNCTIONS.has(around.func) ? around : undefined;
  if (outer) {
    const head = text.slice(node.from, expr.from);
    return {
      id: 'range-on-expression',
      at: { from: outer.from, to: outer.to },
      message: `You aggregate first and apply ${outer.func}() to the result.`,
      why: `${outer.func}() must see each counter by itself, to notice its restarts.`,
      fix:
        offer(
          `${text.slice(0, outer.from)}${head}${outer.func}(${selector})${text.slice(expr.to, node.to)}${text.slice(outer.to)}`,
        ) ?? `Apply ${outer.func}() to the metric itself, then aggregate.`,
    };
  }
  const counter = /_(?:total|sum|count|bucket)$/.test(expr.metric ?? '');
  const func = counter ? 'rate' : `${op}_over_time`;
  if (expr.metric === undefined || !(counter || /^(?:avg|min|max)$/.test(op))) return undefined;
  const inside = `${func}(${selector})`;
  // Without labels to group by, the function alone is usually meant.
  const alone = !counter && grouping === undefined;
  const query = alone
    ? `${text.slice(0, node.from)}${inside}${text.slice(node.to)}`
    : `${text.slice(0, expr.from)}${inside}${text.slice(expr.to)}`;
  return {
    id: 'needs-instant',
    at: { from: node.from, to: node.to },
    message: `${op} gets a range of values for each series.`,
    why: `An aggregation combines series at one moment: it needs one value per series. ${func}() turns the window of each series into one value.`,
    fix: offer(counter ? withRates(query) : query) ?? `Write ${op}(${func}(…)).`,
  };
}

/** The query with a rate in every aggregation of a counter’s window: one mistake is usually made on both sides. */
function withRates(query: string): string {
  return query.replace(
    /(\b(?:sum|avg|min|max)\s*(?:(?:by|without)\s*\([^()]*\)\s*)?\()([a-z][\w:]*_(?:total|sum|count|bucket)(?:\{[^{}]*\})?\[[^\]]*\])\)/g,
    '$1rate($2))',
  );
}

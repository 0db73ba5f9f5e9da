import { resultType } from '../meaning/result-type.js';
import {
  type Binary,
  type Call,
  type Expr,
  type Selector,
  selectors,
  type Subquery,
  walk,
} from '../syntax/ast.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { aggregatedRange } from './misfit-aggregations.js';
import { argued, isPlain, swapped } from './misfit-arguments.js';
import { lacksRange, needsRange } from './missing-range.js';
import { offer } from './offer.js';
import type { FoundSlip } from './slips/slip.js';

/**
 * Parts of a query that can be read but don't fit together, so that Prometheus refuses it: arguments in the wrong
 * order, a range after something computed. What the tree shows names the very place; Prometheus' message only says
 * which types it met.
 */
export function findMisfit(text: string, expr: Expr): FoundSlip | undefined {
  const all = [...walk(expr)];
  for (const find of [swapped, ranged, aggregatedRange, lacksRange, argued, compared]) {
    for (const { node, parents } of all) {
      const found = find(node, text, parents);
      if (found) return found;
    }
  }
  return undefined;
}

/** A range on what a function or an operator computed. */
function ranged(node: Expr, text: string, parents: readonly Expr[]): FoundSlip | undefined {
  const open = text.lastIndexOf('[', node.to);
  const around = parents.at(-1);
  if (node.kind === 'selector' && node.range !== undefined && around?.kind === 'binary') {
    const whole = outermost(parents);
    const call = parents.at(-1 - parents.toReversed().findIndex(({ kind }) => kind !== 'binary'));
    if (call?.kind !== 'call' || !needsRange(call.func) || whole === undefined) return undefined;
    if (COUNTER_FUNCTIONS.has(call.func)) return eachByItself(call, around, open, text);
    return notInParentheses(
      whole,
      node,
      open,
      text.replace(/\]/g, (sign, i) => (i === text.indexOf(']', open) ? ':]' : sign)),
    );
  }
  if (node.kind !== 'subquery') return undefined;
  const [inner, range] = [text.slice(0, open), text.slice(open)];
  const at = { from: node.from, to: node.to };
  if (isPlain(node.expr) && around?.kind === 'binary') {
    return notInParentheses(outermost(parents), node, open, text);
  }
  if (/^\[[^\]]*:/.test(range)) return undefined;
  const outer = around?.kind === 'call' ? around : undefined;
  const inside = soleSelector(node, text);
  if (outer === undefined && node.expr.kind === 'call' && inside && needsRange(node.expr.func)) {
    return {
      id: 'range-on-expression',
      at,
      message: `The range is after ${node.expr.func}(…), not inside it.`,
      why: 'A range goes right after the selector, because the function needs the samples of that window.',
      fix: offer(moveRange(text, inside.to, open)) ?? 'Write rate(metric[1m]).',
    };
  }
  if (node.expr.kind === 'aggregation' && inside && isCounter(text.slice(inside.from, inside.to)) && !outer) {
    return {
      id: 'range-on-expression',
      at,
      message: 'The range is after an aggregation.',
      why: 'A counter’s growth is taken series by series, and only then aggregated: the range goes to the metric, inside rate().',
      fix: offer(ratesOf(text, open)) ?? 'Write sum(rate(metric[1m])).',
    };
  }
  const [minuend, subtrahend] = node.expr.kind === 'call' ? operandsOf(node.expr) : [];
  if (around === undefined && node.expr.kind === 'call' && minuend && subtrahend) {
    const call = node.expr;
    const length = text.slice(open, text.indexOf(']', open) + 1);
    const [a, b] = [minuend, subtrahend].map(
      ({ from, to }) => `${call.func}(${text.slice(from, to)}${length})`,
    );
    return {
      id: 'range-on-expression',
      at,
      message: `The range is after ${call.func}(…), and ${call.func}() gets two metrics.`,
      why: `${call.func}() must see each counter by itself, to notice its restarts, and reads the range after each of them.`,
      fix:
        offer(`${a} ${text.slice(minuend.to, subtrahend.from).trim()} ${b}`) ??
        'Write rate(a[1m]) - rate(b[1m]).',
    };
  }
  if (around === undefined && selectors(node.expr).some((selector) => selector.range !== undefined)) {
    return {
      id: 'range-on-expression',
      at,
      message: 'The range follows the whole expression.',
      why: 'A range reads the samples of the selector that it follows, and here the selectors have theirs already. What is computed from them is one value per series.',
      fix: offer(inner) ?? `Remove the range at the end.`,
    };
  }
  if (outer && COUNTER_FUNCTIONS.has(outer.func) && node.expr.kind === 'aggregation') {
    return {
      id: 'range-on-expression',
      at,
      message: `You aggregate first and apply ${outer.func}() to the result.`,
      why: `${outer.func}() must see each counter by itself, to notice its restarts. A range such as [1m] reads stored samples, so it follows a selector.`,
      fix:
        offer(rateInside(text, outer, node, inside)) ??
        'Move the range to the metric: rate(metric[1m]) first, then aggregate.',
    };
  }
  const closing = range.indexOf(']');
  if (around?.kind === 'aggregation' && node.expr.kind === 'call') {
    return {
      id: 'range-on-expression',
      at,
      message: `${around.op} gets a range of values for each series.`,
      why: 'A function has already turned the window into one value per series, and an aggregation needs no window.',
      fix: offer(`${inner}${range.slice(closing + 1)}`) ?? 'Remove the second range.',
    };
  }
  const subquery = `${inner}${range.slice(0, closing)}:${range.slice(closing)}`;
  return {
    id: 'range-on-expression',
    at,
    message: 'The range is on a computed value.',
    why: 'A range such as [1m] reads stored samples. A computed value has none: a subquery evaluates the expression repeatedly over the window, and is written with a colon, as in [1m:].',
    fix:
      offer(outer ? subquery : around === undefined ? `max_over_time(${subquery})` : undefined) ??
      `For the values over the window write ${outer?.func ?? 'max_over_time'}((…)${range.slice(0, closing)}:]).`,
  };
}

function isCounter(selector: string): boolean {
  return /^\w+_(?:total|sum|count|bucket)\b/.test(selector);
}

/** The query with the range at `open` in a rate inside every aggregation of a counter. */
function ratesOf(text: string, open: number): string {
  const close = text.indexOf(']', open) + 1;
  const range = text.slice(open, close).replace(/:/, '');
  return (text.slice(0, open) + text.slice(close)).replace(
    /(\b(?:sum|avg|min|max)\s*(?:(?:by|without)\s*\([^()]*\)\s*)?\()([a-z][\w:]*_(?:total|sum|count|bucket)(?:\{[^{}]*\})?)\)/g,
    `$1rate($2${range}))`,
  );
}

/** The two plain metrics that a function on counters combines. */
function operandsOf({ func, args: [argument] }: Call): Selector[] {
  if (!COUNTER_FUNCTIONS.has(func) || argument?.kind !== 'binary') return [];
  return [argument.left, argument.right].flatMap((side) => (side.kind === 'selector' ? [side] : []));
}

/** `rate(a - b[1m])` → `rate(a[1m]) - rate(b[1m])`: counters are never combined before their growth is taken. */
function eachByItself(call: Call, { left, right, op }: Binary, open: number, text: string): FoundSlip {
  const range = text.slice(open, text.indexOf(']', open) + 1);
  const between = text.slice(left.from, right.from);
  const written = [between.slice(0, between.lastIndexOf(op)), text.slice(right.from, call.to - 1)].map(
    (side) => side.trim(),
  );
  const [a, b] = written.map((side) => (side.includes('[') ? side : `${side}${range}`));
  const [nameOfA, nameOfB] = written.map((side) => side.replace(/\s*\[.*$/s, ''));
  const ranged = [left, right].filter((side) => side.kind === 'selector' && side.range !== undefined);
  const plain = left.kind === 'selector' && right.kind === 'selector';
  const [only] = ranged;
  // Only what has a range is a counter: the other side follows the call.
  const first = only === left && ranged.length === 1;
  const query = first
    ? `${text.slice(0, call.from)}${call.func}(${text.slice(left.from, left.to)})${text.slice(left.to, right.to)}${text.slice(call.to)}`
    : `${text.slice(0, call.from)}${call.func}(${a}) ${op} ${call.func}(${b})${text.slice(call.to)}`;
  return {
    id: 'needs-instant',
    at: { from: call.from, to: call.to },
    message: `${call.func}() gets two metrics${ranged.length === 1 ? `, and the range belongs only to ${first ? nameOfA : nameOfB}` : ''}.`,
    why: `${call.func}() must see each counter by itself, to notice its restarts.`,
    fix:
      (plain ? offer(query) : undefined) ?? `Apply ${call.func}(…) to each metric, then combine the results.`,
  };
}

function outermost(parents: readonly Expr[]): Expr | undefined {
  const chain = parents.toReversed();
  const end = chain.findIndex(({ kind }) => kind !== 'binary');
  return chain[(end < 0 ? chain.length : end) - 1];
}

/** The range belongs to the last operand only, and that is a plain number. */
function notInParentheses(
  whole: Expr | undefined,
  node: Subquery | Selector,
  open: number,
  text: string,
): FoundSlip | undefined {
  if (!whole) return undefined;
  const query = `${text.slice(0, whole.from)}(${text.slice(whole.from, open).trimEnd()})${text.slice(open)}`;
  return {
    id: 'subquery-parentheses',
    at: { from: node.from, to: node.to },
    message: `The range belongs only to ${text.slice(node.from, open).trim()}, not to the whole expression before it.`,
    why: 'A range binds more tightly than any operator: it belongs to what is right before it.',
    fix: offer(query) ?? 'Put parentheses around everything that the range is for: (a / b > 5)[1h:1m].',
  };
}

/** Two plain numbers, or two texts, that are compared. */
function compared(node: Expr, text: string): FoundSlip | undefined {
  if (node.kind !== 'binary' || node.bool || !/^(?:[<>]=?|[!=]=)$/.test(node.op)) return undefined;
  if (resultType(node.left) !== 'scalar' || resultType(node.right) !== 'scalar') return undefined;
  const [left, right] = [
    text.slice(node.left.from, node.left.to),
    text.slice(node.right.from, node.right.to),
  ];
  return {
    id: 'scalar-comparison',
    at: { from: node.from, to: node.to },
    message: `You compare two plain numbers: ${left} and ${right}.`,
    why: 'A comparison filters series, and neither side is a series. Between plain numbers only the result 0 or 1 makes sense, and PromQL requires bool for that.',
    fix: `Put a metric on one side, as in metric ${node.op} ${right}, or write ${left} ${node.op} bool ${right} for 0 or 1.`,
  };
}

function soleSelector(expr: Expr, text: string): { from: number; to: number } | undefined {
  const all = selectors(expr);
  const [only] = all;
  return all.length === 1 && only && only.range === undefined && text[only.to] !== '[' ? only : undefined;
}

/** The query with the range at `open` moved to after the selector that ends at `to`. */
function moveRange(text: string, to: number, open: number): string {
  const close = text.indexOf(']', open) + 1;
  return text.slice(0, to) + text.slice(open, close) + text.slice(to, open) + text.slice(close);
}

/** `rate(sum(x)[1m])` → `sum(rate(x[1m]))`. */
function rateInside(
  text: string,
  outer: Call,
  node: Subquery,
  inside?: { from: number; to: number },
): string | undefined {
  if (!inside || node.expr.kind !== 'aggregation') return undefined;
  const open = text.lastIndexOf('[', node.to);
  const range = text.slice(open, text.indexOf(']', open) + 1);
  const moved = `${outer.func}(${text.slice(inside.from, inside.to)}${range})`;
  return (
    text.slice(0, outer.from) +
    text.slice(node.expr.from, inside.from) +
    moved +
    text.slice(inside.to, open) +
    text.slice(outer.to)
  );
}

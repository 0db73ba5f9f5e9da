import { resultType } from '../meaning/result-type.js';
import { type Expr, walk } from '../syntax/ast.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { offer } from './offer.js';
import type { FoundSlip } from './slips/slip.js';

/** A window function on a selector without a range. */
export function lacksRange(node: Expr, text: string, parents: readonly Expr[]): FoundSlip | undefined {
  if (node.kind !== 'call' || !needsRange(node.func)) return undefined;
  const argument = node.args.at(['quantile_over_time'].includes(node.func) ? 1 : 0);
  if (!argument || resultType(argument) !== 'vector') return undefined;
  const colon = argument.kind === 'selector' ? '' : ':';
  const wrapped = argument.kind === 'binary' || argument.kind === 'unary';
  const body = text.slice(argument.from, argument.to);
  if (
    argument.kind === 'call' &&
    COUNTER_FUNCTIONS.has(node.func) &&
    COUNTER_FUNCTIONS.has(argument.func) &&
    argument.args[0]?.kind === 'selector'
  ) {
    return {
      id: 'needs-range',
      at: { from: node.from, to: node.to },
      message: `${node.func}() is applied to ${argument.func}(), which has taken the growth already.`,
      why: `Either ${node.func}() or ${argument.func}() turns the samples of a window into one value; there is no window left for a second one.`,
      fix:
        offer(
          `${text.slice(0, node.from)}${node.func}${body.slice(argument.func.length)}${text.slice(node.to)}`,
        ) ?? `Use one of the two: ${node.func}(metric[1m]).`,
    };
  }
  const last = lastOperand(argument);
  if (last.kind === 'subquery' && last !== argument) {
    const open = text.lastIndexOf('[', last.to);
    return {
      id: 'subquery-parentheses',
      at: { from: last.from, to: last.to },
      message: `The range ${text.slice(open, text.indexOf(']', open) + 1)} belongs only to the last operand, not to the whole expression before it.`,
      why: 'A range binds more tightly than any operator: it belongs to what is right before it.',
      fix:
        offer(`${text.slice(0, argument.from)}(${text.slice(argument.from, open)})${text.slice(open)}`) ??
        'Put parentheses around everything that the range is for: (a / b > 5)[1h:1m].',
    };
  }
  const nested = [...walk(argument)].find(
    ({ node: inner }) => inner.kind === 'subquery' && inner.expr.kind === 'selector',
  )?.node;
  if (nested && argument.kind !== 'call' && parents.length === 0) {
    const [range = ''] = /\[[^\]]*:[^\]]*\]/.exec(text.slice(nested.from, nested.to + 1)) ?? [];
    return {
      id: 'needs-range',
      at: { from: nested.from, to: nested.to },
      message: `The range ${range} is on the metric, inside what ${node.func}() should look at over time.`,
      why: `The function around the metric needs an ordinary range, such as [5m]. ${node.func}() needs the whole expression over ${range}.`,
      fix: `Write ${node.func}((…)${range}), with an ordinary range after each metric inside.`,
    };
  }
  if (argument.kind === 'call' && /_over_time$|^(?:changes|resets)$/.test(argument.func)) {
    return {
      id: 'needs-range',
      at: { from: node.from, to: node.to },
      message: `${node.func}() gets the result of ${argument.func}(), which is one value per series.`,
      why: `${argument.func}() has turned its window into one value; ${node.func}() would need a window of such values, a subquery.`,
      fix: offer(`${text.slice(0, node.from)}${body}${text.slice(node.to)}`) ?? `Remove ${node.func}(…).`,
    };
  }
  const query = `${text.slice(0, argument.from)}${wrapped ? `(${body})` : body}[5m${colon}]${text.slice(argument.to)}`;
  const counter = COUNTER_FUNCTIONS.has(node.func) && colon !== '';
  const outside = parents.at(-1);
  if (outside?.kind === 'subquery' && colon !== '' && !counter) {
    const open = text.indexOf('[', node.to);
    const [range, rest] = [
      text.slice(open, text.indexOf(']', open) + 1),
      text.slice(text.indexOf(']', open) + 1),
    ];
    return {
      id: 'needs-range',
      at: { from: node.from, to: outside.to },
      message: `The range is after ${node.func}(…), not inside it.`,
      why: `${node.func}() needs the values of that window, so the range follows its argument. What is computed with operators needs parentheses of its own.`,
      fix:
        offer(`${text.slice(0, argument.from)}${wrapped ? `(${body})` : body}${range})${rest}`) ??
        `Write ${node.func}((…)${range}).`,
    };
  }
  return {
    id: 'needs-range',
    at: { from: argument.from, to: argument.to },
    message: `${node.func}() gets no window.`,
    why: counter
      ? `${node.func}() compares the stored samples of a counter over a window, so its argument is a selector with a range.`
      : `${node.func}() compares samples over time, so it needs a window of them: a range vector.`,
    fix: counter
      ? 'Apply it to the metric itself, with a range, and aggregate or calculate afterwards: sum(rate(metric[1m])).'
      : colon === ''
        ? `Put a range right after the selector, inside the parentheses: ${node.func}(${body.length > 60 ? 'metric' : body}[1m]).`
        : (offer(query) ?? `Use a subquery: ${node.func}((…)[5m:]).`),
  };
}

/** Whether a function reads the samples of a window. */
export function needsRange(func: string): boolean {
  return /_over_time$|^(?:rate|irate|increase|i?delta|deriv|changes|resets|predict_linear|holt_winters)$/.test(
    func,
  );
}

function lastOperand(expr: Expr): Expr {
  return expr.kind === 'binary' ? lastOperand(expr.right) : expr;
}

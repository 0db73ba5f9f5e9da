import { resultType } from '../meaning/result-type.js';
import type { Aggregation, Expr } from '../syntax/ast.js';
import { offer } from './offer.js';
import type { FoundSlip } from './slips/slip.js';

/** Two arguments in the wrong order. */
export function swapped(node: Expr, text: string): FoundSlip | undefined {
  const pair = pairOf(node) ?? seriesLast(node);
  if (!pair) return undefined;
  const { name, first, second, order } = pair;
  const [a, b] = [text.slice(first.from, first.to), text.slice(second.from, second.to)];
  const query = text.slice(0, first.from) + b + text.slice(first.to, second.from) + a + text.slice(second.to);
  return {
    id: 'swapped-arguments',
    at: { from: node.from, to: node.to },
    message: `The arguments of ${name} are in the wrong order.`,
    why: order,
    fix: offer(query) ?? 'Swap the two arguments.',
  };
}

interface Swapped {
  name: string;
  first: Expr;
  second: Expr;
  order: string;
}

const NUMBER_FIRST: Readonly<Record<string, string>> = {
  topk: 'the number of series, then the series',
  bottomk: 'the number of series, then the series',
  limitk: 'the number of series, then the series',
  limit_ratio: 'the share of the series, then the series',
  quantile: 'the quantile, then the series',
  count_values: 'the name of the new label, then the series',
  histogram_quantile: 'the quantile, then the buckets',
  quantile_over_time: 'the quantile, then the range vector',
};
const NUMBER_LAST: Readonly<Record<string, string>> = {
  predict_linear: 'the series with their range, then the seconds to look ahead',
  round: 'the series, then the number to round to',
  clamp_max: 'the series, then the limit',
  clamp_min: 'the series, then the limit',
};

function pairOf(node: Expr): Swapped | undefined {
  if (node.kind !== 'aggregation' && node.kind !== 'call') return undefined;
  const [first, second, ...others] = node.kind === 'call' ? node.args : aggregated(node);
  if (!first || !second || others.length > 0) return undefined;
  const name = node.kind === 'call' ? node.func : node.op;
  const [left, right] = [isPlain(first), isPlain(second)];
  if (Object.hasOwn(NUMBER_FIRST, name) && !left && right) {
    return { name: `${name}()`, first, second, order: `${name}() takes ${NUMBER_FIRST[name]}.` };
  }
  if (Object.hasOwn(NUMBER_LAST, name) && left && !right) {
    return { name: `${name}()`, first, second, order: `${name}() takes ${NUMBER_LAST[name]}.` };
  }
  return undefined;
}

/** label_replace() and label_join() with a text before the series. */
function seriesLast(node: Expr): Swapped | undefined {
  if (node.kind !== 'call' || !/^label_(?:replace|join)$/.test(node.func)) return undefined;
  const [first, second] = node.args;
  if (first?.kind !== 'string' || !second || isPlain(second)) return undefined;
  return {
    name: `${node.func}()`,
    first,
    second,
    order: `${node.func}() takes the series, then the new label.`,
  };
}

function aggregated({ param, expr }: Aggregation): Expr[] {
  return param ? [param, expr] : [expr];
}

/** An argument too few or too many. */
export function argued(node: Expr, text: string): FoundSlip | undefined {
  if (node.kind !== 'aggregation') {
    if (node.kind !== 'call' || node.func !== 'histogram_quantile' || node.args.length !== 1) {
      return undefined;
    }
    return lacksNumber(node, 'histogram_quantile', '0.95', node.args[0]!, text);
  }
  const first = Object.hasOwn(NUMBER_FIRST, node.op);
  if (first && !node.param) {
    return lacksNumber(
      node,
      node.op,
      node.op === 'quantile' ? '0.95' : node.op === 'count_values' ? '"value"' : '3',
      node.expr,
      text,
    );
  }
  if (first || !node.param) return undefined;
  const [series, label] = [
    text.slice(node.param.from, node.param.to),
    text.slice(node.expr.from, node.expr.to),
  ];
  const named = !isPlain(node.param) && node.expr.kind === 'selector' && /^\w+$/.test(label);
  return {
    id: 'wrong-arguments',
    at: { from: node.from, to: node.to },
    message: `${node.op} takes one argument, and you pass two.`,
    why: 'Labels to group by are not an argument: they go in by (…).',
    fix:
      (named
        ? offer(`${text.slice(0, node.from)}${node.op} by (${label}) (${series})${text.slice(node.to)}`)
        : undefined) ?? `Write ${node.op} by (label) (…), or combine the two expressions with an operator.`,
  };
}

function lacksNumber(node: Expr, name: string, number: string, only: Expr, text: string): FoundSlip {
  return {
    id: 'wrong-arguments',
    at: { from: node.from, to: node.to },
    message: `${name}() takes two arguments, and you pass one.`,
    why: `${name}() takes ${NUMBER_FIRST[name]}.`,
    fix: `Write ${name}(${number}, ${text.slice(only.from, only.to)}), with the number that you need.`,
  };
}

/** True for a number or a text, rather than series. */
export function isPlain(expr: Expr): boolean {
  const type = resultType(expr);
  return type === 'scalar' || type === 'string';
}

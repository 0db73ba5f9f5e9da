import { resultType } from '../../../../promql/meaning/result-type.js';
import type { Expr, Visit } from '../../../../promql/syntax/ast.js';
import { formatDuration } from '../../../../util/duration.js';
import type { Change, Edit } from './change.js';
import { binary, number } from './edit.js';
import { print } from './print.js';

/** Wrong numbers and durations. */

export const VALUE_CHANGES: readonly Change[] = [wrongNumber, wrongDuration, wrongUnit];

const INTEGER_PARAMETERS = new Set(['topk', 'bottomk', 'limitk']);
const QUANTILES = new Set(['histogram_quantile', 'quantile_over_time']);

function* wrongNumber({ node, parents }: Visit): Generator<Edit> {
  if (node.kind !== 'number') return;
  const parent = parents.at(-1);
  for (const value of numbersLike(node.value, node, parent)) {
    yield { expr: number(value), class: 'number', change: `${node.value} became ${value}`, valueOnly: true };
  }
}

function numbersLike(value: number, node: Expr, parent: Expr | undefined): number[] {
  const isParameter = parent?.kind === 'aggregation' && parent.param === node;
  const isQuantile =
    (parent?.kind === 'call' && QUANTILES.has(parent.func) && parent.args[0] === node) ||
    (isParameter && parent.op === 'quantile');
  const others = isQuantile
    ? [0.5, 0.9, 0.95, 0.99, value * 100]
    : isParameter && INTEGER_PARAMETERS.has(parent.op)
      ? [value - 1, value + 1, value * 2]
      : [value * 0.9, value * 1.1, value * 2, value + 1];
  const rounded = others.map((other) => Number(other.toPrecision(6)));
  return [...new Set(rounded)].filter((other) => other !== value && (!isParameter || other > 0));
}

/** Windows that people write: what is wrong by a little is one step up or down. */
const LADDER = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** Seconds that may be written instead. */
export function durationsLike(seconds: number): number[] {
  const below = LADDER.findLast((one) => one < seconds);
  const above = LADDER.find((one) => one > seconds);
  return [...new Set([below, above, seconds * 2])].filter((one) => one !== undefined);
}

function* wrongDuration({ node }: Visit): Generator<Edit> {
  if (node.kind !== 'selector' && node.kind !== 'subquery') return;
  const changed = (what: string, was: number, is: number, expr: Expr): Edit => ({
    expr,
    class: 'duration',
    valueOnly: true,
    change: `the ${what} ${formatDuration(was)} became ${formatDuration(is)}`,
  });
  const { range, offset } = node;
  if (range !== undefined) {
    for (const other of durationsLike(range)) {
      yield changed('window', range, other, { ...node, range: other });
    }
  }
  if (offset !== undefined) {
    for (const other of durationsLike(offset)) {
      yield changed('offset', offset, other, { ...node, offset: other });
    }
  } else if (node.at === undefined) {
    const late = range ?? 300;
    yield {
      expr: { ...node, offset: late },
      class: 'clause',
      valueOnly: true,
      change: `an offset of ${formatDuration(late)} was added to ${print(node)}`,
    };
  }
}

/** The right thing in another unit, with another sign, or its complement. */
function* wrongUnit({ node, parents }: Visit): Generator<Edit> {
  const type = resultType(node);
  if (parents.length > 0 || (type !== 'vector' && type !== 'scalar')) return;
  for (const factor of [60, 100, 1000, 0.01, 1.1]) {
    yield {
      expr: binary(node, '*', number(factor)),
      class: 'number',
      change: `the result was multiplied by ${factor}`,
    };
  }
  yield {
    expr: { kind: 'unary', op: '-', expr: node, from: 0, to: 0 },
    class: 'number',
    change: 'the sign of the result was flipped',
  };
  yield { expr: binary(number(1), '-', node), class: 'number', change: 'the result became 1 minus itself' };
}

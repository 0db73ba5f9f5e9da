import { formatDuration } from '../../util/duration.js';
import { listed } from '../../util/text/words.js';
import { foldConstant } from '../meaning/selection.js';
import { type Expr, walk } from '../syntax/ast.js';
import { otherMatchers } from './causes/matchers.js';
import { windows } from './contents.js';
import { both, type Case, type DifferenceRule, points, sameSeries } from './difference.js';

/** Rules about single numbers of a query: offsets, limits, constants. */
export const parameterRules: readonly DifferenceRule[] = [
  {
    id: 'different-offset',
    explainsAccident: true,
    supersedes: ['missing-window'],
    find: (difference) => {
      const { asker } = difference;
      const { reference, answer } = both(difference, offsets);
      if (reference.join() === answer.join()) return undefined;
      const [longest] = windows(difference.reference.expr).sort((a, b) => b - a);
      const shift = answer.find((seconds) => seconds !== 0);
      if (
        longest !== undefined &&
        shift !== undefined &&
        windows(difference.answer.expr).length > 0 &&
        reference.every((seconds) => seconds === 0)
      ) {
        return {
          severity: 'error',
          message: `With offset ${formatDuration(shift)} your window ends ${formatDuration(shift)} ago; the ${asker} asks about the time until now.`,
          why: 'offset shifts the whole window into the past.',
          fix: `Remove offset ${formatDuration(shift)}.`,
        };
      }
      if (longest !== undefined && shift !== undefined && reference.every((seconds) => seconds === 0)) {
        return {
          severity: 'error',
          message: `With offset ${formatDuration(shift)} you read one moment in the past; the ${asker} asks what happened during the last ${formatDuration(longest)}.`,
          why: 'offset compares two moments, and does not see what happened in between. A range gives a function all samples of the window.',
          fix: `Remove offset, and use a function over the range [${formatDuration(longest)}].`,
        };
      }
      const shown = (all: readonly number[]): string =>
        listed(all.map((seconds) => (seconds === 0 ? 'the present' : `offset ${formatDuration(seconds)}`)));
      return {
        severity: 'error',
        message: `You look at ${shown(answer)}; the ${asker} asks about ${shown(reference)}.`,
        why: 'offset shifts a selector into the past: it reads the samples from that much earlier.',
        fix: `Put offset right after the selector or its range, with the time that the ${asker} gives.`,
      };
    },
  },
  {
    id: 'different-limit',
    explainsAccident: true,
    find: (difference) => {
      const { asker } = difference;
      const { reference, answer } = both(difference, limits);
      if (reference.length === 0 || answer.length === 0 || reference.join() === answer.join()) {
        return undefined;
      }
      const [inReference, inAnswer] = [reference, answer].map(([first = '']) => first.split(' ')[1]);
      if (reference.length === 1 && answer.length === 1 && inReference !== inAnswer) {
        const opOf = (which: string | undefined): string => (which === 'largest' ? 'topk' : 'bottomk');
        return {
          severity: 'error',
          message: `${opOf(inAnswer)} keeps the ${inAnswer} series; the ${asker} asks for the ${inReference}.`,
          why: 'topk keeps the series with the largest values, bottomk those with the smallest.',
          fix: `Write ${opOf(inReference)} in place of ${opOf(inAnswer)}.`,
        };
      }
      return {
        severity: 'error',
        message: `You ask for ${listed(answer)} series; the ${asker} asks for a different number.`,
        why: 'The first argument of topk and bottomk is the number of series that each group keeps.',
        fix: `Change it to the number that the ${asker} gives.`,
      };
    },
  },
  {
    id: 'constant-difference',
    find: (difference) => {
      const shift = commonShift(difference);
      // A difference between two selections is no number in the query.
      if (shift === undefined || otherMatchers(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your values are all ${Number(Math.abs(shift).toPrecision(4))} too ${shift > 0 ? 'large' : 'small'}.`,
        why: 'The same difference everywhere means that the series are right, and that something is added or subtracted.',
        fix: `${shift > 0 ? 'Subtract' : 'Add'} ${Number(Math.abs(shift).toPrecision(4))}, or remove what ${shift > 0 ? 'adds' : 'subtracts'} it.`,
      };
    },
  },
  {
    id: 'gaps',
    find: ({ comparison: { sameType, missing, extra, pairs } }) => {
      if (!sameType || missing.length > 0 || extra.length > 0) return undefined;
      const absent = pairs.filter(({ reference, answer }) =>
        reference.cells.some((cell, i) => cell !== undefined && answer.cells[i] === undefined),
      );
      const present = pairs.filter(({ reference, answer }) =>
        answer.cells.some((cell, i) => cell !== undefined && reference.cells[i] === undefined),
      );
      if (absent.length + present.length === 0) return undefined;
      const lacks = absent.length > 0;
      return {
        severity: 'error',
        message: lacks
          ? 'Some of your series are missing at some of the instants.'
          : 'Some of your series are present at instants at which they should not be.',
        why: 'An answer is evaluated at several instants. A comparison keeps a series only while it is true; a function bridges gaps up to the length of its window.',
        fix: lacks
          ? 'Look for a comparison that filters too much, or for a window that is too short.'
          : 'Look for a comparison that is missing, or for a window that reaches too far back.',
      };
    },
  },
];

function offsets(expr: Expr): number[] {
  const all = [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'selector' || (node.kind === 'subquery' && node.offset !== undefined)
      ? [node.offset ?? 0]
      : [],
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

function limits(expr: Expr): string[] {
  const all = [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'aggregation' && /^(?:topk|bottomk)$/.test(node.op) && node.param
      ? [`${node.op === 'topk' ? 'the largest' : 'the smallest'} ${foldConstant(node.param) ?? '?'}`]
      : [],
  );
  return [...new Set(all)].sort();
}

/**
 * The d by which every answer is larger than its reference; undefined if they differ by other amounts, or if there are too few values.
 */
function commonShift(difference: Case): number | undefined {
  if (!sameSeries(difference)) return undefined;
  const all = points(difference);
  const [first] = all;
  if (!first || new Set(all.map(({ reference }) => reference)).size < 2) return undefined;
  const shift = first.answer - first.reference;
  const size = Math.max(...all.map(({ answer }) => Math.abs(answer)));
  const holds = all.every(
    ({ reference, answer }) => Math.abs(answer - reference - shift) <= 1e-6 * Math.max(size, Math.abs(shift)),
  );
  return Number.isFinite(shift) && Math.abs(shift) > 1e-6 * size && holds ? shift : undefined;
}

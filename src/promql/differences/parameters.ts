import { walk, type Expr } from '../syntax/ast.js';
import { formatDuration } from '../../util/duration.js';
import { foldConstant } from '../meaning/selection.js';
import { listed } from '../../util/words.js';
import { points, sameSeries, type Case, type DifferenceRule } from './difference.js';

/** Rules about single numbers of a query that are not what they should be. */
export const parameterRules: readonly DifferenceRule[] = [
  {
    id: 'different-offset',
    explainsAccident: true,
    supersedes: ['missing-window'],
    find: ({ reference, answer }) => {
      const [wanted, used] = [offsets(reference.expr), offsets(answer.expr)];
      if (wanted.join() === used.join()) return undefined;
      const shown = (all: readonly number[]): string =>
        listed(all.map((seconds) => (seconds === 0 ? 'the present' : `offset ${formatDuration(seconds)}`)));
      return {
        severity: 'error',
        message: `You look at ${shown(used)}; the step asks about ${shown(wanted)}.`,
        why: 'offset shifts a selector into the past: its samples are read as if it were that much earlier.',
        fix: 'Put offset right behind the selector or its range, with the time that the step names.',
      };
    },
  },
  {
    id: 'different-limit',
    explainsAccident: true,
    find: ({ reference, answer }) => {
      const [wanted, used] = [limits(reference.expr), limits(answer.expr)];
      if (wanted.length === 0 || used.length === 0 || wanted.join() === used.join()) return undefined;
      return {
        severity: 'error',
        message: `You ask for ${listed(used)} series; the step wants another number.`,
        why: 'The first argument of topk and bottomk says how many series of each group stay.',
        fix: 'Change the number to the one that the step names.',
      };
    },
  },
  {
    id: 'constant-difference',
    find: (difference) => {
      const shift = commonShift(difference);
      if (shift === undefined) return undefined;
      return {
        severity: 'error',
        message: `Your values are all ${Number(Math.abs(shift).toPrecision(4))} too ${shift > 0 ? 'large' : 'small'}.`,
        why: 'The same difference everywhere means that the series are right, and that something is added or taken away.',
        fix: 'Look for a number in your query that should not be there, or for one that is missing.',
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
      const much = absent.length > 0;
      return {
        severity: 'error',
        message: much
          ? 'Some of your series are missing at some moments where they should be there.'
          : 'Some of your series are there at moments where they should not be.',
        why: 'An answer is looked at at several moments. A comparison keeps a series only while it holds; a function bridges gaps as long as its window.',
        fix: much
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

/** The d by which every answer is larger than its reference; undefined where there is none, or too few values to tell. */
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

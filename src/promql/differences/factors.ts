import { walk, type Expr } from '../syntax/ast.js';
import { sameNumber } from '../meaning/compare.js';
import { formatDuration } from '../../util/duration.js';
import type { Finding } from '../diagnosis.js';
import { points, sameSeries, type Case, type DifferenceRule, type Point } from './difference.js';

/** Rules for answers that have every series right and every value off in the same way. */

const TOLERANCE = 1e-5;

interface Factor extends Omit<DifferenceRule, 'find'> {
  explain: (factor: number, difference: Case) => Omit<Finding, 'severity'> | undefined;
}

const FACTORS: readonly Factor[] = [
  {
    id: 'increase-for-rate',
    explainsAllValues: true,
    explain: (factor, { reference, answer }) => {
      const window = ranges(answer.expr).find((seconds) => near(factor, seconds));
      if (window === undefined || !calls(answer.expr, 'increase') || calls(reference.expr, 'increase'))
        return undefined;
      return {
        message: `Your values are ${formatFactor(window)} times what is asked for: the ${formatFactor(window)} seconds of your window.`,
        why: `increase(…[${formatDuration(window)}]) is the growth over the whole window; the step asks for the growth per second.`,
        fix: 'Use rate(), which is increase() divided by the seconds of the window.',
      };
    },
  },
  {
    id: 'rate-for-increase',
    explainsAllValues: true,
    explain: (factor, { reference, answer }) => {
      const window = ranges(answer.expr).find((seconds) => near(factor, 1 / seconds));
      if (window === undefined || !calls(answer.expr, 'rate') || calls(reference.expr, 'rate'))
        return undefined;
      return {
        message: `Your values are ${formatFactor(window)} times too small: the ${formatFactor(window)} seconds of your window.`,
        why: `rate(…[${formatDuration(window)}]) is the growth per second; the step asks for the growth over the whole window.`,
        fix: 'Use increase(), which is rate() times the seconds of the window.',
      };
    },
  },
  unit(
    'factor-60',
    60,
    'one counts by the minute, the other by the second',
    'multiply by 60 only where the step says per minute.',
  ),
  unit(
    'factor-3600',
    3600,
    'one counts by the hour, the other by the second',
    'multiply by 3600 only where the step says per hour.',
  ),
  unit(
    'factor-1000',
    1000,
    'seconds and milliseconds',
    'Prometheus keeps durations in seconds: convert only where the step asks for milliseconds.',
  ),
  unit(
    'factor-100',
    100,
    'a ratio and a percentage',
    'A ratio runs from 0 to 1: multiply by 100 only where the step asks for percent.',
  ),
  {
    id: 'sign',
    explainsAllValues: true,
    explain: (factor) =>
      near(factor, -1)
        ? {
            message: 'Your values are right but for their sign.',
            why: 'A subtraction is the wrong way round, or a minus is too many.',
            fix: 'Swap the two sides of the subtraction, or drop the minus.',
          }
        : undefined,
  },
  {
    id: 'constant-factor',
    // Of a single value every other is a multiple.
    explain: (factor, difference) =>
      hasSeveralValues(difference)
        ? {
            message: `Your values are all ${formatFactor(factor)} times what is asked for.`,
            why: 'The same factor everywhere means that the series and the window are right, and that something multiplies or divides.',
            fix: 'Look for a number in your query that should not be there, or for one that is missing.',
          }
        : undefined,
  },
];

/** The rules for one factor between all values, and those for other ways of being off everywhere. */
export const factorRules: readonly DifferenceRule[] = [
  ...FACTORS.map(({ explain, ...rule }, i): DifferenceRule => ({
    ...rule,
    find: (difference) => {
      const factor = commonFactor(difference);
      if (factor === undefined) return undefined;
      // The first row that knows the factor explains it; the last knows any.
      if (FACTORS.slice(0, i).some((earlier) => earlier.explain(factor, difference))) return undefined;
      const explanation = explain(factor, difference);
      return explanation && { severity: 'error', ...explanation };
    },
  })),
  everywhere('reciprocal', ({ reference, answer }) => near(reference * answer, 1), {
    message: 'Your ratio stands on its head: each value is 1 divided by what is asked for.',
    why: 'What is counted belongs above the line, what it is a part of below.',
    fix: 'Swap the two sides of the division.',
  }),
  everywhere('complement', isComplement, {
    message: 'You have the other part of the whole: your value and the one asked for add up to 1.',
    why: 'The share of what went wrong and the share of what went well are complements.',
    fix: 'Select the other part above the line, or take it from 1.',
  }),
  {
    ...everywhere('all-zero', ({ reference, answer }) => answer === 0 && reference !== 0, {
      message: 'All your values are 0: what you select exists, but none of it happened.',
      why: 'The lab keeps series for what has not happened yet, so a matcher that is too narrow gives 0, not nothing.',
      fix: 'Look at your matchers: which of what the step asks for do they leave out?',
    }),
    supersedes: ['rounded'],
  },
  everywhere(
    'rounded',
    isRounded,
    {
      message: 'Your values are rounded.',
      why: 'Prometheus extrapolates from the samples it has to the edges of the window, so growth is rarely a whole number. That is no mistake to be mended.',
      fix: 'Leave out round(), floor() or ceil().',
    },
    (expr) => ['round', 'floor', 'ceil'].some((func) => calls(expr, func)),
  ),
];

function unit(id: string, size: number, units: string, fix: string): Factor {
  return {
    id,
    explainsAllValues: true,
    explain: (factor, { answer }) => {
      const times = near(factor, size);
      if (!times && !near(factor, 1 / size)) return undefined;
      const advice =
        units.startsWith('one ') && calls(answer.expr, 'rate')
          ? `rate() is per second already: ${fix}`
          : sentence(fix);
      return {
        message: `Your values are ${size} times ${times ? 'what is asked for' : 'too small'}.`,
        why: `That is the factor between ${units.startsWith('one ') ? 'two units of time: ' : ''}${units}.`,
        fix: advice,
      };
    },
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function everywhere(
  id: string,
  holds: (point: Point) => boolean,
  explanation: Omit<Finding, 'severity'>,
  appliesTo: (answer: Expr) => boolean = () => true,
): DifferenceRule {
  return {
    id,
    explainsAllValues: true,
    find: (difference) => {
      if (!sameSeries(difference) || !appliesTo(difference.answer.expr)) return undefined;
      const isFinite = ({ reference, answer }: Point): boolean =>
        Number.isFinite(reference) && Number.isFinite(answer);
      const all = points(difference);
      const telling = all.filter(isFinite);
      // Where a number stands for none, or nothing differs, it is not that.
      if (all.some((point) => !isFinite(point) && !sameNumber(point.reference, point.answer)))
        return undefined;
      if (telling.every(({ reference, answer }) => sameNumber(reference, answer))) return undefined;
      return telling.every(holds) ? { severity: 'error', ...explanation } : undefined;
    },
  };
}

/** The k for which every answer is k times its reference; undefined where there is none, or nothing but zeros to tell from. */
function commonFactor(difference: Case): number | undefined {
  if (!sameSeries(difference)) return undefined;
  const all = points(difference);
  const first = all.find(
    ({ reference, answer }) => reference !== 0 && Number.isFinite(answer / reference) && answer !== 0,
  );
  if (!first) return undefined;
  const factor = first.answer / first.reference;
  const holds = all.every(({ reference, answer }) =>
    Number.isNaN(reference) ? Number.isNaN(answer) : near(answer, reference * factor),
  );
  return holds && !near(factor, 1) ? factor : undefined;
}

function hasSeveralValues(difference: Case): boolean {
  const [first, ...others] = points(difference).filter(({ reference }) => reference !== 0);
  return first !== undefined && others.some(({ reference }) => !near(reference, first.reference));
}

/** Of a share: 0 and 1 are complements of each other, but so is much else. */
function isComplement({ reference, answer }: Point): boolean {
  return near(reference + answer, 1) && reference > 0 && reference < 1;
}

function isRounded({ reference, answer }: Point): boolean {
  return Number.isInteger(answer) && Math.abs(reference - answer) < 1;
}

function ranges(expr: Expr): number[] {
  return [...walk(expr)].flatMap(({ node }) => (node.kind === 'selector' ? (node.range ?? []) : []));
}

function calls(expr: Expr, func: string): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'call' && node.func === func);
}

function near(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function formatFactor(factor: number): string {
  return String(Number(factor.toPrecision(4)));
}

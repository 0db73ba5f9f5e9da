import { formatDuration } from '../../util/duration.js';
import type { Asker, Finding } from '../diagnosis.js';
import { sameNumber } from '../meaning/compare.js';
import { foldConstant } from '../meaning/selection.js';
import { walk } from '../syntax/ast.js';
import { type Expr, selectors } from '../syntax/ast.js';
import { otherMatchers } from './causes/matchers.js';
import { calls, dividesBy, hasNumber, scaleOf } from './contents.js';
import { type Case, type DifferenceRule, type Point, points, sameSeries } from './difference.js';
import {
  commonFactor,
  formatFactor,
  hasSeveralValues,
  isComplement,
  isRounded,
  isShare,
  near,
} from './factor-numbers.js';

/** Rules for answers whose series are all right and whose values are all off in the same way. */

interface Factor extends Omit<DifferenceRule, 'find'> {
  explain: (factor: number, difference: Case) => Explanation | undefined;
}

const FACTORS: readonly Factor[] = [
  {
    id: 'increase-for-rate',
    explainsAllValues: true,
    explain: (factor, { reference, answer, asker }) => {
      if (!calls(answer.expr).has('increase') || calls(reference.expr).has('increase')) return undefined;
      const inverse = ranges(answer.expr).find((seconds) => near(factor, 1 / seconds));
      if (inverse !== undefined && calls(answer.expr).has('rate')) {
        return {
          message: `Your values are ${formatFactor(inverse)} times too small: that factor is the ${formatFactor(inverse)} seconds of your window.`,
          why: 'One side of your division is growth per second, from rate(), and the other is growth over the whole window, from increase().',
          fix: 'Use the same function on both sides.',
        };
      }
      const window = ranges(answer.expr).find((seconds) => near(factor, seconds));
      if (window === undefined) return undefined;
      return {
        message: `Your values are ${formatFactor(window)} times too large: that factor is the ${formatFactor(window)} seconds of your window.`,
        why: `increase(…[${formatDuration(window)}]) is the growth over the whole window; the ${asker} asks for the growth per second.`,
        fix: 'Use rate(), which is increase() divided by the seconds of the window.',
      };
    },
  },
  {
    id: 'rate-for-increase',
    explainsAllValues: true,
    explain: (factor, { reference, answer, asker }) => {
      const window = ranges(answer.expr).find((seconds) => near(factor, 1 / seconds));
      if (window === undefined || !calls(answer.expr).has('rate') || calls(reference.expr).has('rate')) {
        return undefined;
      }
      return {
        message: `Your values are ${formatFactor(window)} times too small: that factor is the ${formatFactor(window)} seconds of your window.`,
        why: `rate(…[${formatDuration(window)}]) is the growth per second; the ${asker} asks for the growth over the whole window.`,
        fix: 'Use increase(), which is rate() times the seconds of the window.',
      };
    },
  },
  unit(
    'factor-60',
    60,
    'two units of time: one is per minute, the other per second',
    (asker) => `multiply by 60 only if the ${asker} asks for a value per minute.`,
  ),
  unit(
    'factor-3600',
    3600,
    'two units of time: one is per hour, the other per second',
    (asker) => `multiply by 3600 only if the ${asker} asks for a value per hour.`,
  ),
  unit(
    'factor-1000',
    1000,
    'seconds and milliseconds',
    (asker) => `Prometheus keeps durations in seconds: convert only if the ${asker} asks for milliseconds.`,
  ),
  unit(
    'factor-100',
    100,
    'a ratio and a percentage',
    (asker) => `A ratio runs from 0 to 1: multiply by 100 only if the ${asker} asks for percent.`,
  ),
  {
    id: 'sign',
    explainsAllValues: true,
    explain: (factor) =>
      near(factor, -1)
        ? {
            message: 'Your values are right except for their sign.',
            why: 'A subtraction is the wrong way round, or there is an extra minus.',
            fix: 'Swap the two sides of the subtraction, or remove the minus.',
          }
        : undefined,
  },
  {
    id: 'constant-factor',
    // Every value is a multiple of a single other one, so that would prove nothing.
    explain: (factor, difference) =>
      hasSeveralValues(difference)
        ? {
            message: `All your values are ${formatFactor(factor)} times the right ones.`,
            why: 'The same factor everywhere means that the series and the window are right, and that something is multiplied or divided.',
            fix: adviceOnNumber(difference.answer.expr, factor),
          }
        : undefined,
  },
];

/** The rules for one factor between all values, and those for other relations that hold everywhere. */
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
    message: 'Your ratio is upside down: each value is 1 divided by the right one.',
    why: 'A ratio divides the part by the whole.',
    fix: 'Swap the two sides of the division.',
  }),
  complementRule(),
  {
    ...zeroRule(
      everywhere(
        'all-zero',
        ({ reference, answer }) => answer === 0 && reference !== 0,
        (asker) => ({
          message:
            'All your values are 0: the series that you select exist, but nothing was counted in them.',
          why: 'The lab also keeps series for events that have not happened yet, so a matcher that is too narrow returns 0, not an empty result.',
          fix: `Check your matchers: do they exclude something that the ${asker} asks for?`,
        }),
      ),
    ),
    supersedes: ['rounded'],
  },
  everywhere(
    'rounded',
    isRounded,
    {
      message: 'Your values are rounded.',
      why: 'Prometheus extrapolates from the samples it has to the edges of the window, so growth is rarely a whole number. That is not an error to correct.',
      fix: 'Remove round(), floor() or ceil().',
    },
    (expr) => ['round', 'floor', 'ceil'].some((func) => calls(expr).has(func)),
  ),
];

/** Shares that add up to 1; a part that is taken from 1 may also be overdrawn, and lie outside of 0 to 1. */
function complementRule(): DifferenceRule {
  const explanation = {
    message: 'You have the other part of the whole: your value and the right one add up to 1.',
    why: 'The share that failed and the share that succeeded are complements, like what is spent and what is left.',
    fix: 'Select the other part before you divide, or subtract your ratio from 1.',
  };
  const share = everywhere('complement', isComplement, explanation, undefined, isShare);
  const rest = everywhere('complement', ({ reference, answer }) => near(reference + answer, 1), explanation);
  return {
    ...share,
    find: (difference) =>
      share.find(difference) ??
      (takesFromOne(difference.reference.expr) !== takesFromOne(difference.answer.expr)
        ? rest.find(difference)
        : undefined),
  };
}

function takesFromOne(expr: Expr): boolean {
  return expr.kind === 'binary' && expr.op === '-' && foldConstant(expr.left) === 1;
}

/**
 * Zeros are explained by matchers only if those differ; otherwise rules about the form of the query name the cause.
 */
function zeroRule(rule: DifferenceRule): DifferenceRule {
  return {
    ...rule,
    find: (difference) => {
      const found = rule.find(difference);
      const cause = found && otherMatchers(difference);
      return cause ? { ...found, fix: cause.fix } : undefined;
    },
  };
}

function unit(id: string, size: number, units: string, advice: (asker: Asker) => string): Factor {
  return {
    id,
    explainsAllValues: true,
    explain: (factor, { reference, answer, asker }) => {
      const large = near(factor, size);
      if (!large && !near(factor, 1 / size)) return undefined;
      // The sum of a gauge's samples depends on how many there are.
      if (calls(answer.expr).has('sum_over_time') && !calls(reference.expr).has('sum_over_time')) {
        return undefined;
      }
      const scaled = scaleOf(answer.expr);
      if (scaled && !near(scaled.number, size) && scaled.number !== 1) {
        return {
          message: `Your values are ${size} times too ${large ? 'large' : 'small'}.`,
          why: `That is the factor between ${units}.`,
          fix: adviceOnNumber(answer.expr, factor),
        };
      }
      if (size === 100 && hasNumber(reference.expr, 0.01) && scaled === undefined) {
        return {
          message: `Your values are ${size} times too ${large ? 'large' : 'small'}.`,
          why: `The ${asker} calculates with a percentage: as a share, 1 % is 0.01, and dividing by it multiplies by 100.`,
          fix: 'Check where you use that share, and whether you multiply, divide or subtract.',
        };
      }
      // Only durations have milliseconds.
      if (size === 1000 && !selectors(reference.expr).some(({ metric }) => /_seconds/.test(metric ?? ''))) {
        return {
          message: `Your values are ${size} times too ${large ? 'large' : 'small'}.`,
          why: `The ${asker} asks for the number as it is.`,
          fix: adviceOnNumber(answer.expr, factor),
        };
      }
      const perSecond = size % 60 === 0 && calls(answer.expr).has('rate');
      const divided = !large && dividesBy(answer.expr, size);
      return {
        message: `Your values are ${size} times too ${large ? 'large' : 'small'}.`,
        why: `That is the factor between ${units}.`,
        fix: divided
          ? `Remove the division by ${size}.`
          : scaled?.op === '*' && large && !perSecond
            ? `Remove the multiplication by ${size}. ${sentence(advice(asker))}`
            : perSecond
              ? `rate() is already per second: ${advice(asker)}`
              : sentence(advice(asker)),
      };
    },
  };
}

/** What to do about a factor: the number that makes it is named, if the query has one. */
function adviceOnNumber(expr: Expr, factor: number): string {
  const scale = scaleOf(expr);
  if (!scale) return 'Look for a number in your query that is missing or should not be there.';
  const { op, number } = scale;
  const [verb, noun] = op === '*' ? ['multiply', 'multiplication'] : ['divide', 'division'];
  const right = op === '*' ? number / factor : number * factor;
  return near(right, 1)
    ? `Remove the ${noun} by ${formatFactor(number)}.`
    : `You ${verb} by ${formatFactor(number)}: ${verb} by ${formatFactor(right)} instead.`;
}

type Explanation = Omit<Finding, 'severity'>;

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function everywhere(
  id: string,
  holds: (point: Point) => boolean,
  explanation: Explanation | ((asker: Asker) => Explanation),
  appliesTo: (answer: Expr) => boolean = () => true,
  tells: (point: Point) => boolean = () => true,
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
      // A number in place of NaN or an infinity is another mistake.
      if (all.some((point) => !isFinite(point) && !sameNumber(point.reference, point.answer))) {
        return undefined;
      }
      if (telling.every(({ reference, answer }) => sameNumber(reference, answer))) return undefined;
      if (!telling.every(holds) || !telling.some(tells)) return undefined;
      const explained = typeof explanation === 'function' ? explanation(difference.asker) : explanation;
      return { severity: 'error', ...explained };
    },
  };
}

function ranges(expr: Expr): number[] {
  return [...walk(expr)].flatMap(({ node }) => (node.kind === 'selector' ? (node.range ?? []) : []));
}

import type { Diagnosis } from '../../../promql/diagnosis.js';
import type { Evaluation } from '../../../promql/meaning/compare.js';
import { parsePromql } from '../../../promql/syntax/parse.js';
import { evaluate } from '../../../query/evaluate.js';
import { type Instants, settledInstants } from '../../../query/instants.js';
import type { StepOf } from '../../library/schema.js';
import { DEFAULT_TOLERANCE, type Tolerance } from '../../library/schema/fields.js';
import { readNumber } from '../number-text.js';
import { checkReadiness } from '../readiness.js';
import type { Grade, PrometheusNow } from '../types.js';

/** What a number may have been over a time: anything between is right, with the tolerance on both sides. */
export interface Span {
  least: number;
  most: number;
}

/** More instants would add nothing about a slow curve. */
const MAX_INSTANTS = 60;

/**
 * Grades a number that the learner read off the lab. It is right if the reference had that value, within the
 * tolerance, at any time the learner may have looked.
 */
export async function gradeNumber(
  { answer: task, needs }: StepOf<'number'>,
  typed: string,
  world: PrometheusNow,
): Promise<Grade> {
  const read = readNumber(typed, task.unit);
  if ('problem' in read) return notANumber(read.problem, task.unit);
  const readiness = await checkReadiness({ needs }, world.prometheus, world);
  if (!readiness.ready) return { verdict: 'not-ready', diagnoses: [], readiness };
  const instants = recentInstants(task.over, world);
  const wanted = await evaluateOne(task.reference, instants, world);
  const right = spanOf(wanted);
  if (!right) {
    return {
      verdict: 'not-ready',
      diagnoses: [],
      readiness: { ready: false, lacking: 'what it asks about has no data yet' },
    };
  }
  if (isAnyWithin(read.values, [right], task.tolerance)) {
    return { verdict: 'pass', diagnoses: [], result: wanted };
  }
  for (const { query, why } of task.mistakes) {
    const wrong = spanOf(await evaluateOne(query, instants, world));
    if (wrong && isAnyWithin(read.values, [wrong], task.tolerance)) {
      return { verdict: 'wrong', diagnoses: [knownMistake(why, query)] };
    }
  }
  return {
    verdict: 'wrong',
    diagnoses: [explainNumber(read.values[0], right, task.tolerance, { unit: task.unit, typed })],
  };
}

/** How an answer may be typed, by the unit that is asked for. */
const EXAMPLES: Readonly<Record<string, string>> = {
  s: '0.25 or 250ms',
  '%': '12 or 12%',
  bytes: '512, 1.5MiB or 2MB',
  '/s': '3, 3/s or 180/min',
  '/min': '180, 180/min or 3/s',
};

/** @param unit that is asked for; empty for a plain number */
export function notANumber(problem: string, unit: string): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      {
        rule: 'not-a-number',
        severity: 'error',
        message: problem,
        why: 'The step asks for a number.',
        fix: `Type it like ${EXAMPLES[unit] ?? '1710, 0.25 or 12%'}.`,
      },
    ],
  };
}

/** Several factors between units, with what each of them usually comes from. */
const FACTORS: readonly (readonly [number, string])[] = [
  [
    1000,
    'That is the factor between milliseconds and seconds, or between a number with a k and one without.',
  ],
  [100, 'That is the factor between a percentage and a ratio: 5 % is 0.05.'],
  [
    60,
    'That is the factor between a minute and a second: a rate per minute is 60 times the rate per second.',
  ],
  [3600, 'That is the factor between an hour and a second.'],
];

const QUESTION = {
  why: 'It never had that value while this step was open.',
  fix: 'Check the question again: which series, over which window, and in which unit?',
};

/**
 * Why a number is not the right one, without giving the right one away.
 * @param options.unit that is asked for; empty for a plain number
 * @param options.typed the answer as it was typed
 * @param options.advice on a number that is off by no known factor
 */
export function explainNumber(
  value: number,
  right: Span,
  tolerance: Tolerance,
  {
    unit = '',
    advice = QUESTION,
    typed = '',
  }: { unit?: string; advice?: { why: string; fix: string }; typed?: string } = {},
): Diagnosis {
  for (const [factor, why] of FACTORS) {
    const times = isWithin(value / factor, right, tolerance);
    if (times || isWithin(value * factor, right, tolerance)) {
      return {
        rule: `factor-${factor}`,
        severity: 'error',
        message: `Your number is ${factor} times too ${times ? 'large' : 'small'}.`,
        why,
        fix:
          factor === 100 && unit === '' && /%|per ?cent/i.test(typed)
            ? 'Leave out the % if the number that you read has none.'
            : unit === ''
              ? 'Check whether the number that you read had a k, an M or a % after it, and type that too.'
              : 'Check the unit of the number that you read, and type it after the number.',
      };
    }
  }
  return {
    rule: value > right.most ? 'number-too-large' : 'number-too-small',
    severity: 'error',
    message: `Your number is too ${value > right.most ? 'large' : 'small'}.`,
    why: advice.why,
    fix: `${advice.fix}${unit === 's' ? ' Without a unit, a number is read as seconds.' : unit === '%' ? ' Without a unit, a number is read as percent.' : ''}`,
  };
}

/** True if any value that was meant is within any of the spans. */
export function isAnyWithin(
  values: readonly number[],
  spans: readonly Span[],
  tolerance?: Tolerance,
): boolean {
  return values.some((value) => spans.some((span) => isWithin(value, span, tolerance)));
}

export function isWithin(
  value: number,
  { least, most }: Span,
  { relative = 0, absolute = 0 }: Tolerance = DEFAULT_TOLERANCE,
): boolean {
  // A number that was shown rounded to six digits is right, however strict the tolerance.
  const room = (bound: number): number =>
    Math.max(absolute, relative * Math.abs(bound), 1e-6 * Math.abs(bound));
  return value >= least - room(least) && value <= most + room(most);
}

function knownMistake(why: string, query: string): Diagnosis {
  return {
    rule: 'known-mistake',
    severity: 'error',
    message: why,
    why: `Your number is what \`${query}\` returns.`,
    fix: 'Read the question again.',
  };
}

/** Settled instants over the time in which the learner may have looked. */
function recentInstants(over: number, { now, scrapeIntervalSeconds }: PrometheusNow): Instants {
  const { end } = settledInstants(now, scrapeIntervalSeconds);
  const count = Math.max(2, Math.min(MAX_INSTANTS, Math.round(over / scrapeIntervalSeconds)));
  const step = Math.round((over / (count - 1)) * 1000) / 1000;
  return { start: end - step * (count - 1), end, step, count };
}

/** @throws Error where the query, which the mission's author wrote, gives more than one series */
async function evaluateOne(
  query: string,
  instants: Instants,
  { prometheus }: PrometheusNow,
): Promise<Evaluation> {
  const result = await evaluate(query, parsePromql(query).expr, instants, prometheus);
  if (result.rows.length > 1) {
    throw new Error(`The mission’s query gives ${result.rows.length} series and must give one: ${query}`);
  }
  return result;
}

/** The number that a query gives now; undefined if it gives none. @throws as evaluateOne() */
export async function evaluateNumber(query: string, world: PrometheusNow): Promise<number | undefined> {
  const { end } = settledInstants(world.now, world.scrapeIntervalSeconds);
  return spanOf(await evaluateOne(query, { start: end, end, step: 1, count: 1 }, world))?.most;
}

/** What the reference of a step gave while the learner may have looked. @throws as evaluateOne() */
export async function evaluateSpan(
  { reference, over }: StepOf<'number'>['answer'],
  world: PrometheusNow,
): Promise<Span | undefined> {
  return spanOf(await evaluateOne(reference, recentInstants(over, world), world));
}

function spanOf({ rows: [row] }: Evaluation): Span | undefined {
  const values = (row?.cells ?? []).filter((cell) => typeof cell === 'number' && Number.isFinite(cell));
  if (values.length === 0) return undefined;
  return { least: Math.min(...(values as number[])), most: Math.max(...(values as number[])) };
}

import { interpolateQuery, type Interpolation } from '../../../../dashboards/model/interpolate.js';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { selectors } from '../../../../promql/syntax/ast.js';
import { parsePromql } from '../../../../promql/syntax/parse.js';
import { formatDuration } from '../../../../util/duration.js';

/** The windows of a panel's query: a fixed one may give the same numbers now, and others once somebody zooms. */

const VARIABLE = '$__rate_interval';

/**
 * A rate interval that nobody types: what it stands for in a query, and in what is said about one, is the variable.
 * The millisecond changes no result, because both queries have it.
 * @param seconds as Grafana would compute it
 */
export function recognisable(seconds: number): number {
  return seconds + 0.001;
}

/** A query that is ready for Prometheus, with each fixed window replaced. */
export interface Windowed {
  expr: string;
  /** What was written instead of the variable, such as `1m`; empty if every window follows the zoom. */
  fixed: readonly string[];
}

/** @param raw the query as it is in the file */
export function withRateInterval(raw: string, context: Interpolation): Windowed {
  const expr = interpolateQuery(raw, context);
  const wanted = formatDuration(context.rateInterval);
  const spans = selectors(parsePromql(expr).expr).flatMap(({ range, from, to }) => {
    if (range === undefined) return [];
    // After the range come only offset and @, without brackets.
    const open = from + expr.slice(from, to).lastIndexOf('[');
    const close = expr.indexOf(']', open);
    return close < 0 || expr.slice(open + 1, close).trim() === wanted ? [] : [{ open, close }];
  });
  let replaced = expr;
  for (const { open, close } of [...spans].sort((a, b) => b.open - a.open)) {
    replaced = `${replaced.slice(0, open)}[${wanted}${replaced.slice(close)}`;
  }
  const written = windowsIn(raw);
  return {
    expr: replaced,
    fixed: spans.map(({ open, close }, i) => written[i] ?? expr.slice(open + 1, close).trim()),
  };
}

/** The windows of a query as they are written, apart from the right one. Labels may hold brackets too. */
function windowsIn(raw: string): string[] {
  return [...raw.matchAll(/\[\s*([^[\]":]*?)\s*\]/g)]
    .map(([, inside]) => inside!)
    .filter((inside) => /\$|\d[a-z]/.test(inside) && !inside.includes('__rate_interval'));
}

export function windowProblem(title: string, [fixed]: readonly string[]): Diagnosis {
  return {
    rule: 'panel-query',
    severity: 'error',
    message: `“${title}” uses the window [${fixed}]; the step asks for [${VARIABLE}].`,
    why: fixed?.includes('$')
      ? `${fixed} is ${fixed.includes('__interval') ? 'the time between two points' : 'another variable'}, and may be shorter than two scrapes: then rate() returns nothing. ${VARIABLE} always covers several scrapes.`
      : 'A fixed window leaves gaps between the points when you zoom out. The variable follows the zoom.',
    fix: `Write [${VARIABLE}] instead of [${fixed}].`,
  };
}

/** A diagnosis in the words of the step: the variable instead of what it stood for. */
export function inWordsOfStep(
  diagnosis: Diagnosis,
  { rateInterval }: Pick<Interpolation, 'rateInterval'>,
): Diagnosis {
  const stand = new RegExp(
    `\\b(${formatDuration(rateInterval)}|${String(rateInterval).replace('.', '\\.')}( ?s)?)\\b`,
    'g',
  );
  const say = (text: string): string => text.replace(stand, () => VARIABLE);
  const { message, why, fix } = diagnosis;
  return { ...diagnosis, message: say(message), why: say(why), fix: say(fix) };
}

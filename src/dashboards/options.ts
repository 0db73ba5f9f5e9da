import { UsageError } from '../errors.js';
import { formatDuration, parseDuration } from '../util/duration.js';
import { nearest } from '../util/nearest.js';
import { listed } from '../util/text/words.js';
import type { Dashboard } from './model/dashboard.js';
import { ALL, type VariableValue } from './model/variables.js';

/** A dashboard's options on the command line. */

/**
 * The time range to show, in Grafana's notation and in words: the dashboard's own, or the last `range`.
 * @throws UsageError DURATION_INVALID
 */
export function dashboardTime(
  { time }: Pick<Dashboard, 'time'>,
  range: string | undefined,
): { time: { from: string; to: string }; rangeText: string } {
  if (range === undefined) {
    const last = time.to === 'now' ? /^now-(\d+[smhdw])$/.exec(time.from)?.[1] : undefined;
    return { time, rangeText: last === undefined ? `${time.from} to ${time.to}` : `last ${last}` };
  }
  const seconds = parseDuration(range);
  if (seconds === undefined || seconds < 1) {
    throw new UsageError(`“${range}” is not a valid duration for --range.`, {
      code: 'DURATION_INVALID',
      hints: ['Write it like 30s, 5m or 1h30m: whole numbers with their unit, longest first.'],
    });
  }
  return {
    time: { from: `now-${Math.round(seconds)}s`, to: 'now' },
    rangeText: `last ${formatDuration(seconds)}`,
  };
}

/**
 * `route=/items` for each variable, several times for several values.
 * @throws UsageError VARIABLE_INVALID
 */
export function chosenVariables(
  { variables, title }: Pick<Dashboard, 'variables' | 'title'>,
  assignments: readonly string[],
): Record<string, string[]> {
  const names = variables.map(({ name }) => name);
  const chosen: Record<string, string[]> = {};
  for (const assignment of assignments) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(assignment) ?? [];
    if (name === '' || value === '') throw invalid(`“${assignment}” is not NAME=VALUE.`, names);
    if (!names.includes(name)) {
      const [near] = nearest(name, names);
      throw invalid(
        `The dashboard “${title}” has no variable “${name}”.${near === undefined ? '' : ` Did you mean ${near}?`}`,
        names,
      );
    }
    (chosen[name] ??= []).push(value.toLowerCase() === 'all' ? ALL : value);
  }
  return chosen;
}

/**
 * Refuses chosen values that do not exist: they would otherwise be shown as if everything had been chosen.
 * @param resolved the variables, resolved with that choice
 * @throws UsageError VARIABLE_INVALID
 */
export function refuseAbsentValues(
  resolved: readonly VariableValue[],
  chosen: Readonly<Record<string, readonly string[]>>,
): void {
  for (const { variable, options, selected } of resolved) {
    const absent = (chosen[variable.name] ?? []).find((value) => !selected.includes(value));
    if (absent === undefined) continue;
    if (options.includes(absent)) {
      throw new UsageError(`The variable “${variable.name}” takes one value, not several.`, {
        code: 'VARIABLE_INVALID',
        hints: [`Give only one, such as: --var ${variable.name}=${selected[0] ?? ''}`],
      });
    }
    const [near] = nearest(absent, options);
    throw new UsageError(
      `The variable “${variable.name}” has no value “${absent}”.${near === undefined ? '' : ` Did you mean ${near}?`}`,
      {
        code: 'VARIABLE_INVALID',
        hints: [
          options.length === 0
            ? 'It has no values at the moment.'
            : `Its current values: ${listed(options)}.`,
        ],
      },
    );
  }
}

function invalid(message: string, names: readonly string[]): UsageError {
  return new UsageError(message, {
    code: 'VARIABLE_INVALID',
    hints: [names.length === 0 ? 'The dashboard has no variables.' : `Its variables: ${listed(names)}.`],
  });
}

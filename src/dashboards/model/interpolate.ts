import { formatDuration } from '../../util/duration.js';
import { ALL, type VariableValue } from './variables.js';

/** Fills variables into queries and titles, as Grafana's Prometheus data source does. */

export interface Interpolation {
  variables: readonly VariableValue[];
  /** Unix seconds. */
  from: number;
  to: number;
  /** Seconds between two points. */
  step: number;
  /** See {@link rateInterval} in step.ts. */
  rateInterval: number;
}

/** $name, ${name}, ${name:format}, [[name]], [[name:format]] */
const REFERENCE = /\$(\w+)|\$\{(\w+)(?:\.[^:}]+)?(?::(\w+))?\}|\[\[(\w+)(?:\.[^:\]]+)?(?::(\w+))?\]\]/g;

type Format = 'promql' | 'text';

/**
 * A query, ready for Prometheus. Values are escaped for a string or regular expression; unknown names stay as they
 * are.
 */
export function interpolateQuery(expr: string, context: Interpolation): string {
  return fill(expr, context, 'promql');
}

/** A title, legend or text panel, for people. Without a time range only variables are filled in. */
export function interpolateText(
  text: string,
  context: Interpolation | Pick<Interpolation, 'variables'>,
): string {
  return fill(text, context, 'text');
}

/** The query of a variable. It may use earlier variables, but no interval. */
export function interpolateVariables(text: string, variables: readonly VariableValue[]): string {
  return replace(text, (name, format) => variableText(name, format ?? 'promql', variables));
}

function fill(
  text: string,
  context: Interpolation | Pick<Interpolation, 'variables'>,
  format: Format,
): string {
  const builtIns = 'step' in context ? builtInValues(context) : {};
  return replace(text, (name, asked) =>
    Object.hasOwn(builtIns, name) ? builtIns[name] : variableText(name, asked ?? format, context.variables),
  );
}

function replace(
  text: string,
  value: (name: string, format: string | undefined) => string | undefined,
): string {
  return text.replace(REFERENCE, (whole, ...groups: (string | undefined)[]) => {
    const [bare, braced, bracedFormat, bracketed, bracketedFormat] = groups;
    return value(bare ?? braced ?? bracketed ?? '', bracedFormat ?? bracketedFormat) ?? whole;
  });
}

function builtInValues({ from, to, step, rateInterval }: Interpolation): Record<string, string> {
  const range = Math.round(to - from);
  return {
    __interval: formatDuration(step),
    __interval_ms: String(Math.round(step * 1000)),
    __rate_interval: formatDuration(rateInterval),
    __range: `${range}s`,
    __range_s: String(range),
    __range_ms: String(range * 1000),
    __from: String(Math.round(from * 1000)),
    __to: String(Math.round(to * 1000)),
  };
}

function variableText(name: string, format: string, variables: readonly VariableValue[]): string | undefined {
  const found = variables.find(({ variable }) => variable.name === name);
  if (!found) return undefined;
  const { variable, options, selected } = found;
  const all = selected.includes(ALL);
  if (all && format === 'text') return 'All';
  if (all && variable.allValue !== undefined) return variable.allValue;
  const values = all ? options : selected;
  switch (format) {
    case 'text':
      return values.join(' + ');
    case 'raw':
    case 'csv':
      return values.join(',');
    case 'pipe':
      return values.join('|');
    case 'regex':
      return alternatives(values.map(escapeRegex));
    default:
      // Only variables that can have several values are matched with =~.
      return variable.multi || variable.includeAll
        ? alternatives(values.map((value) => escapeString(escapeRegex(value))))
        : escapeString(values[0] ?? '');
  }
}

function alternatives(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `(${values.join('|')})`;
}

function escapeRegex(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');
}

function escapeString(value: string): string {
  return value.replace(/[\\"]/g, '\\$&');
}

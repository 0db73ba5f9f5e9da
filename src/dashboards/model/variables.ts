import { compileRegex, type LinearRegex } from '../../prometheus/regex.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import type { RawVariable } from './schema.js';

/** The variables of a dashboard, and the values that they can take. */

export interface Variable {
  name: string;
  /** The label of its picker. */
  label: string;
  /**
   * query, custom, constant, interval, textbox, datasource, …. Types that cannot be resolved keep their saved value.
   */
  type: string;
  /**
   * The query of a query variable; the value of a constant; the comma-separated values of a custom or interval
   * variable.
   */
  query: string;
  /** Filters the values of a query variable, and extracts a group from them. Empty for none. */
  regex: string;
  multi: boolean;
  includeAll: boolean;
  /** The regular expression for "all"; undefined for all its values. */
  allValue: string | undefined;
  /** True if no picker is shown for it. */
  hidden: boolean;
  /** The values saved in the file: the chosen ones, and the choices. */
  current: readonly string[];
  options: readonly string[];
}

/** A variable's current value. */
export interface VariableValue {
  variable: Variable;
  /** The choices, without "all". */
  options: readonly string[];
  /** The chosen values: one or, with `multi`, several; {@link ALL} for all of them. */
  selected: readonly string[];
}

/** How Grafana writes that all values are chosen. */
export const ALL = '$__all';

/** Types without a choice: a constant, and a data source, of which the lab has only one. */
const FIXED: ReadonlySet<string> = new Set(['constant', 'datasource', 'adhoc']);

/** The part of Prometheus' API that query variables need. A PrometheusClient has it; a browser has its own. */
export type VariableSource = Pick<
  PrometheusClient,
  'series' | 'labelValues' | 'labelNames' | 'metricNames' | 'query'
>;

export function parseVariable(raw: RawVariable): Variable {
  return {
    name: raw.name,
    label: raw.label || raw.name,
    type: raw.type,
    query: queryText(raw.query),
    regex: raw.regex ?? '',
    multi: raw.multi ?? false,
    includeAll: raw.includeAll ?? false,
    allValue: raw.allValue || undefined,
    hidden: raw.hide === 2 || FIXED.has(raw.type),
    current: values(raw.current?.value),
    options: raw.options.flatMap(({ value }) => values(value)).filter((value) => value !== ALL),
  };
}

/** A query is a text or, from Grafana 7 on, an object that holds it. */
function queryText(query: unknown): string {
  if (typeof query === 'string') return query;
  const inner = (query as { query?: unknown } | null | undefined)?.query;
  return typeof inner === 'string' ? inner : '';
}

function values(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/**
 * The values of all variables, resolved in the order of the file: a query may use the variables before it.
 * @param chosen the user's choices, by variable; other variables keep the file's choice, or take their first value
 * @param interpolate fills earlier variables into a query
 */
export async function resolveVariables(
  variables: readonly Variable[],
  source: VariableSource,
  interpolate: (text: string, values: readonly VariableValue[]) => string,
  chosen: Readonly<Record<string, readonly string[]>> = {},
): Promise<VariableValue[]> {
  const resolved: VariableValue[] = [];
  for (const variable of variables) {
    const options = await optionsOf(variable, source, (text) => interpolate(text, resolved));
    resolved.push({
      variable,
      options,
      selected: select(variable, options, chosen[variable.name] ?? variable.current),
    });
  }
  return resolved;
}

async function optionsOf(
  variable: Variable,
  source: VariableSource,
  fill: (text: string) => string,
): Promise<readonly string[]> {
  switch (variable.type) {
    case 'query': {
      const found = await askPrometheus(fill(variable.query), source);
      return found ? applyRegex(found, fill(variable.regex)) : variable.options;
    }
    case 'custom':
    case 'interval':
      return splitValues(variable.query);
    case 'constant':
    case 'textbox':
      return [variable.query];
    default:
      return variable.options;
  }
}

/**
 * Runs the functions of Grafana's Prometheus data source: label_names(), label_values(label),
 * label_values(selector, label), metrics(regex), query_result(query).
 * Source: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/
 */
async function askPrometheus(query: string, source: VariableSource): Promise<string[] | undefined> {
  const call = /^\s*(label_names|label_values|metrics|query_result)\s*\(([\s\S]*)\)\s*$/.exec(query);
  const argument = call?.[2]?.trim() ?? '';
  switch (call?.[1]) {
    case 'label_names':
      return source.labelNames();
    case 'metrics': {
      const pattern = toRegExp(argument);
      return (await source.metricNames()).filter((name) => !pattern || pattern.test(name));
    }
    case 'label_values': {
      // The label comes last, and the selector before it may contain commas.
      const [, selector, label = ''] = /^(?:([\s\S]*),)?\s*(\w+)$/.exec(argument) ?? [];
      if (selector === undefined) return source.labelValues(label);
      const found = new Set((await source.series(selector.trim())).map((labels) => labels[label]));
      return [...found].filter((value) => value !== undefined).sort();
    }
    case 'query_result': {
      const answer = await source.query(argument);
      if (answer.resultType !== 'vector') return [];
      return answer.series.map(({ labels: { __name__: name = '', ...rest }, sample }) => {
        const pairs = Object.entries(rest).map(([label, value]) => `${label}="${value}"`);
        return `${name}{${pairs.join(',')}} ${sample.value} ${sample.time * 1000}`;
      });
    }
    default:
      return undefined;
  }
}

/**
 * Applies `/pattern/flags` or a bare pattern: drops values that do not match, and replaces the others by a group
 * (named `value`, or the first) if there is one.
 */
function applyRegex(found: readonly string[], regex: string): string[] {
  const pattern = toRegExp(regex);
  if (!pattern) return [...found];
  const kept = found.flatMap((value) => {
    const match = pattern.exec(value);
    return match ? [match.groups?.['value'] ?? match[1] ?? value] : [];
  });
  return [...new Set(kept)];
}

/** In RE2's dialect: a JavaScript one from a file could run for ever. What RE2 lacks is not applied. */
function toRegExp(text: string): LinearRegex | undefined {
  if (text === '') return undefined;
  const [, body = text, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  return compileRegex(body, { anchored: false, flags: flags.replace(/[^ims]/g, '') });
}

/** Comma-separated values; `\,` is a comma in a value, and `name : value` gives the value. */
function splitValues(text: string): string[] {
  return (text.match(/(?:\\,|[^,])+/g) ?? [])
    .map((part) => part.replace(/\\,/g, ',').trim())
    .map((part) => /^.+\s:\s(.+)$/.exec(part)?.[1]?.trim() ?? part)
    .filter((part) => part !== '' && part !== 'auto');
}

/** The part of a choice that still exists; if nothing is left, "all" if that is a choice, or else the first value. */
function select(
  variable: Variable,
  options: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  if (variable.includeAll && (wanted.includes(ALL) || wanted.includes('All'))) return [ALL];
  // Other types hold text that the user typed, or values that Prometheus can't resolve.
  const free = !['query', 'custom', 'interval'].includes(variable.type);
  const kept = wanted.filter((value) => value !== ALL && value !== '' && (free || options.includes(value)));
  if (kept.length > 0) return variable.multi ? kept : kept.slice(0, 1);
  if (variable.includeAll) return [ALL];
  return options.slice(0, 1);
}

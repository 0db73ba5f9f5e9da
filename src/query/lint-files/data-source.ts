import { isRecord, textOf } from './located.js';

/** The type of data source that each variable or input of a dashboard stands for: `DS_MAIN` → `loki`. */
export type DataSourceVariables = ReadonlyMap<string, string>;

/**
 * Whether queries to a data source are PromQL: `other` for the type of another language, undefined if the file does
 * not tell.
 * @param reference as in a panel or target: a name, `${VARIABLE}`, or {type, uid}
 */
export function dataSourceType(
  reference: unknown,
  variables: DataSourceVariables,
): 'promql' | 'other' | undefined {
  if (isRecord(reference)) {
    const type = textOf(reference.type) ?? textOf(reference.group);
    if (type !== undefined && type !== 'datasource' && !type.startsWith('$')) return languageOf(type);
    return dataSourceType(textOf(reference.uid) ?? textOf(reference.name), variables);
  }
  const name = textOf(reference);
  if (name === undefined) return undefined;
  const variable = /^\$\{?(\w+)\}?$|^\[\[(\w+)\]\]$/.exec(name);
  const type = variables.get(variable?.[1] ?? variable?.[2] ?? '');
  if (type !== undefined) return languageOf(type);
  return /^prometheus$/i.test(name) ? 'promql' : undefined;
}

/** Grafana's ids of plugins that ask in PromQL; VictoriaMetrics' own asks in a dialect. */
function languageOf(type: string): 'promql' | 'other' | undefined {
  if (/victoriametrics-metrics|^victoriametrics-datasource$/.test(type)) return undefined;
  return /prometheus/i.test(type) ? 'promql' : 'other';
}

import { dataSourceType } from './data-source.js';
import { isRecord, type Located, records, textOf } from './located.js';
import type { FileQueries, FoundQuery } from './queries.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The queries of a document with rule groups: a rule file of Prometheus, a PrometheusRule of its operator, or alert
 * rules that Grafana provisions; undefined if it is something else.
 */
export function readRules(document: Located): FileQueries | undefined {
  const { data } = document;
  if (!isRecord(data)) return undefined;
  const holder = isRecord(data.spec) && Array.isArray(data.spec.groups) ? data.spec : data;
  if (!Array.isArray(holder.groups)) return undefined;
  const found: FileQueries = { kind: 'rules', queries: [], problems: [] };
  (holder.groups as unknown[]).forEach((group, i) => {
    if (!isRecord(group) || (group.rules !== undefined && !Array.isArray(group.rules))) {
      const offset = document.offsetOf(holder.groups as unknown[], i);
      found.problems.push({ offset, message: 'a group has a name and a list of rules' });
      return;
    }
    for (const rule of records(group.rules)) readRule(document, group, rule, found);
  });
  return found;
}

function readRule(document: Located, group: Fields, rule: Fields, found: FileQueries): void {
  const groupName = textOf(group.name) ?? '';
  if (Array.isArray(rule.data)) {
    found.queries.push(...grafanaQueries(document, groupName, rule));
    return;
  }
  const start = document.startOf(rule);
  const [alert, record] = [textOf(rule.alert), textOf(rule.record)];
  const query = document.text(rule, 'expr');
  if (!query || query.text.trim() === '') {
    const name = alert ?? record;
    const message = `the rule${name === undefined ? '' : ` ${name}`} has no expr`;
    found.problems.push({ offset: start, message });
    return;
  }
  found.queries.push({
    query,
    where: { group: groupName, ...(alert !== undefined ? { alert } : { record: record ?? '' }) },
    // Loki's rule files look the same.
    language: looksLikeLogql(query.text) ? 'unknown' : 'promql',
    templated: false,
    anchors: [
      start,
      document.offsetOf(rule, 'expr'),
      query.offsetOf(0),
      query.offsetOf(query.text.trimEnd().length),
    ],
  });
}

/** Grafana's own alert rules: a list of queries, of which some are expressions on the results of the others. */
function grafanaQueries(document: Located, group: string, rule: Fields): FoundQuery[] {
  return records(rule.data).flatMap((item) => {
    const { model } = item;
    const query = isRecord(model) ? document.text(model, 'expr') : undefined;
    const type = isRecord(model) ? dataSourceType(model.datasource, new Map()) : undefined;
    if (!isRecord(model) || !query || query.text.trim() === '' || type === 'other') return [];
    if (item.datasourceUid === '__expr__') return [];
    const anchors = [document.startOf(rule), document.offsetOf(model, 'expr')];
    const where = { group, alert: textOf(rule.title) ?? '', target: textOf(item.refId) ?? '' };
    return [{ query, where, language: type ?? 'unknown', templated: true, anchors }];
  });
}

/** True if a text has a filter or a parser of Loki's after a selector; PromQL has no `|`. */
function looksLikeLogql(text: string): boolean {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');
  return /\}\s*(?:\|[=~>]?|!=|!~)/.test(bare);
}

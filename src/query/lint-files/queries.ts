import type { LocatedText } from './located.js';

/** What a query belongs to. Stable: `--json` prints it; fields may be added. */
export interface Where {
  /** The group of a rule. */
  group?: string;
  /** The name of an alerting rule, or of the metric that a recording rule makes. */
  alert?: string;
  record?: string;
  /** The title of a dashboard's panel, and its id; null if it has none. */
  panel?: string;
  panelId?: number | null;
  /** The refId of a panel's query, such as A. */
  target?: string;
  /** The name of a dashboard's annotation query. */
  annotation?: string;
}

/** A query found in a file. */
export interface FoundQuery {
  query: LocatedText;
  where: Where;
  /** `unknown`: the data source may be another, so what can't be parsed is skipped and not reported. */
  language: 'promql' | 'unknown';
  /** True if Grafana replaces variables in it. */
  templated: boolean;
  /** Offsets in the file: an ignore comment on one of their lines, or on the line before, is about this query. */
  anchors: readonly number[];
}

/** What a file holds. */
export interface FileQueries {
  kind: 'rules' | 'dashboard';
  queries: FoundQuery[];
  /** Parts of the file that can't be used; offsets in the file. */
  problems: { offset: number; message: string }[];
}

/** `group api · alert HighErrors`, `panel Requests · target A`. */
export function whereInWords({ group, alert, record, panel, target, annotation }: Where): string {
  return [
    ['group', group],
    ['alert', alert],
    ['record', record],
    ['panel', panel],
    ['target', target],
    ['annotation', annotation],
  ]
    .flatMap(([kind, name]) => (name === undefined || name === '' ? [] : [`${kind} ${name}`]))
    .join(' · ');
}

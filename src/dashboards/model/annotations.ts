import type { RawAnnotation } from './schema.js';

/** A query of a dashboard whose series mark time spans on all of its charts. */
export interface AnnotationQuery {
  name: string;
  /** May contain variables. */
  expr: string;
  /** Such as `{{alertname}}`; empty for the query's name. */
  titleFormat: string;
  /** Of Grafana's palette, or a CSS colour. */
  color: string;
  minStep: string | undefined;
}

/** The annotation queries to Prometheus that are switched on; others, such as Grafana's own, are left out. */
export function toAnnotations(list: readonly RawAnnotation[]): AnnotationQuery[] {
  return list.flatMap(({ name, enable, datasource, expr, target, titleFormat = '', iconColor, step }) => {
    const query = expr ?? target?.expr ?? '';
    const type = typeof datasource === 'object' ? datasource?.type : undefined;
    if (enable === false || query === '' || (type !== undefined && type !== 'prometheus')) return [];
    return [{ name: name ?? '', expr: query, titleFormat, color: iconColor ?? 'red', minStep: step }];
  });
}

import { dataSourceType, type DataSourceVariables } from './data-source.js';
import { isRecord, type Located, records, textOf } from './located.js';
import type { FileQueries, FoundQuery, Where } from './queries.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The Prometheus queries of a Grafana dashboard, of the classic schema or schema v2, bare or as Grafana's APIs wrap
 * it; undefined if it is something else.
 */
export function readDashboard(document: Located): FileQueries | undefined {
  const { data } = document;
  if (!isRecord(data)) return undefined;
  const candidates = [data, data.dashboard, data.spec].filter(isRecord);
  for (const dashboard of candidates) {
    const found = isRecord(dashboard.elements)
      ? schemaV2(document, dashboard, dashboard.elements)
      : Array.isArray(dashboard.panels) || Array.isArray(dashboard.rows)
        ? classic(document, dashboard)
        : undefined;
    if (found) return { kind: 'dashboard', queries: found, problems: [] };
  }
  return undefined;
}

function classic(document: Located, dashboard: Fields): FoundQuery[] {
  const variables = classicVariables(dashboard);
  const annotations = isRecord(dashboard.annotations) ? records(dashboard.annotations.list) : [];
  return [
    ...panelsIn(dashboard).flatMap((panel) =>
      records(panel.targets).flatMap((target) =>
        found(document, target, {
          where: whereOf(panel, textOf(target.refId)),
          // A panel of mixed sources leaves it to its targets.
          type: dataSourceType(target.datasource ?? panel.datasource, variables),
        }),
      ),
    ),
    ...annotations.flatMap((annotation) =>
      found(document, annotation, {
        where: { annotation: textOf(annotation.name) ?? '' },
        type: dataSourceType(annotation.datasource, variables),
      }),
    ),
  ];
}

/** All panels: in rows of the schema before 16, and in collapsed rows since. */
function panelsIn(holder: Fields): Fields[] {
  return [...records(holder.panels), ...records(holder.rows)].flatMap((panel) => [panel, ...panelsIn(panel)]);
}

function classicVariables(dashboard: Fields): DataSourceVariables {
  const list = isRecord(dashboard.templating) ? records(dashboard.templating.list) : [];
  return new Map([
    ...list.flatMap(({ name, type, query }): [string, string][] =>
      type === 'datasource' ? [[textOf(name) ?? '', textOf(query) ?? '']] : [],
    ),
    ...records(dashboard.__inputs).flatMap(({ name, pluginId }): [string, string][] =>
      typeof name === 'string' && typeof pluginId === 'string' ? [[name, pluginId]] : [],
    ),
  ]);
}

function schemaV2(document: Located, dashboard: Fields, elements: Fields): FoundQuery[] {
  const variables: DataSourceVariables = new Map(
    records(dashboard.variables).flatMap(({ kind, spec }): [string, string][] =>
      kind === 'DatasourceVariable' && isRecord(spec)
        ? [[textOf(spec.name) ?? '', textOf(spec.pluginId) ?? '']]
        : [],
    ),
  );
  const panels = Object.values(elements).flatMap((element) =>
    isRecord(element) && isRecord(element.spec) ? [element.spec] : [],
  );
  return [
    ...panels.flatMap((panel) => {
      const group = isRecord(panel.data) && isRecord(panel.data.spec) ? panel.data.spec : {};
      return records(group.queries).flatMap(({ spec }) =>
        isRecord(spec)
          ? queryV2(document, spec, { where: whereOf(panel, textOf(spec.refId)), variables })
          : [],
      );
    }),
    ...records(dashboard.annotations).flatMap(({ spec }) =>
      isRecord(spec)
        ? queryV2(document, spec, { where: { annotation: textOf(spec.name) ?? '' }, variables })
        : [],
    ),
  ];
}

/** v2alpha1 names the source by the query's `kind`, v2beta1 and later by its `group`. */
function queryV2(
  document: Located,
  { query, datasource }: Fields,
  { where, variables }: { where: Where; variables: DataSourceVariables },
): FoundQuery[] {
  if (!isRecord(query) || !isRecord(query.spec)) return [];
  const named = textOf(query.group) ?? (query.kind === 'DataQuery' ? undefined : textOf(query.kind));
  const type =
    named === undefined || named === ''
      ? dataSourceType(query.datasource ?? datasource, variables)
      : dataSourceType({ type: named }, variables);
  return found(document, query.spec, { where, type });
}

function found(
  document: Located,
  target: Fields,
  { where, type }: { where: Where; type: 'promql' | 'other' | undefined },
): FoundQuery[] {
  const query = document.text(target, 'expr');
  if (!query || query.text.trim() === '' || type === 'other') return [];
  return [
    {
      query,
      where,
      language: type ?? 'unknown',
      templated: true,
      anchors: [document.offsetOf(target, 'expr')],
    },
  ];
}

function whereOf({ title, id }: Fields, target: string | undefined): Where {
  return {
    panel: textOf(title) ?? '',
    panelId: typeof id === 'number' ? id : null,
    ...(target !== undefined && { target }),
  };
}

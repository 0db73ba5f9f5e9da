import type { GridPos } from './layout.js';

/**
 * Grafana's dashboard schema v2 (the default export since Grafana 13), rewritten as the classic one: panels are
 * elements by name, and layouts refer to them. Tolerant, as schema.ts is: what is not as expected is left out.
 * Source: https://grafana.com/docs/grafana/latest/as-code/observability-as-code/schema-v2/
 */

type Json = Readonly<Record<string, unknown>>;

const WIDTH = 24;
const AUTO_COLUMNS = 3;
const AUTO_HEIGHT = 8;
/** Layouts hold layouts; nobody nests them further. */
const MAX_DEPTH = 10;

const VARIABLE_TYPES: Readonly<Record<string, string>> = {
  QueryVariable: 'query',
  TextVariable: 'textbox',
  ConstantVariable: 'constant',
  DatasourceVariable: 'datasource',
  IntervalVariable: 'interval',
  CustomVariable: 'custom',
  AdhocVariable: 'adhoc',
  GroupByVariable: 'groupby',
};

export function isSchemaV2(spec: Json): boolean {
  return isObject(spec['elements']) && isObject(spec['layout']);
}

/**
 * The same dashboard in the classic schema.
 * @param spec what {@link isSchemaV2} is true for
 * @param uid of the resource that holds it
 */
export function toClassic(spec: Json, uid: unknown): Json {
  const time = objectIn(spec, 'timeSettings');
  return {
    uid,
    title: spec['title'],
    description: spec['description'],
    tags: spec['tags'],
    time: { from: time['from'], to: time['to'] },
    refresh: time['autoRefresh'],
    annotations: { list: objects(spec['annotations']).map(toAnnotation) },
    templating: { list: objects(spec['variables']).map(toVariable) },
    panels: place(objectIn(spec, 'layout'), objectIn(spec, 'elements'), { top: 0, depth: 0 }).panels,
  };
}

interface Placed {
  panels: Json[];
  /** Where the next one may begin. */
  bottom: number;
}

/** The panels of a layout, from a line on. Tabs go below one another, as rows do. */
function place(layout: Json, elements: Json, { top, depth }: { top: number; depth: number }): Placed {
  const spec = objectIn(layout, 'spec');
  const sections = [...objects(spec['rows']), ...objects(spec['tabs'])];
  if (sections.length > 0 && depth < MAX_DEPTH) {
    return sections.reduce<Placed>(
      ({ panels, bottom }, section) => {
        const { title, hideHeader, layout: inner } = objectIn(section, 'spec');
        const header: Json[] =
          hideHeader === true ? [] : [{ type: 'row', title, gridPos: { x: 0, y: bottom, w: WIDTH, h: 1 } }];
        const below = place(isObject(inner) ? inner : {}, elements, {
          top: bottom + header.length,
          depth: depth + 1,
        });
        return { panels: [...panels, ...header, ...below.panels], bottom: below.bottom };
      },
      { panels: [], bottom: top },
    );
  }
  const columns = Math.min(WIDTH, Math.max(1, Math.floor(numberIn(spec, 'maxColumnCount', AUTO_COLUMNS))));
  const panels = objects(spec['items']).flatMap((item, i): { panel: Json; gridPos: GridPos }[] => {
    const own = objectIn(item, 'spec');
    const name = objectIn(own, 'element')['name'];
    const element = typeof name === 'string' && Object.hasOwn(elements, name) ? elements[name] : undefined;
    if (!isObject(element)) return [];
    const w = Math.floor(WIDTH / columns);
    const gridPos =
      layout['kind'] === 'AutoGridLayout'
        ? { x: (i % columns) * w, y: top + Math.floor(i / columns) * AUTO_HEIGHT, w, h: AUTO_HEIGHT }
        : {
            x: numberIn(own, 'x', 0),
            y: top + numberIn(own, 'y', 0),
            w: numberIn(own, 'width', WIDTH / 2),
            h: numberIn(own, 'height', AUTO_HEIGHT),
          };
    return [{ panel: { ...toPanel(element), gridPos }, gridPos }];
  });
  return {
    panels: panels.map(({ panel }) => panel),
    bottom: Math.max(top, ...panels.map(({ gridPos: { y, h } }) => y + h)),
  };
}

function toPanel(element: Json): Json {
  const spec = objectIn(element, 'spec');
  const data = objectIn(objectIn(spec, 'data'), 'spec');
  const viz = objectIn(spec, 'vizConfig');
  const settings = objectIn(viz, 'spec');
  return {
    id: spec['id'],
    title: spec['title'],
    description: spec['description'],
    // Before v2beta1 the kind was the type.
    type: viz['group'] ?? viz['kind'],
    fieldConfig: settings['fieldConfig'],
    options: settings['options'],
    interval: objectIn(data, 'queryOptions')['interval'],
    targets: objects(data['queries']).map(toTarget),
    ...(isObject(spec['libraryPanel']) && { libraryPanel: spec['libraryPanel'] }),
  };
}

function toTarget(query: Json): Json {
  const { refId, hidden, query: inner } = objectIn(query, 'spec');
  return { ...objectIn(isObject(inner) ? inner : {}, 'spec'), refId, hide: hidden };
}

function toAnnotation(annotation: Json): Json {
  const spec = objectIn(annotation, 'spec');
  const query = objectIn(spec, 'query');
  return {
    ...spec,
    // The group is the type of the data source.
    datasource: { type: query['group'] ?? query['kind'] },
    target: objectIn(query, 'spec'),
    ...objectIn(spec, 'legacyOptions'),
  };
}

function toVariable(variable: Json): Json {
  const spec = objectIn(variable, 'spec');
  const { query } = spec;
  const asked = isObject(query) ? objectIn(query, 'spec') : undefined;
  return {
    ...spec,
    type: VARIABLE_TYPES[String(variable['kind'])] ?? 'unknown',
    query: asked ? (asked['query'] ?? asked['__legacyStringValue']) : query,
    hide: spec['hide'] === 'hideVariable' ? 2 : 0,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(holder: Json, field: string): Json {
  const value = holder[field];
  return isObject(value) ? value : {};
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function numberIn(holder: Json, field: string, fallback: number): number {
  const value = holder[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

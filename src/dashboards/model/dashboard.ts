import { type AnnotationQuery, toAnnotations } from './annotations.js';
import { type GridPos, layOut } from './layout.js';
import { dashboardSchema, type RawPanel, type RawVariable, variableSchema } from './schema.js';
import { isSchemaV2, toClassic } from './schema-v2.js';
import { parseVariable, type Variable } from './variables.js';

/**
 * A Grafana dashboard, as the terminal and the board draw it. Without Node APIs: a browser loads it too.
 */

export interface Dashboard {
  /** Undefined if the file has none. */
  uid: string | undefined;
  title: string;
  description: string;
  tags: readonly string[];
  /** From top to bottom, then left to right; rows are included, and collapsed ones are unfolded. */
  panels: readonly Panel[];
  variables: readonly Variable[];
  annotations: readonly AnnotationQuery[];
  /** As Grafana writes times: `now-15m`, `now` ({@link resolveTimeRange} reads them). */
  time: { from: string; to: string };
  /** Such as `5s`; undefined if it is off. */
  refresh: string | undefined;
}

/**
 * How a panel is drawn. Types of old Grafana versions become their successors; unsupported types become `unknown`.
 */
export type PanelKind = 'timeseries' | 'stat' | 'gauge' | 'bargauge' | 'table' | 'text' | 'row' | 'unknown';

export interface Panel {
  /** Unique in its dashboard. */
  id: number;
  title: string;
  /** Grafana's name of its type, supported here or not. */
  type: string;
  kind: PanelKind;
  /** Markdown; empty if there is none. */
  description: string;
  gridPos: GridPos;
  /** The queries to Prometheus that are not hidden. */
  targets: readonly Target[];
  /** Grafana's id, such as `s` or `reqps`; `short` if the file has none. */
  unit: string;
  decimals: number | undefined;
  min: number | undefined;
  max: number | undefined;
  thresholds: Thresholds;
  /** How a stat, gauge or bar gauge reduces a series, such as `lastNotNull` or `mean`. */
  calc: string;
  legend: { show: boolean; calcs: readonly string[] };
  stacked: boolean;
  /** True if a time series panel shows its thresholds as lines or areas. */
  thresholdsShown: boolean;
  /** 0 to 100: how opaque the area below a line is. */
  fillOpacity: number;
  /** The content of a text panel, and whether it is markdown or html. */
  content: string;
  contentMode: 'markdown' | 'html' | 'code';
}

export interface Target {
  refId: string;
  /** May contain variables: see interpolate.ts. */
  expr: string;
  /** Such as `{{method}}`; empty for the series' own labels. */
  legendFormat: string;
  /** One value at the end of the range instead of a line over it. */
  instant: boolean;
  /** The least step, such as `2s`; undefined if it depends on the range only. */
  minStep: string | undefined;
}

export interface Thresholds {
  /** Percentages are of the way from the panel's min to its max. */
  mode: 'absolute' | 'percentage';
  /**
   * From the lowest up; the first one holds from -Infinity on. Colours are names of Grafana's palette, or CSS
   * colours.
   */
  steps: readonly { value: number; color: string }[];
}

/** The file is not a dashboard that can be read here. The message says what is wrong, and where. */
export class DashboardFormatError extends Error {
  override name = 'DashboardFormatError';
}

const KINDS: Readonly<Record<string, PanelKind>> = {
  timeseries: 'timeseries',
  graph: 'timeseries',
  stat: 'stat',
  singlestat: 'stat',
  gauge: 'gauge',
  bargauge: 'bargauge',
  table: 'table',
  'table-old': 'table',
  text: 'text',
  row: 'row',
};

const DEFAULT_TIME = { from: 'now-15m', to: 'now' };

/**
 * Reads a dashboard as Grafana exports it (classic, from schema version 16 and Grafana 5 on, or schema v2), bare or
 * within an answer of its API.
 * @throws DashboardFormatError
 */
export function parseDashboard(json: unknown): Dashboard {
  const parsed = dashboardSchema.safeParse(unwrap(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue?.path.length ? `${issue.path.join('.')}: ` : '';
    throw new DashboardFormatError(`${at}${issue?.message ?? 'not a dashboard'}`);
  }
  const {
    uid,
    title,
    description = '',
    tags = [],
    panels,
    time,
    refresh,
    templating,
    annotations,
  } = parsed.data;
  return {
    uid,
    title,
    description,
    tags,
    panels: uniqueIds(layOut(panels).map(toPanel)),
    variables: (templating?.list ?? []).flatMap((raw) => {
      const variable = variableSchema.safeParse(raw);
      return variable.success ? [parseVariable(variable.data as RawVariable)] : [];
    }),
    annotations: toAnnotations(annotations?.list ?? []),
    time: { from: time?.from ?? DEFAULT_TIME.from, to: time?.to ?? DEFAULT_TIME.to },
    refresh: refresh === '' ? undefined : refresh,
  };
}

/** The dashboard inside its wrapper: an answer of Grafana's API, or a Kubernetes resource. */
function unwrap(json: unknown): unknown {
  if (!isObject(json)) throw new DashboardFormatError('it is not a JSON object');
  const inner = isObject(json['dashboard'])
    ? json['dashboard']
    : isObject(json['spec'])
      ? json['spec']
      : json;
  if (isSchemaV2(inner)) {
    if (typeof inner['title'] !== 'string' || inner['title'] === '') {
      throw new DashboardFormatError('it has no title');
    }
    return toClassic(inner, isObject(json['metadata']) ? json['metadata']['name'] : undefined);
  }
  if (!Array.isArray(inner['panels']) && Array.isArray(inner['rows'])) {
    throw new DashboardFormatError('it was made before Grafana 5; open and save it in a later version');
  }
  if (typeof inner['title'] !== 'string' || inner['title'] === '') {
    throw new DashboardFormatError('it has no title');
  }
  // A dashboard without panels is still a dashboard.
  return { panels: [], ...inner };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toPanel({ raw, gridPos }: { raw: RawPanel; gridPos: GridPos }): Panel {
  const defaults = raw.fieldConfig?.defaults;
  const type = raw.type ?? (raw.libraryPanel ? 'library panel' : 'unknown');
  const mode = raw.options?.mode;
  return {
    id: raw.id ?? 0,
    title: raw.title ?? raw.libraryPanel?.name ?? '',
    type,
    kind: Object.hasOwn(KINDS, type) ? KINDS[type]! : 'unknown',
    description: raw.description ?? '',
    gridPos,
    targets: toTargets(raw),
    unit: defaults?.unit ?? raw.format ?? raw.yaxes?.[0]?.format ?? 'short',
    decimals: defaults?.decimals,
    min: defaults?.min,
    max: defaults?.max,
    thresholds: {
      mode: defaults?.thresholds?.mode ?? 'absolute',
      steps: (defaults?.thresholds?.steps ?? [])
        .map(({ value, color }, i) => ({ value: i === 0 ? -Infinity : (value ?? -Infinity), color }))
        .sort((a, b) => a.value - b.value),
    },
    calc: raw.options?.reduceOptions?.calcs?.[0] ?? 'lastNotNull',
    legend: {
      show: raw.options?.legend?.showLegend !== false && raw.options?.legend?.displayMode !== 'hidden',
      calcs: raw.options?.legend?.calcs ?? [],
    },
    stacked: ['normal', 'percent'].includes(defaults?.custom?.stacking?.mode ?? ''),
    thresholdsShown: /line|area|dashed/.test(defaults?.custom?.thresholdsStyle?.mode ?? ''),
    fillOpacity: defaults?.custom?.fillOpacity ?? 0,
    content: raw.options?.content ?? raw.content ?? '',
    contentMode: mode === 'html' || mode === 'code' ? mode : 'markdown',
  };
}

function toTargets({ targets, interval }: RawPanel): Target[] {
  return targets.flatMap(({ refId, expr, legendFormat = '', instant, range, hide, interval: own }, i) => {
    if (expr === undefined || expr.trim() === '' || hide) return [];
    return {
      refId: refId ?? String.fromCharCode(65 + (i % 26)),
      expr,
      legendFormat: legendFormat === '__auto' ? '' : legendFormat,
      instant: instant === true && range !== true,
      minStep: own || interval || undefined,
    };
  });
}

/** Hand-written files lack ids or repeat them; views keep their state by id. */
function uniqueIds(panels: readonly Panel[]): Panel[] {
  const taken = new Set<number>();
  let next = Math.max(0, ...panels.map(({ id }) => id)) + 1;
  return panels.map((panel) => {
    const id = panel.id > 0 && !taken.has(panel.id) ? panel.id : next++;
    taken.add(id);
    return { ...panel, id };
  });
}

// The namespace import lets a bundler drop unused parts: a browser loads this.
import * as z from 'zod';

/**
 * The fields of a Grafana dashboard file that are read here. Tolerant: other fields are ignored, and a field
 * with an unexpected value counts as missing, since files come from every version of Grafana.
 */

const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const text = lenient(z.string());
const number = lenient(z.number());
const flag = lenient(z.boolean());

const target = z.object({
  refId: text,
  expr: text,
  legendFormat: text,
  interval: text,
  instant: flag,
  range: flag,
  hide: flag,
});

const thresholdStep = z.object({ color: z.string(), value: z.number().nullish() });

const fieldDefaults = z.object({
  unit: text,
  decimals: number,
  min: number,
  max: number,
  noValue: text,
  thresholds: lenient(
    z.object({
      mode: lenient(z.enum(['absolute', 'percentage'])),
      steps: z.array(thresholdStep).catch([]),
    }),
  ),
  custom: lenient(
    z.object({
      stacking: lenient(z.object({ mode: text })),
      thresholdsStyle: lenient(z.object({ mode: text })),
      fillOpacity: number,
      drawStyle: text,
    }),
  ),
});

const panelOptions = z.object({
  content: text,
  mode: text,
  reduceOptions: lenient(z.object({ calcs: lenient(z.array(z.string())) })),
  legend: lenient(z.object({ showLegend: flag, displayMode: text, calcs: lenient(z.array(z.string())) })),
});

const flatPanel = z.object({
  id: number,
  type: text,
  title: text,
  description: text,
  gridPos: lenient(z.object({ x: number, y: number, w: number, h: number })),
  targets: z.array(target.catch({} as never)).catch([]),
  interval: text,
  fieldConfig: lenient(z.object({ defaults: lenient(fieldDefaults) })),
  options: lenient(panelOptions),
  libraryPanel: lenient(z.object({ name: text })),
  collapsed: flag,
  // Before Grafana 7: graph, singlestat and text panels.
  format: text,
  yaxes: lenient(z.array(z.object({ format: text }))),
  content: text,
});

/** A panel; a collapsed row holds its panels itself. */
const panel = flatPanel.extend({ panels: z.array(flatPanel).catch([]) });

const variableValue = lenient(z.union([z.string(), z.array(z.string())]));

const variable = z.object({
  name: z.string().min(1),
  type: z.string(),
  label: text,
  query: z.unknown().optional(),
  regex: text,
  multi: flag,
  includeAll: flag,
  allValue: lenient(z.string().nullable()),
  hide: number,
  current: lenient(z.object({ value: variableValue })),
  options: z.array(z.object({ value: variableValue })).catch([]),
});

const annotation = z.object({
  name: text,
  enable: flag,
  datasource: lenient(z.union([z.string(), z.object({ type: text })]).nullable()),
  expr: text,
  target: lenient(z.object({ expr: text })),
  titleFormat: text,
  iconColor: text,
  step: text,
});

export const dashboardSchema = z.object({
  uid: text,
  title: z.string().min(1),
  description: text,
  tags: lenient(z.array(z.string())),
  panels: z.array(panel),
  time: lenient(z.object({ from: text, to: text })),
  refresh: text,
  annotations: lenient(z.object({ list: z.array(annotation.catch({})).catch([]) })),
  templating: lenient(z.object({ list: z.array(z.unknown()) })),
});

export const variableSchema = variable;

export type RawAnnotation = z.infer<typeof annotation>;
export type RawPanel = z.infer<typeof flatPanel>;
export type RawRow = z.infer<typeof panel>;
export type RawVariable = z.infer<typeof variable>;

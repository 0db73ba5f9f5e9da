import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** What the lab's dashboards have in common: every panel has a unit, a description and named series. */

/** The uid is set in provisioning/datasources/prometheus.yml. */
const DATASOURCE = { type: 'prometheus', uid: 'prometheus' };

/**
 * Two scrapes: every point shows something new, and $__rate_interval becomes 8 s, long enough for the lab's twenty requests
 * per second to make a curve instead of noise.
 */
const MIN_STEP = '2s';

export interface PanelSpec {
  title: string;
  /** What the panel shows, and what a change in it means. */
  description: string;
  /** One of Grafana's unit ids. */
  unit: string;
  /** Width in columns (of 24), and height in rows of about 30 pixels. */
  span: number;
  height: number;
  /** Legend → query. */
  queries: Readonly<Record<string, string>>;
  decimals?: number;
  max?: number;
  /** From which value a colour applies; below the first one it is green. */
  thresholds?: readonly (readonly [from: number, color: string])[];
}

export function chart(spec: PanelSpec & { stacked?: boolean }): Builder<Panel> {
  const panel = withCommon(new timeseries.PanelBuilder(), spec)
    .targets(targets(spec.queries, 'range'))
    .min(0)
    .lineWidth(1)
    .fillOpacity(spec.stacked ? 40 : 8)
    .showPoints(VisibilityMode.Never)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  return spec.stacked ? panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal)) : panel;
}

/** One large number, over a graph of its history. */
export function number(spec: PanelSpec): Builder<Panel> {
  return withCommon(new stat.PanelBuilder(), spec)
    .targets(targets(spec.queries, 'range'))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Value);
}

/** One number for the whole range, without a graph. */
export function total(spec: PanelSpec): Builder<Panel> {
  return withCommon(new stat.PanelBuilder(), spec)
    .targets(targets(spec.queries, 'instant'))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value);
}

/** One bar per series, with its current value. */
export function bars(spec: PanelSpec): Builder<Panel> {
  return withCommon(new bargauge.PanelBuilder(), spec)
    .targets(targets(spec.queries, 'instant'))
    .min(0)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal);
}

export function labDashboard(uid: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['obs-lab'])
    .time({ from: 'now-15m', to: 'now' })
    .timezone('browser')
    .refresh('5s')
    .tooltip(DashboardCursorSync.Crosshair)
    .annotation(firingAlerts())
    .editable();
}

/** Marks on every chart when an alert fired: what was wrong then explains most of what a chart shows. */
function firingAlerts(): Builder<AnnotationQuery> {
  return new AnnotationQueryBuilder()
    .name('Firing alerts')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('red')
    .expr('max by (alertname, service) (ALERTS{alertstate="firing"})')
    .titleFormat('{{alertname}}')
    .textFormat('Service {{service}}: obs-lab docs {{alertname}}')
    .step('1s');
}

type AnyPanel = timeseries.PanelBuilder | stat.PanelBuilder | bargauge.PanelBuilder;

function withCommon<T extends AnyPanel>(panel: T, spec: PanelSpec): T {
  panel
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .unit(spec.unit)
    .span(spec.span)
    .height(spec.height)
    .thresholds(
      new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
        // JSON has no -Infinity: Grafana writes it as null.
        { value: null, color: 'green' },
        ...(spec.thresholds ?? []).map(([value, color]) => ({ value, color })),
      ]),
    );
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  if (spec.max !== undefined) panel.max(spec.max);
  return panel;
}

function targets(queries: Readonly<Record<string, string>>, kind: 'range' | 'instant'): Builder<Dataquery>[] {
  return Object.entries(queries).map(([legend, expr], i) => {
    const target = new DataqueryBuilder()
      .refId(String.fromCharCode(65 + i))
      .datasource(DATASOURCE)
      .expr(expr)
      .legendFormat(legend)
      .interval(MIN_STEP);
    return kind === 'range' ? target.range() : target.instant();
  });
}

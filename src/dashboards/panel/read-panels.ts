import type { PrometheusClient } from '../../prometheus/types.js';
import type { Dashboard, Panel } from '../model/dashboard.js';
import { interpolateVariables } from '../model/interpolate.js';
import { resolveTimeRange } from '../model/time-range.js';
import { resolveVariables, type VariableValue } from '../model/variables.js';
import { readAnnotations, type Region } from './annotations.js';
import { fetchPanel, type PanelData } from './fetch.js';

/** A panel to query, and how many points of it can be shown. */
export interface Wanted {
  panel: Panel;
  maxPoints: number;
}

export interface DashboardSource {
  dashboard: Dashboard;
  prometheus: PrometheusClient;
  /** As Grafana writes it. */
  time: { from: string; to: string };
  /** The user's choices, by variable. */
  chosen: Readonly<Record<string, readonly string[]>>;
}

export interface DashboardData {
  variables: readonly VariableValue[];
  /** By the panel's id. */
  data: ReadonlyMap<number, PanelData>;
  /** What the charts mark. */
  regions: readonly Region[];
}

export function resolveChosen({ dashboard, prometheus, chosen }: DashboardSource): Promise<VariableValue[]> {
  return resolveVariables(dashboard.variables, prometheus, interpolateVariables, chosen);
}

/**
 * Queries panels, with their current data.
 * @throws PrometheusUnreachableError, and the signal's reason
 */
export async function readPanels(
  source: DashboardSource,
  wanted: readonly Wanted[],
  variables: readonly VariableValue[],
  signal?: AbortSignal,
): Promise<Map<number, PanelData>> {
  const range = resolveTimeRange(source.time, Date.now() / 1000);
  const answers = await Promise.all(
    wanted.map(async ({ panel, maxPoints }) => {
      const context = { variables, ...range, maxPoints };
      return [panel.id, await fetchPanel(panel, context, source.prometheus, signal)] as const;
    }),
  );
  return new Map(answers);
}

/**
 * The time spans that the dashboard's charts mark now.
 * @throws the signal's reason
 */
export function readRegions(
  { dashboard, prometheus, time }: DashboardSource,
  variables: readonly VariableValue[],
  signal?: AbortSignal,
): Promise<Region[]> {
  const range = resolveTimeRange(time, Date.now() / 1000);
  const options = signal ? { signal } : {};
  return readAnnotations(
    dashboard.annotations,
    { variables, ...range },
    (query) => prometheus.queryRange(query.expr, query, options),
    signal,
  );
}

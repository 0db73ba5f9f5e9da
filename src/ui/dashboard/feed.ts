import { fetchPanel, type PanelData } from '../../dashboards/fetch.js';
import { interpolateVariables } from '../../dashboards/interpolate.js';
import type { Dashboard, Panel } from '../../dashboards/model.js';
import { resolveTimeRange } from '../../dashboards/time-range.js';
import { resolveVariables, type VariableValue } from '../../dashboards/variables.js';
import { LabError } from '../../errors.js';
import type { PrometheusClient } from '../../prometheus/types.js';

/** A panel to ask for, and how many points of it can be shown. */
export interface Wanted {
  panel: Panel;
  maxPoints: number;
}

export interface DashboardSource {
  dashboard: Dashboard;
  prometheus: PrometheusClient;
  /** As Grafana writes it. */
  time: { from: string; to: string };
  /** What the user chose, by variable. */
  chosen: Readonly<Record<string, readonly string[]>>;
}

export interface DashboardData {
  variables: readonly VariableValue[];
  /** By the panel's id. */
  data: ReadonlyMap<number, PanelData>;
}

export function resolveChosen({ dashboard, prometheus, chosen }: DashboardSource): Promise<VariableValue[]> {
  return resolveVariables(dashboard.variables, prometheus, interpolateVariables, chosen);
}

/**
 * Asks for panels, as they are now.
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

export interface FeedState extends DashboardData {
  /** Why nothing new comes; undefined while it does. */
  problem: string | undefined;
}

/** A dashboard's data, asked for again and again: only of the panels that are seen. */
export interface DashboardFeed {
  /** From now on these panels are asked for; at once, where one of them has no data yet. */
  show: (wanted: readonly Wanted[]) => void;
  subscribe: (listener: () => void) => () => void;
  state: () => FeedState;
  close: () => void;
}

export function openDashboardFeed(source: DashboardSource, intervalMs: number): DashboardFeed {
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  let state: FeedState = { variables: [], data: new Map(), problem: undefined };
  let resolved = false;
  let wanted: readonly Wanted[] = [];
  let timer: NodeJS.Timeout | undefined;
  let busy = false;

  const publish = (next: FeedState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const refresh = async (): Promise<void> => {
    if (busy || closing.signal.aborted) return;
    clearTimeout(timer);
    busy = true;
    const asked = wanted;
    try {
      const variables = resolved ? state.variables : await resolveChosen(source);
      resolved = true;
      const fresh = await readPanels(source, asked, variables, closing.signal);
      publish({ variables, data: new Map([...state.data, ...fresh]), problem: undefined });
    } catch (error) {
      if (closing.signal.aborted) return;
      if (!(error instanceof LabError)) throw error;
      publish({ ...state, problem: error.message });
    } finally {
      busy = false;
    }
    const missing = wanted.some(({ panel }) => !state.data.has(panel.id)) && state.problem === undefined;
    timer = setTimeout(() => void refresh(), missing ? 0 : intervalMs);
  };

  return {
    show(next) {
      wanted = next;
      if (wanted.some(({ panel }) => !state.data.has(panel.id))) void refresh();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}

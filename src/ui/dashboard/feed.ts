import type { DashboardData, DashboardSource, Wanted } from '../../dashboards/panel/read-panels.js';
import { readPanels, readRegions, resolveChosen } from '../../dashboards/panel/read-panels.js';
import { LabError } from '../../errors.js';

export interface FeedState extends DashboardData {
  /** Why no new data arrives; undefined while it does. */
  problem: string | undefined;
}

/** A dashboard's data, refreshed regularly, for visible panels only. */
export interface DashboardFeed {
  /** Sets the panels to refresh from now on; refreshes at once if one of them has no data yet. */
  show: (wanted: readonly Wanted[]) => void;
  subscribe: (listener: () => void) => () => void;
  state: () => FeedState;
  close: () => void;
}

export function openDashboardFeed(source: DashboardSource, intervalMs: number): DashboardFeed {
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  let state: FeedState = { variables: [], data: new Map(), regions: [], problem: undefined };
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
      const [fresh, regions] = await Promise.all([
        readPanels(source, asked, variables, closing.signal),
        readRegions(source, variables, closing.signal),
      ]);
      publish({ variables, data: new Map([...state.data, ...fresh]), regions, problem: undefined });
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

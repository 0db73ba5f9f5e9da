import type { PanelQuery } from '../../dashboards/panel/queries.js';
import { formatDuration } from '../../util/duration.js';

/**
 * Prometheus' own page with a panel's queries. Prometheus 3 sends /graph on to /query.
 * @param range seconds to look back from `to` (Unix seconds); `live` if that is now
 */
export function prometheusLink(
  prometheusUrl: string,
  queries: readonly PanelQuery[],
  { from, to, live }: { from: number; to: number; live: boolean },
): string {
  const parameters = new URLSearchParams();
  queries.forEach(({ expr, instant }, i) => {
    parameters.set(`g${i}.expr`, expr);
    parameters.set(`g${i}.tab`, instant ? '1' : '0');
    parameters.set(`g${i}.range_input`, formatDuration(Math.max(1, Math.round(to - from))));
    if (live) return;
    const end = new Date(to * 1000).toISOString().slice(0, 19).replace('T', ' ');
    parameters.set(`g${i}.end_input`, end);
    parameters.set(`g${i}.moment_input`, end);
  });
  return `${prometheusUrl}/graph?${parameters}`;
}

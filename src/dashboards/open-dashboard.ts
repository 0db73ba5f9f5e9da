import type { PrometheusClient } from '../prometheus/types.js';
import { findDashboard, labDashboards } from './catalog.js';
import { type DashboardListDocument, listDocument, renderDashboardList } from './documents.js';
import { chosenVariables, dashboardTime, refuseAbsentValues } from './options.js';
import { type DashboardSource, resolveChosen } from './panel/read-panels.js';

/** A dashboard as the user asks for it, as typed. */
export interface DashboardRequest {
  /** Short name, uid, title or path of a file; the service dashboard if left out. */
  name: string | undefined;
  /** How far back to look, such as `5m`; if left out, as far as the dashboard says. */
  range: string | undefined;
  /** `NAME=VALUE` for each choice. */
  variables: readonly string[];
}

/** A dashboard that can be shown, and its time range in words. */
export interface OpenDashboard {
  source: DashboardSource;
  rangeText: string;
}

/**
 * Checks everything about a request before anything is drawn.
 * @param connect called only once the request itself is known to be valid
 * @throws UsageError for an unknown dashboard, an invalid range, or a variable or value that does not exist
 */
export async function openDashboard(
  { name, range, variables }: DashboardRequest,
  connect: () => Promise<PrometheusClient>,
): Promise<OpenDashboard> {
  const dashboard = await findDashboard(name ?? 'service');
  const { time, rangeText } = dashboardTime(dashboard, range);
  const chosen = chosenVariables(dashboard, variables);
  const source = { dashboard, time, chosen, prometheus: await connect() };
  if (variables.length > 0) refuseAbsentValues(await resolveChosen(source), chosen);
  return { source, rangeText };
}

/** The lab's own dashboards, as a document and as text. */
export async function listDashboards(): Promise<{ document: DashboardListDocument; text: string }> {
  const document = listDocument(await labDashboards());
  return { document, text: renderDashboardList(document) };
}

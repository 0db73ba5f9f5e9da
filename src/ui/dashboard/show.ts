import type { DashboardDocument } from '../../dashboards/documents.js';
import type { OpenDashboard } from '../../dashboards/open-dashboard.js';
import { terminalColumns } from '../terminal/terminal.js';
import { showsColor } from '../text/paint.js';
import { readDashboard } from './static.js';

/**
 * Shows a dashboard live until the user quits.
 * @returns true if the user interrupted it
 */
export async function showLive(opened: OpenDashboard): Promise<boolean> {
  // Ink takes a third of a second to load, and a single frame doesn't need it.
  const { runDashboardScreen } = await import('./screen.js');
  return runDashboardScreen(opened, { color: showsColor() });
}

/** One frame of a dashboard, as wide as the terminal, and the data in it. */
export function showOnce({
  source,
  rangeText,
}: OpenDashboard): Promise<{ text: string; document: DashboardDocument }> {
  return readDashboard(source, { rangeText, columns: terminalColumns(), color: showsColor() });
}

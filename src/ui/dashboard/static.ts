import { type DashboardDocument, dashboardDocument } from '../../dashboards/documents.js';
import {
  type DashboardSource,
  readPanels,
  readRegions,
  resolveChosen,
} from '../../dashboards/panel/read-panels.js';
import { frameLines, headerLine, pointsFor, totalHeight, withTitles } from './frame.js';
import { placePanels } from './layout.js';

/** One complete frame of a dashboard, and the data it shows. */
export async function readDashboard(
  source: DashboardSource,
  { rangeText, columns, color }: { rangeText: string; columns: number; color: boolean },
): Promise<{ text: string; document: DashboardDocument }> {
  const { dashboard } = source;
  const variables = await resolveChosen(source);
  const placed = withTitles(placePanels(dashboard.panels, columns), variables);
  const [data, regions] = await Promise.all([
    readPanels(
      source,
      placed.map((one) => ({ panel: one.panel, maxPoints: pointsFor(one) })),
      variables,
    ),
    readRegions(source, variables),
  ]);
  const lines = frameLines(placed, data, { from: 0, rows: totalHeight(placed), color, regions });
  return {
    text: [headerLine(dashboard, variables, rangeText, { width: columns, color }), ...lines]
      .map((line) => line.trimEnd())
      .join('\n'),
    document: dashboardDocument(dashboard, data, regions),
  };
}

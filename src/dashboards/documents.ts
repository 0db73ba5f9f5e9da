import { type QueryDocument, queryDocument } from '../query/documents.js';
import type { CatalogEntry } from './catalog.js';
import type { Dashboard } from './model/dashboard.js';
import type { Region } from './panel/annotations.js';
import type { PanelData } from './panel/fetch.js';

/** The output of `dashboard --json`. Stable; new fields may be added. */

export interface DashboardListDocument {
  dashboards: readonly { name: string; uid: string; title: string; description: string; panels: number }[];
}

export interface DashboardDocument {
  dashboard: { uid: string | null; title: string };
  panels: readonly {
    id: number;
    title: string;
    type: string;
    targets: readonly TargetDocument[];
  }[];
  /** What the charts mark, such as alerts that fired; times are Unix seconds. */
  annotations: readonly Pick<Region, 'title' | 'start' | 'end'>[];
}

/** The query as it was run, with its answer or its error. */
type TargetDocument = { refId: string; expr: string } & (QueryDocument | { error: string });

export function listDocument(entries: readonly CatalogEntry[]): DashboardListDocument {
  return {
    dashboards: entries.map(({ name, dashboard: { uid = '', title, description, panels } }) => ({
      name,
      uid,
      title,
      description,
      panels: panels.length,
    })),
  };
}

export function renderDashboardList({ dashboards }: DashboardListDocument): string {
  const width = Math.max(...dashboards.map(({ name }) => name.length));
  return dashboards.map(({ name, title }) => `${name.padEnd(width)}  ${title}`).join('\n');
}

export function dashboardDocument(
  { uid, title, panels }: Dashboard,
  data: ReadonlyMap<number, PanelData>,
  regions: readonly Region[],
): DashboardDocument {
  return {
    dashboard: { uid: uid ?? null, title },
    panels: panels
      .filter(({ kind }) => kind !== 'row')
      .map((panel) => ({
        id: panel.id,
        title: panel.title,
        type: panel.type,
        targets: (data.get(panel.id) ?? []).map(
          ({ query: { refId, expr }, answer, error = 'no answer' }) => ({
            refId,
            expr,
            ...(answer ? queryDocument(answer) : { error }),
          }),
        ),
      })),
    annotations: regions.map(({ title: name, start, end }) => ({ title: name, start, end })),
  };
}

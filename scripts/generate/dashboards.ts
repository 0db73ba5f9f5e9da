import { renderDashboards } from '../../stack/grafana/src/render.js';
import type { Files } from './files.js';

/** Grafana's dashboards, from the code in stack/grafana/src. */
export async function dashboards(): Promise<Files> {
  const rendered = await renderDashboards();
  return new Map([...rendered].map(([name, text]) => [`stack/grafana/dashboards/${name}`, text]));
}

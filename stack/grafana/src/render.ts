import { format } from 'prettier';
import { businessDashboard } from './business.js';
import { loadDashboard } from './load.js';
import { saturationDashboard } from './saturation.js';
import { serviceDashboard } from './service.js';

const DASHBOARDS = {
  service: serviceDashboard,
  business: businessDashboard,
  saturation: saturationDashboard,
  load: loadDashboard,
};

/** The dashboards as they are committed: file name → JSON text. */
export async function renderDashboards(): Promise<ReadonlyMap<string, string>> {
  const files = Object.entries(DASHBOARDS).map(async ([name, dashboard]) => {
    const { panels = [], ...rest } = dashboard().build();
    // Browsers keep panel state by id; without one, Grafana renumbers panels at each load.
    const numbered = { ...rest, panels: panels.map((panel, i) => ({ ...panel, id: i + 1 })) };
    return [
      `${name}.json`,
      await format(JSON.stringify(numbered), { parser: 'json', printWidth: 110 }),
    ] as const;
  });
  return new Map(await Promise.all(files));
}

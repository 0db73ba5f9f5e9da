import { openStepFaults } from '../../faults/step-fault.js';
import { readReports } from '../../incidents/saved/records.js';
import { readSavedRuns } from '../../load/saved/saved-runs.js';
import { openWorlds } from '../../query/evaluate-worlds.js';
import type { RunningStack } from '../../stack/access.js';
import { readCredentials } from '../../stack/credentials.js';
import { openPromtool } from '../../stack/tools/find-tools.js';
import { openAlertmanagerTools } from '../../stack/tools/private-alertmanager.js';
import { fetchWithin } from '../../util/fetch-within.js';
import type { World } from './types.js';

/** The running lab as answers are graded against it. Opening it asks nothing yet. */
export function openWorld({ home, state, prometheus, worlds }: RunningStack): World {
  const url = `http://127.0.0.1:${state.ports.grafana}`;
  return {
    prometheus,
    promtool: openPromtool(state),
    alertmanager: openAlertmanagerTools(),
    ...(worlds && { worlds: openWorlds(worlds) }),
    savedLoad: () => readSavedRuns(home.runsDir),
    incidents: () => readReports(home),
    faults: openStepFaults({ home, state }),
    ...(state.services.grafana && {
      grafana: {
        url,
        dashboard: async (uid) => {
          const password = (await readCredentials(home))?.grafanaPassword ?? '';
          const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
          return fetchDashboard(`${url}/api/dashboards/uid/${uid}`, authorization);
        },
      },
    }),
  };
}

async function fetchDashboard(url: string, authorization: string): Promise<unknown> {
  const response = await fetchWithin(5000, url, { headers: { authorization } });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`Grafana answers ${response.status} to ${url}`);
  return response.json();
}

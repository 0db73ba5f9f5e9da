import { getHttp } from '../services/health.js';

/** As provisioned (stack/grafana/provisioning). */
const DATASOURCE_UID = 'prometheus';
const DASHBOARD_UIDS = ['obs-lab-service', 'obs-lab-business', 'obs-lab-saturation', 'obs-lab-load'];

/**
 * What Grafana must do in addition to being healthy: named checks that return their evidence in words.
 * @param url without trailing slash
 */
export function grafanaChecks(url: string, password: string): [name: string, ask: () => Promise<string>][] {
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  const ask = async <T>(path: string): Promise<T> =>
    (await getHttp(`${url}${path}`, { headers: { authorization } })).json() as Promise<T>;
  return [
    ['datasource', async () => datasourceHealth(await ask(`/api/datasources/uid/${DATASOURCE_UID}/health`))],
    ['dashboards', async () => dashboardsPresent(await ask('/api/search?type=dash-db&limit=1000'))],
  ];
}

function datasourceHealth({ status, message }: { status?: string; message?: string }): string {
  if (status !== 'OK') {
    throw new Error(`the Prometheus datasource is not healthy: ${message ?? status ?? 'no answer'}`);
  }
  return message ?? 'OK';
}

/** @throws Error naming the missing ones */
export function dashboardsPresent(found: readonly { uid: string; title: string }[]): string {
  const missing = DASHBOARD_UIDS.filter((uid) => !found.some((dashboard) => dashboard.uid === uid));
  if (missing.length > 0) throw new Error(`dashboards missing: ${missing.join(', ')}`);
  return found
    .filter(({ uid }) => DASHBOARD_UIDS.includes(uid))
    .map(({ title }) => title)
    .join(', ');
}

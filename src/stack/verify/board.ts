import { getHttp } from '../services/health.js';

/**
 * What the board must do in addition to being healthy: named checks that return their evidence in words.
 * @param url without trailing slash
 */
export function boardChecks(url: string): [name: string, ask: () => Promise<string>][] {
  return [
    ['page', () => pageServed(url)],
    ['dashboards', () => dashboardsListed(url)],
    ['prometheus', () => prometheusReached(url)],
  ];
}

async function pageServed(url: string): Promise<string> {
  const response = await getHttp(`${url}/`);
  const bytes = (await response.text()).length;
  const type = response.headers.get('content-type') ?? 'no type';
  if (!type.startsWith('text/html')) throw new Error(`/ returned ${type}, not a page`);
  return `page of ${bytes} bytes from /`;
}

async function dashboardsListed(url: string): Promise<string> {
  const response = await getHttp(`${url}/api/dashboards`);
  const { dashboards, problems } = (await response.json()) as {
    dashboards: { title: string }[];
    problems: { file: string; message: string }[];
  };
  const [problem] = problems;
  if (problem) throw new Error(`${problem.file} is not a valid dashboard: ${problem.message}`);
  if (dashboards.length === 0) throw new Error('no dashboards found');
  return dashboards.map(({ title }) => title).join(', ');
}

async function prometheusReached(url: string): Promise<string> {
  const response = await getHttp(`${url}/prometheus/api/v1/query?query=up`);
  const { data } = (await response.json()) as { data: { result: unknown[] } };
  return `the query up, through the board: ${data.result.length} series`;
}

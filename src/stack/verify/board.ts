import { getHttp } from '../services/health.js';

/** What the board must do beyond being healthy, each by name, giving its evidence in words. @param url no slash at its end */
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
  if (!type.startsWith('text/html')) throw new Error(`/ is ${type}, not a page`);
  return `page of ${bytes} bytes from /`;
}

async function dashboardsListed(url: string): Promise<string> {
  const response = await getHttp(`${url}/api/dashboards`);
  const { dashboards, problems } = (await response.json()) as {
    dashboards: { title: string }[];
    problems: { file: string; message: string }[];
  };
  const [problem] = problems;
  if (problem) throw new Error(`${problem.file} is no dashboard: ${problem.message}`);
  if (dashboards.length === 0) throw new Error('there are no dashboards');
  return dashboards.map(({ title }) => title).join(', ');
}

async function prometheusReached(url: string): Promise<string> {
  const response = await getHttp(`${url}/prometheus/api/v1/query?query=up`);
  const { data } = (await response.json()) as { data: { result: unknown[] } };
  return `the query up through the page: ${data.result.length} series`;
}

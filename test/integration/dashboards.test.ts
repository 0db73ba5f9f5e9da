import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, parseDashboard } from '../../src/dashboards/model/dashboard.js';
import { interpolateVariables } from '../../src/dashboards/model/interpolate.js';
import { resolveVariables } from '../../src/dashboards/model/variables.js';
import { panelQueries } from '../../src/dashboards/panel/queries.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient, QueryResult } from '../../src/prometheus/types.js';
import { grafana } from '../../src/stack/services/grafana.js';
import { prometheus as prometheusSpec } from '../../src/stack/services/prometheus.js';
import type { ServiceName, SpecContext } from '../../src/stack/spec.js';
import { packageRoot } from '../../src/util/package-root.js';
import { renderDashboards } from '../../stack/grafana/src/render.js';
import { type LabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { until } from '../helpers/wait.js';

const DIRECTORY = join(packageRoot(), 'stack/grafana/dashboards');
const FILES = readdirSync(DIRECTORY).sort();
const read = (file: string): unknown => JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8'));
const DASHBOARDS = FILES.map((file): [string, Dashboard] => [file, parseDashboard(read(file))]);

function context(ports: Partial<Record<ServiceName, number>>): SpecContext {
  return {
    listen: { host: '127.0.0.1', port: 1 },
    learnerHost: '127.0.0.1',
    addressOf: (service) => ({ host: '127.0.0.1', port: ports[service] ?? 9 }),
    configDir: '/etc/lab',
    dataDir: '/var/lab',
    credentials: { postgresPassword: 'p', grafanaPassword: 'g' },
    isSkipped: () => false,
  };
}

it('are all generated', async () => {
  expect([...(await renderDashboards()).keys()].sort()).toEqual(FILES);
});

it('are provisioned in Grafana, with the provider that finds them', () => {
  const files = new Map(grafana.files(context({})).map(({ path, content }) => [path, content]));
  for (const file of FILES) expect(JSON.parse(files.get(`dashboards/${file}`) ?? '')).toEqual(read(file));
  const provider = files.get('provisioning/dashboards/obs-lab.yml');
  expect(provider).toContain("path: '/etc/lab/dashboards'");
  expect(provider).toContain('allowUiUpdates: true');
  expect(files.get('provisioning/datasources/prometheus.yml')).toContain('uid: prometheus');
});

it('keep their uids, which links and bookmarks use', () => {
  expect(Object.fromEntries(DASHBOARDS.map(([file, { uid }]) => [file, uid]))).toEqual({
    'business.json': 'obs-lab-business',
    'load.json': 'obs-lab-load',
    'saturation.json': 'obs-lab-saturation',
    'service.json': 'obs-lab-service',
  });
});

describe.each(DASHBOARDS)('%s', (file, { panels }) => {
  const raw = (read(file) as { panels: RawPanel[] }).panels;

  it.each(raw.map((panel) => [panel.title, panel] as const))('“%s” has a description', (_, panel) => {
    expect(panel.fieldConfig.defaults.unit).toMatch(/./);
    expect(panel.description).toMatch(/^[A-Z].{20,}\.$/);
    expect(panel.targets.length).toBeGreaterThan(0);
    for (const target of panel.targets) {
      expect(target).toMatchObject({ datasource: { type: 'prometheus', uid: 'prometheus' } });
      expect(target.legendFormat).toMatch(/./);
    }
  });

  it('has no overlapping panels and no gaps', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length % 24).toBe(0);
  });
});

interface RawPanel {
  title: string;
  description: string;
  fieldConfig: { defaults: { unit: string } };
  targets: { legendFormat: string }[];
}

describe('on the running lab', () => {
  let database: TestPostgres;
  let api: LabProgram;
  let traffic: LabProgram;
  let server: TestPrometheus;
  let client: PrometheusClient;
  beforeAll(async () => {
    database = await startPostgres();
    api = await startLabProgram('api', { DATABASE_URL: database.url });
    traffic = await startLabProgram('traffic', { TARGET_URL: api.url });
    const [config] = prometheusSpec.files(context({ api: api.port, traffic: traffic.port }));
    server = await startPrometheus({ config: config!.content });
    client = createPrometheusClient(server.url);
  });
  afterAll(async () => {
    await server?.stop();
    await traffic?.stop();
    await api?.stop();
    await database?.stop();
  });

  const ask = async (dashboard: Dashboard, panelId: number, refId: string): Promise<QueryResult> => {
    const panel = dashboard.panels.find(({ id }) => id === panelId)!;
    const variables = await resolveVariables(dashboard.variables, client, interpolateVariables);
    const to = Date.now() / 1000;
    const query = panelQueries(panel, { variables, from: to - 300, to, maxPoints: 300 }).find(
      (one) => one.refId === refId,
    )!;
    return query.instant ? client.query(query.expr, { time: to }) : client.queryRange(query.expr, query);
  };

  const TARGETS = DASHBOARDS.flatMap(([file, dashboard]) =>
    dashboard.panels.flatMap((panel) =>
      panel.targets.map(
        ({ refId, legendFormat }) => [`${file} › ${panel.title} › ${legendFormat}`, { dashboard, panel, refId }] as const,
      ),
    ),
  ); // prettier-ignore

  it.each(TARGETS)('%s has data', async (_, { dashboard, panel, refId }) => {
    await until('there is a number', async () =>
      valuesOf(await ask(dashboard, panel.id, refId)).some(Number.isFinite),
    );
  });

  it('offers the API’s routes', async () => {
    const service = DASHBOARDS.find(([file]) => file === 'service.json')![1];
    const [route] = await resolveVariables(service.variables, client, interpolateVariables);
    expect(route).toMatchObject({ selected: ['$__all'] });
    expect(route!.options).toEqual(['/health', '/items', '/items/:id', '/ready', 'unmatched']);
  });
});

function valuesOf(answer: QueryResult): number[] {
  if (answer.resultType === 'matrix') {
    return answer.series.flatMap(({ samples }) => samples.map(({ value }) => value));
  }
  return answer.resultType === 'vector' ? answer.series.map(({ sample }) => sample.value) : [];
}

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVICES, servicesOf, standInFor } from './index.js';

it('Grafana finds its dashboards, whatever the name of the home', () => {
  const configDir = "/it's a: home #1/$HOME/config";
  const address = { host: '127.0.0.1', port: 1 };
  const [, provider] = SERVICES.grafana.files({
    ...{ listen: address, addressOf: () => address, learnerHost: '127.0.0.1', configDir, dataDir: '/data' },
    credentials: { postgresPassword: '', grafanaPassword: '' },
    isSkipped: () => false,
  });
  expect(parse(provider?.content ?? '')).toMatchObject({
    // Grafana reads $$ as a dollar sign that names no variable.
    providers: [{ options: { path: "/it's a: home #1/$$HOME/config/dashboards" } }],
  });
});

describe('servicesOf', () => {
  it('leaves out stand-ins until they are needed', () =>
    expect(servicesOf({}).map(({ name }) => name)).toEqual([
      'prometheus',
      'alertmanager',
      'postgres',
      'api',
      'traffic',
      'grafana',
      'worlds',
    ]));
  it('includes a stand-in that is needed, on the port of the service it replaces', () => {
    expect(servicesOf({ standIns: ['board'] })).toContain(SERVICES.board);
    expect(standInFor('grafana')).toBe(SERVICES.board);
    expect(SERVICES.board.port).toBe(SERVICES.grafana.port);
  });
  it('has no stand-in for most services', () => expect(standInFor('api')).toBeUndefined());
});

import { describe, expect, it } from 'vitest';
import { findDashboard, labDashboards } from './catalog.js';
import { listDocument, renderDashboardList } from './documents.js';
import { parseDashboard } from './model/dashboard.js';
import { resolveVariables, type VariableSource } from './model/variables.js';
import { chosenVariables, dashboardTime, refuseAbsentValues } from './options.js';

describe('dashboardTime', () => {
  const time = { from: 'now-15m', to: 'now' };
  it.each<[object, string | undefined, string, string]>([
    [time, undefined, 'now-15m', 'last 15m'],
    [{ from: 'now/d', to: 'now' }, undefined, 'now/d', 'now/d to now'],
    [time, '1h30m', 'now-5400s', 'last 1h30m'],
  ])('%o with %s', (given, range, from, text) => {
    const dashboard = parseDashboard({ title: 'D', time: given });
    expect(dashboardTime(dashboard, range)).toEqual({ time: { from, to: 'now' }, rangeText: text });
  });
  it.each(['5', '0s', '-5m', 'x'])('refuses %s', (range) =>
    expect(() => dashboardTime({ time }, range)).toThrow(range),
  );
});

describe('chosenVariables', () => {
  const list = [{ name: 'route', type: 'custom', query: 'a,b' }];
  const dashboard = parseDashboard({ title: 'D', templating: { list } });
  it.each<[string[], object]>([
    [[], {}],
    [['route=/items?a=b'], { route: ['/items?a=b'] }],
    [['route=a', 'route=b'], { route: ['a', 'b'] }],
    [['route=All'], { route: ['$__all'] }],
  ])('%o', (assignments, expected) => expect(chosenVariables(dashboard, assignments)).toEqual(expected));
  it.each<[string, string]>([
    ['route', 'not NAME=VALUE'],
    ['=x', 'not NAME=VALUE'],
    ['rotue=x', 'Did you mean route?'],
  ])('refuses %s', (assignment, message) =>
    expect(() => chosenVariables(dashboard, [assignment])).toThrow(message),
  );
});

describe('refuseAbsentValues', () => {
  const resolve = (multi: boolean, route: string[]) => {
    const list = [{ name: 'route', type: 'custom', query: '/items,/health', multi }];
    const { variables } = parseDashboard({ title: 'D', templating: { list } });
    return resolveVariables(variables, {} as VariableSource, (text) => text, { route });
  };
  it.each<[boolean, string[]]>([
    [false, ['/health']],
    [true, ['/items', '/health']],
  ])('with several: %s, takes %o', async (multi, route) => {
    const resolved = await resolve(multi, route);
    expect(() => refuseAbsentValues(resolved, { route })).not.toThrow();
  });
  it.each<[boolean, string[], string]>([
    [true, ['/item'], 'no value “/item”. Did you mean /items?'],
    [true, ['/items', '/nope'], 'no value “/nope”'],
    [false, ['/items', '/health'], 'takes one value'],
  ])('with several: %s, refuses %o', async (multi, route, message) => {
    const resolved = await resolve(multi, route);
    expect(() => refuseAbsentValues(resolved, { route })).toThrow(message);
  });
});

describe('the lab’s dashboards', () => {
  it('are listed in the order to look at them', async () => {
    const document = listDocument(await labDashboards());
    expect(document.dashboards.map(({ name, uid }) => [name, uid])).toEqual([
      ['service', 'obs-lab-service'],
      ['business', 'obs-lab-business'],
      ['saturation', 'obs-lab-saturation'],
      ['load', 'obs-lab-load'],
    ]);
    expect(renderDashboardList(document)).toContain('service     Service (RED)\n');
  });

  it.each(['service', 'Service', 'obs-lab-service', 'service (red)'])('are found by %s', async (name) =>
    expect((await findDashboard(name)).uid).toBe('obs-lab-service'),
  );
});

import { describe, expect, it } from 'vitest';
import { parseDashboard } from './dashboard.js';

const panel = (
  id: number,
  title: string,
  queries: object[] = [{ expr: `up{id="${id}"}` }],
  viz: object = {},
) => ({
  kind: 'Panel',
  spec: {
    id,
    title,
    data: {
      kind: 'QueryGroup',
      spec: {
        queries: queries.map((spec, i) => ({
          kind: 'PanelQuery',
          spec: {
            refId: 'ABC'[i],
            hidden: 'hidden' in spec,
            query: { kind: 'DataQuery', group: 'prometheus', version: 'v0', spec },
          },
        })),
        queryOptions: { interval: '5s' },
      },
    },
    vizConfig: {
      kind: 'VizConfig',
      group: 'timeseries',
      version: '13.0.2',
      spec: { options: {}, fieldConfig: { defaults: { unit: 'reqps' }, overrides: [] } },
      ...viz,
    },
  },
});
const element = (name: string) => ({ kind: 'ElementReference', name });
const grid = (...items: [string, number, number][]) => ({
  kind: 'GridLayout',
  spec: {
    items: items.map(([name, x, y]) => ({
      kind: 'GridLayoutItem',
      spec: { x, y, width: 12, height: 8, element: element(name) },
    })),
  },
});
const section = (kind: string, title: string, layout: object, more: object = {}) => ({
  kind,
  spec: { title, layout, ...more },
});
const dashboard = (layout: object, more: object = {}) => ({
  title: 'D',
  elements: { 'panel-1': panel(1, 'One'), 'panel-2': panel(2, 'Two'), 'panel-3': panel(3, 'Three') },
  layout,
  timeSettings: { from: 'now-1h', to: 'now', autoRefresh: '10s' },
  variables: [],
  ...more,
});
const places = (layout: object) =>
  parseDashboard(dashboard(layout)).panels.map(({ title, gridPos: { x, y, w, h } }) => [title, x, y, w, h]);

describe('schema v2', () => {
  it('is read as the resource that Grafana exports', () => {
    const spec = dashboard(grid(['panel-1', 0, 0], ['panel-2', 12, 0]));
    const read = parseDashboard({
      apiVersion: 'dashboard.grafana.app/v2',
      kind: 'Dashboard',
      metadata: { name: 'my-uid' },
      spec,
    });
    expect(read).toMatchObject({
      uid: 'my-uid',
      title: 'D',
      time: { from: 'now-1h', to: 'now' },
      refresh: '10s',
      panels: [
        {
          id: 1,
          title: 'One',
          kind: 'timeseries',
          unit: 'reqps',
          targets: [{ refId: 'A', expr: 'up{id="1"}', legendFormat: '', minStep: '5s' }],
        },
        { id: 2, title: 'Two' },
      ],
    });
    expect(parseDashboard(spec)).toEqual({ ...read, uid: undefined });
  });

  it('leaves out what is hidden, and what no layout shows', () => {
    const elements = {
      a: panel(1, 'One', [
        { expr: 'x', legendFormat: '{{a}}' },
        { expr: 'y', hidden: 1 },
      ]),
      b: panel(2, 'Two'),
    };
    const { panels } = parseDashboard(dashboard(grid(['a', 0, 0], ['nothing', 0, 8]), { elements }));
    expect(panels.map(({ targets }) => targets)).toMatchObject([
      [{ refId: 'A', expr: 'x', legendFormat: '{{a}}' }],
    ]);
  });

  it.each<[string, object, unknown[][]]>([
    [
      'a grid',
      grid(['panel-2', 0, 8], ['panel-1', 0, 0]),
      [
        ['One', 0, 0, 12, 8],
        ['Two', 0, 8, 12, 8],
      ],
    ],
    [
      'rows, one of them without header',
      {
        kind: 'RowsLayout',
        spec: {
          rows: [
            section('RowsLayoutRow', 'First', grid(['panel-1', 0, 0])),
            section('RowsLayoutRow', 'Second', grid(['panel-2', 0, 0]), { hideHeader: true }),
          ],
        },
      },
      [
        ['First', 0, 0, 24, 1],
        ['One', 0, 1, 12, 8],
        ['Two', 0, 9, 12, 8],
      ],
    ],
    [
      'tabs of rows',
      {
        kind: 'TabsLayout',
        spec: {
          tabs: [
            section('TabsLayoutTab', 'Tab', {
              kind: 'RowsLayout',
              spec: { rows: [section('RowsLayoutRow', 'Row', grid(['panel-1', 0, 0]))] },
            }),
          ],
        },
      },
      [
        ['Tab', 0, 0, 24, 1],
        ['Row', 0, 1, 24, 1],
        ['One', 0, 2, 12, 8],
      ],
    ],
    [
      'an automatic grid',
      {
        kind: 'AutoGridLayout',
        spec: {
          maxColumnCount: 2,
          items: ['panel-1', 'panel-2', 'panel-3'].map((name) => ({
            kind: 'AutoGridLayoutItem',
            spec: { element: element(name) },
          })),
        },
      },
      [
        ['One', 0, 0, 12, 8],
        ['Two', 12, 0, 12, 8],
        ['Three', 0, 8, 12, 8],
      ],
    ],
    ['nothing', {}, []],
  ])('lays out %s', (_, layout, expected) => expect(places(layout)).toEqual(expected));

  it('reads variables, in the kinds of v2', () => {
    const variables = [
      {
        kind: 'QueryVariable',
        spec: {
          name: 'route',
          hide: 'dontHide',
          multi: true,
          query: { kind: 'DataQuery', spec: { query: 'label_values(route)' } },
          current: { text: 'a', value: 'a' },
          options: [],
        },
      },
      { kind: 'CustomVariable', spec: { name: 'q', query: '0.5,0.9', hide: 'hideVariable' } },
    ];
    expect(parseDashboard(dashboard(grid(), { variables })).variables).toMatchObject([
      {
        name: 'route',
        type: 'query',
        query: 'label_values(route)',
        multi: true,
        hidden: false,
        current: ['a'],
      },
      { name: 'q', type: 'custom', query: '0.5,0.9', hidden: true },
    ]);
  });

  it('reads the type where the first versions of v2 had it', () => {
    const elements = { a: panel(1, 'One', [], { kind: 'stat', group: undefined }) };
    expect(parseDashboard(dashboard(grid(['a', 0, 0]), { elements })).panels[0]?.kind).toBe('stat');
  });
});

import { describe, expect, it, test } from 'vitest';
import { DashboardFormatError, parseDashboard } from './dashboard.js';

const panel = (fields: object): object => ({ id: 1, type: 'timeseries', title: 'T', ...fields });

function onePanel(fields: object) {
  return parseDashboard({ title: 'D', panels: [panel(fields)] }).panels[0]!;
}

describe('parseDashboard', () => {
  it('reads a dashboard', () => {
    const dashboard = parseDashboard({
      uid: 'u',
      title: 'D',
      tags: ['a'],
      time: { from: 'now-5m', to: 'now' },
      refresh: '5s',
      schemaVersion: 39,
      panels: [],
    });
    expect(dashboard).toEqual({
      uid: 'u',
      title: 'D',
      description: '',
      tags: ['a'],
      panels: [],
      variables: [],
      annotations: [],
      time: { from: 'now-5m', to: 'now' },
      refresh: '5s',
    });
  });

  it('has defaults for missing fields', () => {
    const { uid, time, refresh, panels } = parseDashboard({ title: 'D', refresh: '', panels: [{}] });
    expect({ uid, time, refresh }).toEqual({
      uid: undefined,
      time: { from: 'now-15m', to: 'now' },
      refresh: undefined,
    });
    expect(panels[0]).toMatchObject({
      id: 1,
      title: '',
      type: 'unknown',
      kind: 'unknown',
      unit: 'short',
      calc: 'lastNotNull',
      targets: [],
      legend: { show: true, calcs: [] },
      gridPos: { x: 0, y: 0, w: 12, h: 8 },
    });
  });

  it.each<[string, object, object]>([
    ['a type it does not know', { type: 'geomap' }, { type: 'geomap', kind: 'unknown' }],
    ['old graphs', { type: 'graph', yaxes: [{ format: 'ms' }] }, { kind: 'timeseries', unit: 'ms' }],
    ['old stats', { type: 'singlestat', format: 'bytes' }, { kind: 'stat', unit: 'bytes' }],
    ['a library panel', { type: undefined, libraryPanel: { name: 'L' } }, { type: 'library panel' }],
    ['a field that makes no sense', { title: 5, fieldConfig: 'x', targets: 'y' }, { title: '', targets: [] }],
    [
      'thresholds',
      {
        fieldConfig: {
          defaults: {
            unit: 's',
            thresholds: {
              mode: 'absolute',
              steps: [
                { color: 'green', value: null },
                { color: 'red', value: 0.5 },
              ],
            },
          },
        },
      },
      {
        unit: 's',
        thresholds: {
          mode: 'absolute',
          steps: [
            { value: -Infinity, color: 'green' },
            { value: 0.5, color: 'red' },
          ],
        },
      },
    ],
    [
      'a text panel',
      { type: 'text', options: { content: 'Hi', mode: 'html' } },
      { content: 'Hi', contentMode: 'html' },
    ],
    ['a hidden legend', { options: { legend: { showLegend: false } } }, { legend: { show: false } }],
    [
      'stacking',
      { fieldConfig: { defaults: { custom: { stacking: { mode: 'normal' } } } } },
      { stacked: true },
    ],
  ])('reads %s', (_, fields, expected) => expect(onePanel(fields)).toMatchObject(expected));

  it('keeps the queries to Prometheus', () => {
    const { targets } = onePanel({
      interval: '2s',
      targets: [
        { refId: 'A', expr: 'up', legendFormat: '__auto' },
        { expr: 'b', instant: true, interval: '5s', legendFormat: '{{x}}' },
        { refId: 'C', expr: 'hidden', hide: true },
        { refId: 'D', rawSql: 'select 1' },
        { refId: 'E', expr: 'both', instant: true, range: true },
        7,
      ],
    });
    expect(targets).toEqual([
      { refId: 'A', expr: 'up', legendFormat: '', instant: false, minStep: '2s' },
      { refId: 'B', expr: 'b', legendFormat: '{{x}}', instant: true, minStep: '5s' },
      { refId: 'E', expr: 'both', legendFormat: '', instant: false, minStep: '2s' },
    ]);
  });

  it('keeps the annotation queries to Prometheus that are switched on', () => {
    const datasource = { type: 'prometheus', uid: 'p' };
    const list = [
      { builtIn: 1, name: 'Annotations & Alerts', enable: true, datasource: { type: 'grafana' } },
      { name: 'Alerts', enable: true, datasource, expr: 'ALERTS', titleFormat: '{{a}}', iconColor: 'red' },
      { name: 'In a target', datasource, target: { expr: 'x' }, step: '5s' },
      { name: 'Off', enable: false, datasource, expr: 'y' },
      { name: 'Logs', enable: true, datasource: { type: 'loki' }, expr: '{a="b"}' },
      7,
    ];
    const v2 = {
      kind: 'AnnotationQuery',
      spec: {
        name: 'Alerts',
        enable: true,
        iconColor: 'red',
        query: { kind: 'DataQuery', group: 'prometheus', spec: { expr: 'ALERTS' } },
        legacyOptions: { titleFormat: '{{a}}' },
      },
    };
    const alerts = { name: 'Alerts', expr: 'ALERTS', titleFormat: '{{a}}', color: 'red', minStep: undefined };
    expect(parseDashboard({ title: 'D', panels: [], annotations: { list } }).annotations).toEqual([
      alerts,
      { name: 'In a target', expr: 'x', titleFormat: '', color: 'red', minStep: '5s' },
    ]);
    const spec = { title: 'D', elements: {}, layout: {}, annotations: [v2] };
    expect(parseDashboard(spec).annotations).toEqual([alerts]);
  });

  it.each<[string, object]>([
    ['an answer of Grafana’s API', { meta: {}, dashboard: { title: 'D', panels: [] } }],
    ['a Kubernetes resource', { kind: 'Dashboard', metadata: {}, spec: { title: 'D', panels: [] } }],
    ['a dashboard without panels', { title: 'D' }],
  ])('reads %s', (_, json) => expect(parseDashboard(json).title).toBe('D'));

  it.each<[string, unknown, string]>([
    ['a list', [], 'it is not a JSON object'],
    ['null', null, 'it is not a JSON object'],
    ['something else', { name: 'x' }, 'it has no title'],
    ['panels that are none', { title: 'D', panels: [1] }, 'panels.0:'],
    ['schema v2 without a title', { elements: {}, layout: {} }, 'it has no title'],
    ['Grafana 4', { title: 'D', rows: [] }, 'before Grafana 5'],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseDashboard(json)).toThrow(DashboardFormatError);
    expect(() => parseDashboard(json)).toThrow(message);
  });
});

const at = (y: number, more: object = {}): object => ({ gridPos: { x: 0, y, w: 24, h: 4 }, ...more });

test.each<[string, object[], [title: string, y: number][]]>([
  [
    'in order of position',
    [panel({ title: 'b', ...at(4) }), panel({ title: 'a', ...at(0) })],
    [
      ['a', 0],
      ['b', 4],
    ],
  ],
  [
    'a collapsed row unfolded, and the panels below moved down',
    [
      panel({
        title: 'row',
        type: 'row',
        collapsed: true,
        gridPos: { x: 0, y: 0, w: 24, h: 1 },
        panels: [panel({ title: 'in', ...at(1) }), panel({ title: 'in 2', ...at(5) })],
      }),
      panel({ title: 'row 2', type: 'row', gridPos: { x: 0, y: 1, w: 24, h: 1 } }),
      panel({ title: 'after', ...at(2) }),
    ],
    [
      ['row', 0],
      ['in', 1],
      ['in 2', 5],
      ['row 2', 9],
      ['after', 10],
    ],
  ],
  [
    'without position, below the others',
    [panel({ title: 'a', ...at(0) }), panel({ title: 'b' })],
    [
      ['a', 0],
      ['b', 4],
    ],
  ],
])('places panels: %s', (_, panels, expected) => {
  const dashboard = parseDashboard({ title: 'D', panels });
  expect(dashboard.panels.map(({ title, gridPos }) => [title, gridPos.y])).toEqual(expected);
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

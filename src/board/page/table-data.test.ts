import { describe, expect, it } from 'vitest';
import type { PanelSeries } from './panel-data.js';
import { tableOf } from './table-data.js';

const series = (refId: string, labels: Record<string, string>, ...values: number[]): PanelSeries => ({
  ...{ refId, name: '', labels },
  samples: values.map((value, time) => ({ time, value })),
});
const query = (refId: string, legendFormat = '') => ({ refId, legendFormat });

describe('tableOf', () => {
  it('puts values of one label set into one row, one column per query', () => {
    const { columns, rows } = tableOf(
      [
        series('A', { __name__: 'up', route: '/items' }, 1, 2),
        series('A', { route: '/ready' }, 3),
        series('B', { route: '/items' }, 5),
      ],
      [query('A', 'rate'), query('B')],
      'lastNotNull',
    );
    expect(columns.map(({ title }) => title)).toEqual(['route', 'rate', 'Value B']);
    expect(rows).toEqual([
      ['/items', 2, 5],
      ['/ready', 3, undefined],
    ]);
  });
  it('treats an empty label like a missing one, as Prometheus does', () =>
    expect(
      tableOf([series('A', { a: 'x' }, 1), series('A', { b: 'y' }, 2)], [query('A')], 'last').rows,
    ).toEqual([
      ['x', '', 1],
      ['', 'y', 2],
    ]));
  it('gives the only column a plain title if the legend is made of labels', () =>
    expect(tableOf([series('A', {}, 1)], [query('A', '{{route}}')], 'last').columns).toEqual([
      { title: 'Value', numeric: true },
    ]));
});

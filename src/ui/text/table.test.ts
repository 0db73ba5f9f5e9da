import { describe, expect, it } from 'vitest';
import type { Labels } from '../../prometheus/types.js';
import { displayWidth } from '../../util/text/display-width.js';
import { renderTable, type TableRow } from './table.js';

const row = (labels: Labels, ...values: string[]): TableRow => ({ labels, values });
const table = (rows: TableRow[], width = 80, valueHeaders = ['value']): string[] =>
  renderTable(rows, { valueHeaders, width }).split('\n');

const requests = [
  row({ __name__: 'http_requests_total', instance: '127.0.0.1:3030', job: 'api', method: 'GET' }, '1520'),
  row({ __name__: 'http_requests_total', instance: '127.0.0.1:3030', job: 'api', method: 'DELETE' }, '7'),
];

describe('renderTable', () => {
  it('aligns labels to the left and values to the right', () =>
    expect(table(requests)).toEqual([
      'metric               instance        job  method  value',
      'http_requests_total  127.0.0.1:3030  api  GET      1520',
      'http_requests_total  127.0.0.1:3030  api  DELETE      7',
    ]));

  it('moves labels that are the same everywhere into a line above, as many as needed', () =>
    expect(table(requests, 50)).toEqual([
      'all: http_requests_total',
      'instance        job  method  value',
      '127.0.0.1:3030  api  GET      1520',
      '127.0.0.1:3030  api  DELETE      7',
    ]));

  it('cuts that line if necessary', () =>
    expect(table(requests, 20)).toEqual([
      'all: http_requests_…',
      'job  method  value',
      'api  GET      1520',
      'api  DELETE      7',
    ]));

  it('then cuts the widest columns', () =>
    expect(
      table(
        [row({ route: '/items/:id/and/more', method: 'GET' }, '1'), row({ route: '/', method: 'POST' }, '2')],
        30,
      ),
    ).toEqual([
      'method  route            value',
      'GET     /items/:id/and…      1',
      'POST    /                    2',
    ]));

  it('then writes one label set per row', () =>
    expect(
      table(
        [row({ route: '/items/:id', method: 'GET' }, '1'), row({ route: '/', method: 'POST' }, '20')],
        20,
      ),
    ).toEqual(['{method="GET…   1', '{method="POS…  20']));

  it('needs no heading without labels', () => expect(table([row({}, '42')])).toEqual(['{}  42']));

  it('keeps headings with several values', () =>
    expect(table([row({}, '1', '200')], 40, ['last', 'max'])).toEqual(['    last  max', '{}     1  200']));

  it('shows keys to the left', () =>
    expect(table([{ ...row({ job: 'a' }, '1'), key: { text: '●' } }, row({ job: 'b' }, '2')])).toEqual([
      '   job  value',
      '●  a        1',
      '   b        2',
    ]));

  it('leaves cells blank for missing labels', () =>
    expect(table([row({ a: '1' }, 'x'), row({ b: '2' }, 'y')])).toEqual([
      'a  b  value',
      '1         x',
      '   2      y',
    ]));

  it('aligns wide characters and defuses control characters', () =>
    expect(table([row({ a: '漢字' }, '1'), row({ a: '\u001b[2J\n' }, '2')])).toEqual([
      'a            value',
      '漢字             1',
      '\\u001b[2J\\n      2',
    ]));

  it('is empty for no rows', () => expect(table([])).toEqual(['']));

  it('paints headings only if asked', () => {
    expect(
      renderTable([row({ a: '1' }, '2')], { valueHeaders: ['value'], width: 80, color: true }),
    ).toContain('\u001b[2m');
    expect(renderTable([row({ a: '1' }, '2')], { valueHeaders: ['value'], width: 80 })).not.toContain(
      '\u001b',
    );
  });

  it('accepts a hundred thousand rows', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => row({ pod: `pod-${i}` }, String(i)));
    expect(table(rows)).toHaveLength(100_001);
  });

  it('stays within any width that holds the values', () => {
    for (let width = 10; width < 90; width++) {
      for (const line of table(requests, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});

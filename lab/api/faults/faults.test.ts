import { expect, test } from 'vitest';
import type { Item, ItemStore } from '../items.js';
import { renameFamilies } from './page.js';
import { laterNode, laterVersion, queryEachRow } from './release.js';
import { everyShare } from './share.js';

test.each([0, 0.1, 0.25, 0.6, 1])('a share of %s of a hundred calls is due, evenly spread', (share) => {
  const due = everyShare(share);
  const hits = Array.from({ length: 100 }, due);
  expect(hits.filter(Boolean)).toHaveLength(Math.round(share * 100));
  expect(hits.slice(0, 50).filter(Boolean)).toHaveLength(Math.floor(share * 50 + 1e-9));
});

test('renames all series of a family, and no other family', () => {
  const page = [
    '# HELP http_requests_total Requests.',
    '# TYPE http_requests_total counter',
    'http_requests_total{route="/items"} 1',
    'http_request_duration_seconds_bucket{le="0.1"} 2',
    'http_request_duration_seconds_sum 3',
    'db_http_requests_total 4',
  ];
  expect(renameFamilies(page.join('\n'), 1).split('\n')).toEqual([
    '# HELP http_server_requests_total Requests.',
    '# TYPE http_server_requests_total counter',
    'http_server_requests_total{route="/items"} 1',
    ...page.slice(3),
  ]);
  expect(renameFamilies(page.join('\n'), 2).split('\n').slice(3)).toEqual([
    'http_server_request_duration_seconds_bucket{le="0.1"} 2',
    'http_server_request_duration_seconds_sum 3',
    'db_http_requests_total 4',
  ]);
});

test.each([
  ['0.1.0', 1, '0.2.0'],
  ['2.9.4', 2, '2.11.0'],
])('%s becomes, %i releases later, %s', (version, releases, later) => {
  expect(laterVersion(version, releases)).toBe(later);
});

test('the next Node.js is a major version later', () => {
  expect(laterNode('v20.20.2', 1)).toBe('v21.0.0');
});

test('sends a query for each row, repeating rows of a short page', async () => {
  const read: number[] = [];
  const items = [{ id: 4 }, { id: 7 }] as Item[];
  const store = {
    list: () => Promise.resolve({ items, total: 2 }),
    get: (id: number) => Promise.resolve(void read.push(id)),
  } as unknown as ItemStore;
  expect(await queryEachRow(store, 3).list(20, 0)).toEqual({ items, total: 2 });
  expect(read).toEqual([4, 7, 4]);
});

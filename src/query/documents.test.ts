import { expect, it } from 'vitest';
import type { QueryResult, QueryValue } from '../prometheus/types.js';
import { queryDocument } from './documents.js';

it.each<[string, QueryValue, unknown]>([
  [
    'vector',
    {
      resultType: 'vector',
      series: [
        { labels: { __name__: 'up', job: 'api' }, sample: { time: 1.5, value: 1 } },
        { labels: {}, sample: { time: 1.5, value: NaN } },
      ],
    },
    [
      { labels: { __name__: 'up', job: 'api' }, value: [1.5, '1'] },
      { labels: {}, value: [1.5, 'NaN'] },
    ],
  ],
  [
    'matrix',
    {
      resultType: 'matrix',
      series: [{ labels: { a: 'b' }, samples: [{ time: 0, value: Infinity }, { time: 1, value: -Infinity }] }], // prettier-ignore
    },
    [{ labels: { a: 'b' }, values: [[0, '+Inf'], [1, '-Inf']] }], // prettier-ignore
  ],
  ['scalar', { resultType: 'scalar', sample: { time: 2, value: 1e-7 } }, [2, '1e-07']],
  ['string', { resultType: 'string', time: 2, value: 'héllo' }, [2, 'héllo']],
])('writes a %s', (resultType, value, result) => {
  const answer: QueryResult = { ...value, warnings: ['careful'], infos: ['by the way'] };
  expect(queryDocument(answer)).toEqual({ resultType, result, warnings: ['careful'], infos: ['by the way'] });
});

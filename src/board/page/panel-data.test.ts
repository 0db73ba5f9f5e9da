import { describe, expect, it } from 'vitest';
import type { QueryResult } from '../../prometheus/types.js';
import { toSeries } from './panel-data.js';

const query = { refId: 'A', expr: 'q', legendFormat: '{{a}}', instant: false, start: 0, end: 1, step: 1 };
const notes = { warnings: [], infos: [] };
const sample = { time: 1, value: 2 };

describe('toSeries', () => {
  it.each<[QueryResult, object[]]>([
    [
      { resultType: 'matrix', series: [{ labels: { a: 'x' }, samples: [sample, sample] }], ...notes },
      [{ refId: 'A', name: 'x', labels: { a: 'x' }, samples: [sample, sample] }],
    ],
    [
      { resultType: 'vector', series: [{ labels: { a: 'x' }, sample }], ...notes },
      [{ refId: 'A', name: 'x', labels: { a: 'x' }, samples: [sample] }],
    ],
    [{ resultType: 'scalar', sample, ...notes }, [{ refId: 'A', name: '', labels: {}, samples: [sample] }]],
    [{ resultType: 'string', time: 1, value: 'text', ...notes }, []],
  ])('%j', (result, expected) => expect(toSeries(query, result)).toEqual(expected));
});

import { describe, expect, it } from 'vitest';
import { decodeQuery, decodeTargets, formatSampleValue, parseErrorText, parseSampleValue } from './wire.js';

describe('decodeQuery', () => {
  const decode = (data: unknown, remarks: { warnings?: string[]; infos?: string[] } = {}) =>
    decodeQuery({ status: 'success', data, ...remarks });

  it.each<[string, unknown, unknown]>([
    [
      'a vector, with values that JSON has no numbers for',
      {
        resultType: 'vector',
        result: [
          { metric: { __name__: 'up' }, value: [1.5, '1'] },
          { metric: {}, value: [1.5, '+Inf'] },
          { metric: { a: 'b' }, value: [1.5, '-Inf'] },
          { metric: { a: 'c' }, value: [1.5, 'NaN'] },
        ],
      },
      {
        resultType: 'vector',
        series: [
          { labels: { __name__: 'up' }, sample: { time: 1.5, value: 1 } },
          { labels: {}, sample: { time: 1.5, value: Infinity } },
          { labels: { a: 'b' }, sample: { time: 1.5, value: -Infinity } },
          { labels: { a: 'c' }, sample: { time: 1.5, value: NaN } },
        ],
      },
    ],
    [
      'a matrix',
      { resultType: 'matrix', result: [{ metric: { a: 'b' }, values: [[1, '2'], [2, '2.5']] }] }, // prettier-ignore
      { resultType: 'matrix', series: [{ labels: { a: 'b' }, samples: [{ time: 1, value: 2 }, { time: 2, value: 2.5 }] }] }, // prettier-ignore
    ],
    ['an empty vector', { resultType: 'vector', result: [] }, { resultType: 'vector', series: [] }],
    [
      'a scalar',
      { resultType: 'scalar', result: [0, '42'] },
      { resultType: 'scalar', sample: { time: 0, value: 42 } },
    ],
    [
      'a string',
      { resultType: 'string', result: [7, 'NaN'] },
      { resultType: 'string', time: 7, value: 'NaN' },
    ],
  ])('decodes %s', (_, data, answer) =>
    expect(decode(data)).toEqual({ ...(answer as object), warnings: [], infos: [] }),
  );

  it('keeps warnings and infos', () =>
    expect(decode({ resultType: 'vector', result: [] }, { warnings: ['w'], infos: ['i'] })).toMatchObject({
      warnings: ['w'],
      infos: ['i'],
    }));

  it('leaves out native histograms, and reports them', () => {
    const histogram = { count: '5', sum: '3.5', buckets: [] };
    const note = /left out: use histogram_count\(\)/;
    const vector = decode({
      resultType: 'vector',
      result: [
        { metric: { a: '1' }, histogram: [1, histogram] },
        { metric: { a: '2' }, value: [1, '2'] },
      ],
    });
    expect(vector).toMatchObject({ series: [{ labels: { a: '2' } }], infos: [expect.stringMatching(note)] });
    const matrix = decode({
      resultType: 'matrix',
      result: [
        { metric: { a: '1' }, histograms: [[1, histogram]] },
        { metric: { a: '2' }, values: [[1, '2']], histograms: [[2, histogram]] },
      ],
    });
    expect(matrix).toMatchObject({
      series: [{ labels: { a: '2' }, samples: [{ time: 1, value: 2 }] }],
      infos: [expect.stringMatching(/^2 series/)],
    });
  });

  it.each<[unknown]>([[{ resultType: 'streams', result: [] }], [{}], [[]], [null], ['<html>']])(
    'refuses %j',
    (data) => expect(() => decode(data)).toThrow(TypeError),
  );
});

describe('sample values', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['-0', -0],
    ['42', 42],
    ['-1.5', -1.5],
    ['0.000001', 1e-6],
    ['1e-07', 1e-7],
    ['1.5e+21', 1.5e21],
    ['1e+100', 1e100],
    ['NaN', NaN],
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
  ])('%s is read, and written as it was', (text, value) => {
    expect(parseSampleValue(text)).toBe(value);
    expect(formatSampleValue(value)).toBe(text);
  });

  it.each<[string, number]>([
    ['Inf', Infinity],
    ['inf', Infinity],
    ['+1', 1],
    ['nan', NaN],
    ['', NaN],
    ['one', NaN],
  ])('%j is read as %d', (text, value) => expect(parseSampleValue(text)).toBe(value));
});

describe('parseErrorText', () => {
  const query = 'invalid parameter "query": ';
  it.each<[string, string, string, unknown]>([
    [
      'rate(up[5m]',
      `${query}1:12: parse error: unclosed left parenthesis`,
      'unclosed left parenthesis',
      { line: 1, column: 12 },
    ],
    [
      'up{',
      'invalid parameter "match[]": 1:4: parse error: unexpected end of input',
      'unexpected end of input',
      { line: 1, column: 4 },
    ],
    ['up{a="é"} + (', `${query}1:14: parse error: unclosed`, 'unclosed', { line: 1, column: 13 }],
    ['up{a="漢👍"} + (', `${query}1:19: parse error: unclosed`, 'unclosed', { line: 1, column: 15 }],
    ['up{a="é"}\n + é(', `${query}2:6: parse error: x`, 'x', { line: 2, column: 5 }],
    ['up', `${query}9:9: parse error: x`, 'x', { line: 9, column: 1 }],
    [
      'up + up',
      'found duplicate series for the match group {}',
      'found duplicate series for the match group {}',
      undefined,
    ],
    ['x', `${query}unknown position: parse error: x`, 'x', undefined],
    [
      'up[5m]',
      `${query}invalid expression type "range vector"`,
      'invalid expression type "range vector"',
      undefined,
    ],
  ])('of %j takes apart %s', (expr, text, reason, position) => {
    expect(parseErrorText(expr, text)).toEqual(position ? { reason, position } : { reason });
  });
});

it('decodes targets', () => {
  const wire = {
    labels: { instance: '127.0.0.1:3030', job: 'api' },
    scrapeUrl: 'http://127.0.0.1:3030/metrics',
    health: 'up',
    lastError: '',
    lastScrape: '2026-11-22T13:50:00.123456789Z',
    lastScrapeDuration: 0.004,
    scrapeInterval: '1s',
  };
  const target = {
    job: 'api',
    instance: '127.0.0.1:3030',
    scrapeUrl: 'http://127.0.0.1:3030/metrics',
    health: 'up',
    lastError: '',
    lastScrape: 1795355400.123,
    lastScrapeDurationSeconds: 0.004,
    scrapeIntervalSeconds: 1,
  };
  const { lastScrape: _, ...never } = target;
  expect(
    decodeTargets({
      activeTargets: [
        wire,
        { ...wire, lastScrape: '2026-11-22T14:50:00.123+01:00' },
        { ...wire, lastScrape: '0001-01-01T00:00:00Z' },
      ],
      droppedTargets: [],
    }),
  ).toEqual([target, target, never]);
  expect(() => decodeTargets({})).toThrow(TypeError);
});

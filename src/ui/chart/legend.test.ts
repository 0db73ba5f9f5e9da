import { describe, expect, it } from 'vitest';
import type { Labels, RangeSeries } from '../../prometheus/types.js';
import { plainText } from '../text/line.js';
import { paint } from '../text/paint.js';
import { drawnSeries, legendLines } from './legend.js';

function series(labels: Labels, ...values: number[]): RangeSeries {
  return { labels, samples: values.map((value, time) => ({ time, value })) };
}

const legend = (drawn: readonly RangeSeries[], width = 60): string[] =>
  legendLines(drawn, { width }).map(plainText);

describe('legendLines', () => {
  it('shows last, smallest and largest value', () =>
    expect(legend([series({ job: 'api' }, 3, 1, 2)])).toEqual([
      'job  last  min  max',
      'api     2    1    3',
    ]));

  it('gives letters to several series in the order of their labels, and lists the largest first', () =>
    expect(legend([series({ le: '10' }, 1), series({ le: '2' }, 5)])).toEqual([
      '   le  last  min  max',
      'a  2      5    5    5',
      'b  10     1    1    1',
    ]));

  it('lists the series that is in front of the others first: the largest on average', () => {
    const rising = [
      series({ q: '0.5' }, 1, 1, 9),
      series({ q: '0.95' }, 5, 5, 5),
      series({ q: '0.99' }, NaN),
    ];
    expect(legend(rising).slice(1)).toEqual([
      'b  0.95     5    5    5',
      'a  0.5      9    1    9',
      'c  0.99   NaN  NaN  NaN',
    ]);
  });

  it.each<[string, number[], string]>([
    ['NaN is not an extreme', [1, NaN], '{}   NaN    1    1'],
    ['infinities are', [1, Infinity, -Infinity, 2], '{}     2  -Inf  +Inf'],
    ['nothing but NaN', [NaN], '{}   NaN  NaN  NaN'],
    ['no samples', [], '{}   NaN  NaN  NaN'],
  ])('%s', (_, values, line) => expect(legend([series({}, ...values)])[1]).toBe(line));

  it('counts the series that are not drawn', () => {
    const many = Array.from({ length: 11 }, (_, i) => series({ route: `r${i}` }, i, NaN));
    const lines = legend(many);
    expect(lines.slice(1, -1).map((line) => line.split(/ +/)[1])).toEqual([
      ...['r10', 'r9', 'r8', 'r7', 'r6', 'r5', 'r4', 'r3'],
    ]);
    expect(lines.at(-1)).toBe('… and 3 more series, with lower values');
  });

  it('paints keys with colour', () => {
    const lines = legendLines([series({ a: '1' }, 1), series({ a: '2' }, 1)], { width: 60, color: true });
    const text = paint(lines, true);
    expect(text).toContain('\u001b[36m●\u001b[39m');
    expect(text).toContain('\u001b[33m●\u001b[39m');
  });
});

it('draws the highest series, including infinite ones', () => {
  const low = Array.from({ length: 8 }, (_, i) => series({ n: `${i}` }, 1));
  const drawn = drawnSeries([series({ n: 'nan' }, NaN), ...low, series({ n: 'inf' }, Infinity)]);
  expect(drawn.series.map(({ labels }) => labels.n)).toEqual(['inf', '0', '1', '2', '3', '4', '5', '6']);
  expect(drawn.hidden).toBe(2);
});

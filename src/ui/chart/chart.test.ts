import { describe, expect, it } from 'vitest';
import type { RangeSeries } from '../../prometheus/types.js';
import { displayWidth } from '../../util/text/display-width.js';
import { type ChartOptions, renderChart } from './chart.js';

const START = Date.UTC(2026, 10, 22, 13, 40) / 1000;
const STEP = 5;

function series(route: string, values: readonly (number | undefined)[]): RangeSeries {
  const samples = values.flatMap((value, i) =>
    value === undefined ? [] : [{ time: START + i * STEP, value }],
  );
  return { labels: { route }, samples };
}

function chart(drawn: readonly RangeSeries[], options: Partial<ChartOptions> = {}): string[] {
  const end = START + 12 * STEP;
  return renderChart(drawn, {
    width: 30,
    height: 7,
    start: START,
    end,
    step: STEP,
    timeZone: 'UTC',
    ...options,
  }).split('\n');
}

const ramp = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

const RULER = '   └┬────────────┬───────────┬';
const TIMES = '    13:40:00 13:40:30 13:41:00';

describe('renderChart', () => {
  it.each<[string, readonly RangeSeries[], string[]]>([
    [
      'a line',
      [series('/', ramp)],
      [
        '15 ┤',
        '10 ┤                    ⣀⠤⠔⠒⠊⠉',
        '   │            ⢀⣀⠤⠤⠒⠒⠉⠉',
        ' 5 ┤     ⢀⣀⡠⠤⠔⠒⠊⠁',
        ' 0 ┤⣀⠤⠤⠒⠉⠁',
      ],
    ],
    [
      'gaps, if a value is NaN or a sample is missing',
      [
        series(
          '/',
          ramp.map((v) => (v === 4 ? NaN : v === 8 ? undefined : v)),
        ),
      ],
      [
        '15 ┤',
        '10 ┤                    ⣀⠤⠔⠒⠊⠉',
        '   │            ⢀⣀⠤⠄   ⠉',
        ' 5 ┤     ⢀⣀   ⠐⠊⠁',
        ' 0 ┤⣀⠤⠤⠒⠉⠁',
      ],
    ],
    [
      'infinities',
      [
        series(
          '/',
          ramp.map((v) => (v === 3 ? Infinity : v === 9 ? -Infinity : v)),
        ),
      ],
      [
        '15 ┤      ▲',
        '10 ┤                     ⠠⠔⠒⠊⠉',
        '   │            ⢀⣀⠤⠤⠒⠂',
        ' 5 ┤        ⠠⠔⠒⠊⠁',
        ' 0 ┤⣀⠤⠤⠒⠉              ▼',
      ],
    ],
    [
      'several lines, with letters if there is no colour',
      [series('/a', ramp), series('/b', [...ramp].reverse())],
      [
        '15 ┤',
        '10 ┤⠉⠒⠒⠢⠤⣀              ⣀⠤⠔⠒⠊⠉',
        '   │      ⠉⠑⠒⠢⠤⠤⣀b⠤⠤⠒⠒⠉a',
        ' 5 ┤     ⢀⣀⡠⠤⠔⠒⠊⠁⠈⠑⠒⠤⠤⣀⣀⡀',
        ' 0 ┤⣀⠤⠤⠒a⠁              ⠈⠉⠒⠤⢄b',
      ],
    ],
  ])('draws %s', (_, drawn, lines) => expect(chart(drawn)).toEqual([...lines, RULER, TIMES]));

  it.each<[string, readonly RangeSeries[], string[]]>([
    ['one point', [series('/', [undefined, undefined, 3])], ['3 ┤    •', '2 ┤', '  │', '1 ┤', '0 ┤']],
    ['only NaN', [series('/', [NaN, NaN])], ['1.0 ┤', '    │', '0.5 ┤', '    │', '0.0 ┤']],
    ['nothing', [], ['1.0 ┤', '    │', '0.5 ┤', '    │', '0.0 ┤']],
    [
      'a constant',
      [
        series(
          '/',
          ramp.map(() => 5),
        ),
      ],
      [`5.0 ┤${'⠉'.repeat(25)}`, '    │', '2.5 ┤', '    │', '0.0 ┤'],
    ],
    [
      'a point without neighbours',
      [series('/', [1, undefined, 4, undefined, 2, 2])],
      ['4 ┤    •', '  │', '2 ┤         ⠤⠤⠄', '  │•', '0 ┤'],
    ],
  ])('draws %s', (_, drawn, lines) => expect(chart(drawn).slice(0, 5)).toEqual(lines));

  it('draws one instant in the middle', () =>
    expect(chart([series('/', [2])], { end: START, width: 21, height: 3 })).toEqual([
      '2 ┤         •',
      '  │',
      '0 ┤',
    ]));

  it('marks time spans on the time axis, also those that began earlier', () => {
    const regions = [
      { start: START - 60, end: START + 5 },
      { start: START + 30, end: START + 30 },
      { start: START + 45, end: START + 90 },
      { start: START + 100, end: START + 110 },
    ];
    const lines = chart([series('/', ramp)], { regions });
    expect(lines[5]).toBe('   └┯━━──────────┯─────━━━━━━┯');
    expect(lines[6]).toBe(TIMES);
    expect(chart([series('/', ramp)], { regions, color: true })[5]).toContain('\u001b[31m┯━━');
  });

  it('paints each line in its colour, the first of the legend in front', () => {
    const text = chart([series('/a', ramp), series('/b', ramp)], { color: true }).join('\n');
    expect(text).toContain('\u001b[36m');
    expect(text).not.toContain('\u001b[33m');
    expect(text).not.toContain('a');
  });

  it('paints a cell that two lines share in the colour of the larger one, whatever its labels', () => {
    const larger = ramp.map((value) => value + 0.01);
    for (const drawn of [
      [series('/a', ramp), series('/b', larger)],
      [series('/b', larger), series('/a', ramp)],
    ]) {
      const text = chart(drawn, { color: true, height: 12 }).join('\n');
      expect(text).toContain('\u001b[33m');
      expect(text).not.toContain('\u001b[36m');
    }
  });

  it('leaves out samples beyond the edges', () =>
    expect(chart([series('/', ramp)], { end: START + 2 * STEP })[4]).toMatch(/^ 0 ┤⣀/));

  it('has exactly the given size, however small', () => {
    for (const width of [1, 2, 5, 12, 17, 40, 99]) {
      for (const height of [1, 2, 3, 4, 19]) {
        const lines = chart([series('/a', ramp), series('/b', [5, NaN, Infinity])], { width, height });
        expect(lines).toHaveLength(height);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});

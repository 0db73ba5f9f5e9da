import { describe, expect, test } from 'vitest';
import type { Labels, QueryResult } from '../../prometheus/types.js';
import { displayWidth } from '../../util/text/display-width.js';
import { type Line, plainText } from '../text/line.js';
import type { Course, Preview } from './preview.js';
import { previewLines } from './preview-text.js';

const WIDE = { width: 100, rows: 12 };
const AXIS = /[┤│└]/;
const series = (count: number, more: Labels = {}): Labels[] =>
  Array.from({ length: count }, (_, i) => ({ route: `/r${i}`, ...more }));

function preview(sets: readonly Labels[], { charted = true } = {}): Preview {
  const result: QueryResult = {
    resultType: 'vector',
    series: sets.map((labels, i) => ({ labels, sample: { time: 300, value: i + 1 } })),
    warnings: [],
    infos: [],
  };
  const samplesOf = (i: number) => [0, 100, 200, 300].map((time) => ({ time, value: time * (i + 1) }));
  const course: Course = {
    start: 0,
    end: 300,
    step: 100,
    series: sets.map((labels, i) => ({ labels, samples: samplesOf(i) })),
  };
  return { on: true, stale: false, answer: { result, ...(charted && { course }) } };
}

const text = (lines: readonly Line[]): string[] => lines.map(plainText);

describe('a chart', () => {
  test('is beside the table, whose rows are its legend', () => {
    const lines = text(previewLines(preview(series(2)), { width: 60, rows: 8 }));
    expect(lines[0]).toBe('Preview: 2 series, charted over the last minutes');
    expect(lines[1]).toMatch(/^ {3}route {2}value {3}600 ┤ +[⠁-⣿]+b?$/);
    expect(lines[3]).toMatch(/^a {2}\/r0 {8}1 +[│┤\d]/);
    // The larger line is in front of the other one, so it comes first.
    expect(lines[2]).toMatch(/^b {2}\/r1 {8}2 +[│┤\d]/);
    expect(lines[6]).toMatch(/└[─┬]+$/);
  });

  test('needs no letter for one series', () => {
    const lines = text(previewLines(preview(series(1)), { width: 60, rows: 8 }));
    expect(lines[2]).toMatch(/^\/r0 /);
  });

  test('tells its lines apart by colours if there are colours', () => {
    const lines = previewLines(preview(series(2)), { width: 60, rows: 8, color: true });
    expect(lines[3]![0]).toEqual({ text: '●', tone: 'series-0' });
    expect(lines[2]![0]).toEqual({ text: '●', tone: 'series-1' });
    expect(lines.flat().some(({ text, tone }) => tone === 'series-1' && /[⠁-⣿]/.test(text))).toBe(true);
    const stale = previewLines({ ...preview(series(2)), stale: true }, { width: 60, rows: 8, color: true });
    expect(new Set(stale.flat().map(({ tone }) => tone))).toEqual(new Set(['dim']));
  });

  test('shows only the series in the table', () => {
    const lines = text(previewLines(preview(series(30)), { width: 60, rows: 8 }));
    expect(lines.filter((row) => /^[a-z] {2}\/r2[5-9]/.test(row))).toHaveLength(5);
    expect(lines.find((row) => row.startsWith('and 25 more'))).toBeDefined();
  });

  const wide = { path: '/a/very/long/path/to/something', host: 'host-1.example.com' };
  test.each([
    ['beside the table', series(2), 80, 9, true],
    ['below a wide table', series(2).map((one, i) => ({ ...one, ...wide, i: String(i) })), 80, 14, true],
    ['nowhere', series(2, wide), 40, 6, false],
    ['nowhere', series(2), 60, 5, false],
  ])('%s (%#)', (_, sets, width, rows, shown) => {
    const lines = text(previewLines(preview(sets), { width, rows }));
    expect(lines.some((row) => AXIS.test(row))).toBe(shown);
    expect(lines[0]!.includes('last minutes')).toBe(shown);
  });

  test('is replaced by bars in the rows if there is no room', () => {
    const wideRows = series(2).map((one, i) => ({ ...one, host: `${'x'.repeat(40)}${i}` }));
    const lines = text(previewLines(preview(wideRows), { width: 79, rows: 7 }));
    expect(lines[0]).toBe('Preview: 2 series');
    expect(lines[1]).toMatch(/ value {2,}last minutes$/);
    expect(lines.slice(2, 4).map((row) => row.replace(/ +/g, ' '))).toEqual([
      expect.stringMatching(/^x+0 \/r0 1 ▁ +▃ +▆ +█$/),
      expect.stringMatching(/^x+1 \/r1 2 ▁ +▃ +▆ +█$/),
    ]);
    expect(lines.join()).not.toMatch(AXIS);
  });

  test.each([
    [0, 'by the minute'],
    [120, 'finer'],
  ])('begins at the first data: %d s, %s', (from, axis) => {
    const samples = [from, (from + 300) / 2, 300].map((time) => ({ time, value: time }));
    const { result } = preview(series(1)).answer as { result: QueryResult };
    const course: Course = { start: 0, end: 300, step: 5, series: [{ labels: { route: '/r0' }, samples }] };
    const lines = text(previewLines({ on: true, stale: false, answer: { result, course } }, WIDE));
    expect(lines.join(' ')).toMatch(axis === 'finer' ? / \d\d:\d\d:\d\d / : / \d\d:\d\d /);
  });

  test('needs at least two numbers', () => {
    const gone: Preview = {
      ...preview(series(1)),
      answer: {
        result: (preview(series(1)).answer as { result: QueryResult }).result,
        course: { start: 0, end: 300, step: 5, series: [{ labels: { route: '/r0' }, samples: [] }] },
      },
    };
    expect(text(previewLines(gone, { width: 80, rows: 9 }))[0]).toBe('Preview: 1 series');
  });
});

test('says that there is no preview if Prometheus does not answer', () => {
  const lines = text(
    previewLines({ on: true, stale: false, answer: { unanswered: true } }, { width: 79, rows: 3 }),
  );
  expect(lines).toEqual(['No preview: Prometheus did not answer in time.', '', '']);
});

test.each([
  [20, 3],
  [60, 7],
  [79, 9],
  [99, 14],
])('%d × %d is filled exactly, and never overflows', (width, rows) => {
  for (const count of [0, 1, 3, 40]) {
    for (const charted of [true, false]) {
      for (const color of [true, false]) {
        const lines = previewLines(preview(series(count), { charted }), { width, rows, color });
        expect(lines).toHaveLength(rows);
        for (const row of text(lines)) expect(displayWidth(row)).toBeLessThan(width + 1);
      }
    }
  }
});

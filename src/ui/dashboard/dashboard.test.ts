import { describe, expect, it, test } from 'vitest';
import { type Panel, parseDashboard } from '../../dashboards/model/dashboard.js';
import type { PanelData } from '../../dashboards/panel/fetch.js';
import type { Labels } from '../../prometheus/types.js';
import { displayWidth } from '../../util/text/display-width.js';
import { frameLines, headerLine, totalHeight, visiblePanels, withTitles } from './frame.js';
import { placePanels } from './layout.js';
import { renderPanel } from './panel.js';

const dashboard = (...panels: object[]) =>
  parseDashboard({
    title: 'D',
    panels: panels.map((panel, i) => ({ id: i + 1, title: `P${i + 1}`, ...panel })),
  });

const panelOf = (fields: object): Panel => dashboard(fields).panels[0]!;

const TARGETS = [{ refId: 'A', expr: 'x', legendFormat: '{{l}}' }];

/** Ten samples of each series, one per second. */
function data(...series: [Labels, (i: number) => number][]): PanelData {
  const query = { refId: 'A', expr: 'x', legendFormat: '{{l}}', instant: false, start: 0, end: 9, step: 1 };
  const answer = {
    resultType: 'matrix' as const,
    series: series.map(([labels, value]) => ({
      labels,
      samples: Array.from({ length: 10 }, (_, i) => ({ time: i, value: value(i) })),
    })),
    warnings: [],
    infos: [],
  };
  return [{ query, answer, error: undefined }];
}

const units = (unit: string, more: object = {}): object => ({
  targets: TARGETS,
  fieldConfig: { defaults: { unit, ...more } },
});

describe('renderPanel', () => {
  const draw = (fields: object, answer: PanelData | undefined, width = 30, height = 6): string[] =>
    renderPanel(panelOf(fields), answer, { width, height, color: false });

  it('shows one value large, with a sparkline', () => {
    expect(draw({ type: 'stat', ...units('reqps') }, data([{ l: 'a' }, (i) => i]))).toEqual([
      '╭─ P1 ───────────────────────╮',
      '│                            │',
      '│          9 req/s           │',
      '│                            │',
      '│ ▁▂▃▃▄▅▆▆▇█                 │',
      '╰────────────────────────────╯',
    ]);
  });

  it('lists several values', () => {
    const lines = draw(
      { type: 'stat', ...units('s') },
      data([{ l: 'a' }, () => 1], [{ l: 'b' }, () => 0.02]),
    );
    expect(lines.slice(1, 3)).toEqual(['│ a                      1 s │', '│ b                    20 ms │']);
  });

  it('shows how many values do not fit', () => {
    const many = Array.from({ length: 9 }, (_, i): [Labels, () => number] => [{ l: `s${i}` }, () => i]);
    const lines = draw({ type: 'stat', ...units('short') }, data(...many));
    expect(lines.slice(3, 5)).toEqual(['│ s2                       2 │', '│ … 6 more                   │']);
  });

  it('draws bars on one scale', () => {
    const lines = draw(
      { type: 'bargauge', ...units('short', { max: 10 }) },
      data([{ l: 'a' }, () => 10], [{ l: 'long name' }, () => 5], [{ l: 'nan' }, () => NaN]),
    );
    expect(lines.slice(1, 4)).toEqual([
      '│ a         ████████████  10 │',
      '│ long name ██████░░░░░░   5 │',
      '│ nan       ░░░░░░░░░░░░ NaN │',
    ]);
  });

  it('draws lines with their names and last values in the panel’s unit', () => {
    const lines = draw(
      { type: 'timeseries', ...units('percentunit') },
      data([{ l: 'p99' }, (i) => i / 10], [{ l: 'p50' }, () => 0.05]),
      44,
      14,
    );
    expect(lines.join('\n')).toMatch(/[\u2801-\u28ff]/);
    expect(lines.join('\n')).toContain('100% ┤');
    expect(lines.at(-2)).toBe('│ a p99 90%  b p50 5%                      │');
  });

  it('omits the last value of a line that has ended', () => {
    const ended = data([{ l: 'a' }, () => 1], [{ l: 'b' }, (i) => (i < 5 ? 1 : NaN)]);
    expect(draw({ type: 'timeseries', ...units('s') }, ended, 44, 14).at(-2)).toMatch(/b b – {2}a a 1 s/);
  });

  it('has ticks of bytes at powers of two', () => {
    const text = draw(
      { type: 'timeseries', ...units('bytes') },
      data([{ l: 'a' }, () => 100 * 2 ** 20]),
      44,
      12,
    );
    expect(text.join('\n')).toContain('100 MiB ┤');
  });

  it('shows a table of labels and values', () => {
    const lines = draw({ type: 'table', ...units('s') }, data([{ job: 'api' }, () => 2]));
    expect(lines.slice(1, 3).map((line) => line.slice(2, -2).trim().split(/ +/))).toEqual([
      ['job', 'value'],
      ['api', '2', 's'],
    ]);
  });

  it('shows what it cannot draw as its query and last values', () => {
    const text = draw({ type: 'heatmap', ...units('s') }, data([{ l: 'a' }, () => 2]), 50).join('\n');
    expect(text).toContain('can’t draw type heatmap; its query:');
    expect(text).toMatch(/│ x +│\n│ a +2 s │/);
  });

  it.each<[string, object, PanelData | undefined, string]>([
    ['nothing yet', { type: 'stat', targets: TARGETS }, undefined, '…'],
    ['no data', { type: 'stat', targets: TARGETS }, data(), 'no data'],
    ['no query', { type: 'stat' }, undefined, 'stat: no Prometheus query'],
    ['a text', { type: 'text', options: { content: '# Hi\n**you** [there](http://x)' } }, undefined, 'Hi'],
    [
      'an error',
      { type: 'stat', targets: TARGETS },
      [{ ...data()[0]!, answer: undefined, error: 'PromQL error: no' }],
      'PromQL error: no',
    ],
  ])('says %s', (_, fields, answer, expected) => {
    expect(draw(fields, answer)[1]!.slice(2, -2).trimEnd()).toBe(expected);
  });

  it('escapes label values', () => {
    const lines = draw(
      { type: 'stat', ...units('s') },
      data([{ l: '\u001b[2J' }, () => 1], [{ l: 'b' }, () => 1]),
    );
    expect(lines.join('')).not.toContain('\u001b');
  });

  const kinds = ['timeseries', 'stat', 'gauge', 'bargauge', 'table', 'text', 'heatmap'];
  const sizes = [1, 3, 5, 8, 20, 61].flatMap((width) =>
    [1, 2, 3, 4, 7, 20].map((height) => [width, height] as const),
  );
  it.each(kinds)('a %s fills any size exactly', (type) => {
    const series = Array.from({ length: 12 }, (_, s): [Labels, (i: number) => number] => [
      { l: `数据 ${s}` },
      (i) => (i % 3 === 0 ? NaN : i * s),
    ]);
    for (const [width, height] of sizes) {
      for (const color of [false, true]) {
        const fields = { type, ...units('s'), options: { content: 'A long text '.repeat(9) } };
        const lines = renderPanel(panelOf(fields), data(...series), { width, height, color });
        expect(lines).toHaveLength(height);
        if (width >= 6) expect(new Set(lines.map(displayWidth))).toEqual(new Set([width]));
      }
    }
  });
});

describe('placePanels', () => {
  const at = (type: string, x: number, y: number, w: number, h: number): object => ({
    type,
    gridPos: { x, y, w, h },
  });
  const places = (columns: number, ...panels: object[]): number[][] =>
    placePanels(dashboard(...panels).panels, columns).map(({ left, top, width, height }) => [
      left,
      top,
      width,
      height,
    ]);

  it.each<[string, number, object[], number[][]]>([
    [
      'side by side',
      80,
      [at('timeseries', 0, 0, 12, 10), at('timeseries', 12, 0, 12, 10)],
      [
        [0, 0, 40, 14],
        [40, 0, 40, 14],
      ],
    ],
    [
      'one below the other if they are too narrow',
      60,
      [at('timeseries', 0, 0, 12, 10), at('timeseries', 12, 0, 12, 10), at('stat', 0, 10, 12, 5)],
      [
        [0, 0, 60, 14],
        [0, 14, 60, 14],
        [0, 28, 30, 7],
      ],
    ],
    [
      'a tall one next to two low ones',
      120,
      [at('timeseries', 0, 0, 12, 10), at('stat', 12, 0, 12, 5), at('stat', 12, 5, 12, 5)],
      [
        [0, 0, 60, 14],
        [60, 0, 60, 7],
        [60, 7, 60, 7],
      ],
    ],
    [
      'rows are one line high, and holes close',
      80,
      [at('row', 0, 0, 24, 1), at('table', 0, 30, 24, 5)],
      [
        [0, 0, 80, 1],
        [0, 1, 80, 7],
      ],
    ],
    ['narrower than anything', 10, [at('timeseries', 0, 0, 12, 5)], [[0, 0, 10, 7]]],
  ])('%s', (_, columns, panels, expected) => expect(places(columns, ...panels)).toEqual(expected));
});

test('a chart marks when alerts fired, and names them', () => {
  const regions = [
    { title: 'ApiErrorRateHigh', color: 'red', start: 2, end: 5 },
    { title: 'TargetDown', color: 'red', start: 4, end: 4 },
    { title: 'Long ago', color: 'red', start: -50, end: -40 },
  ];
  const answer = data([{ l: 'a' }, (i) => i]);
  const drawn = (more: object) =>
    renderPanel(panelOf({ type: 'timeseries', targets: TARGETS }), answer, {
      ...{ width: 60, height: 12, color: false },
      ...more,
    });
  const lines = drawn({ regions });
  expect(lines).toHaveLength(12);
  expect(lines.filter((line) => /└[─┬]+[━┯]+/.test(line))).toHaveLength(1);
  expect(lines.some((line) => line.includes('│ ━ ApiErrorRateHigh, TargetDown '))).toBe(true);
  expect(lines.join('\n')).not.toContain('Long ago');
  expect(drawn({}).join('\n')).not.toContain('━');
});

describe('frameLines', () => {
  const placed = placePanels(
    dashboard(
      { type: 'stat', gridPos: { x: 0, y: 0, w: 12, h: 4 } },
      { type: 'stat', gridPos: { x: 12, y: 0, w: 12, h: 4 } },
      { type: 'stat', gridPos: { x: 12, y: 4, w: 12, h: 4 } },
    ).panels,
    60,
  );

  it('shows the lines of the window, panels side by side', () => {
    const lines = frameLines(placed, new Map(), { from: 0, rows: 99, color: false });
    expect(lines).toHaveLength(totalHeight(placed));
    expect(lines[0]).toBe(`╭─ P1 ${'─'.repeat(23)}╮╭─ P2 ${'─'.repeat(23)}╮`);
    expect(lines[6]).toBe(`${' '.repeat(30)}╭─ P3 ${'─'.repeat(23)}╮`);
    expect(frameLines(placed, new Map(), { from: 6, rows: 2, color: false })).toEqual(lines.slice(6, 8));
  });

  it('knows which panels are visible', () => {
    const seen = (from: number, rows: number): number[] =>
      visiblePanels(placed, from, rows).map(({ panel }) => panel.id);
    expect(seen(0, 5)).toEqual([1, 2]);
    expect(seen(5, 2)).toEqual([1, 2, 3]);
    expect(seen(6, 9)).toEqual([3]);
  });
});

test('titles and the header name the chosen values', () => {
  const board = parseDashboard({
    title: 'D',
    panels: [{ title: 'of $v' }],
    templating: {
      list: [{ name: 'v', type: 'custom', label: 'V', query: 'a,b', includeAll: true, allValue: '.*' }],
    },
  });
  const variables = [{ variable: board.variables[0]!, options: ['a', 'b'], selected: ['$__all'] }];
  expect(withTitles(placePanels(board.panels, 80), variables)[0]!.panel.title).toBe('of All');
  const header = (width: number): string => headerLine(board, variables, 'last 5m', { width, color: false });
  expect(header(80)).toBe('D · last 5m · V: All');
  expect(header(10)).toBe('D · last …');
});

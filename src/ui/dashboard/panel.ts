import { stripVTControlCharacters } from 'node:util';
import type { Panel } from '../../dashboards/model/dashboard.js';
import { type NamedSeries, namedSeries, type PanelData } from '../../dashboards/panel/fetch.js';
import { reduceSamples } from '../../dashboards/panel/reduce.js';
import { thresholdColor } from '../../dashboards/panel/thresholds.js';
import { formatUnit } from '../../dashboards/panel/units.js';
import { displayWidth, padEnd, padStart, printable, truncate } from '../../util/text/display-width.js';
import { sparkline } from '../chart/sparkline.js';
import { type Paint, painter } from '../text/paint.js';
import { renderTable } from '../text/table.js';
import { wrapText } from '../text/wrap.js';
import type { DrawArea, PanelBox } from './area.js';
import { chartLines } from './chart.js';
import { paintNamed } from './colors.js';

/**
 * A panel in its frame: exactly `height` lines of exactly `width` columns.
 * @param data undefined until it is there
 */
export function renderPanel(panel: Panel, data: PanelData | undefined, box: PanelBox): string[] {
  const [strong, dim] = [painter('strong', box.color), painter('dim', box.color)];
  const title = printable(panel.title);
  if (panel.kind === 'row') return [strong(padEnd(truncate(`▾ ${title}`, box.width), box.width))];

  const area = {
    width: Math.max(1, box.width - 4),
    height: Math.max(0, box.height - 2),
    color: box.color,
    regions: box.regions ?? [],
  };
  const shown = truncate(title, Math.max(0, box.width - 6));
  const rule = '─'.repeat(Math.max(0, box.width - 5 - displayWidth(shown)));
  const body = content(panel, data, area).slice(0, area.height);
  const side = dim('│');
  return [
    `${dim('╭─')} ${strong(shown)} ${dim(`${rule}╮`)}`,
    ...Array.from({ length: area.height }, (_, i) => `${side} ${fit(body[i] ?? '', area.width)} ${side}`),
    dim(`╰${'─'.repeat(Math.max(0, box.width - 2))}╯`),
  ].slice(0, box.height);
}

/** A line that is unexpectedly too wide loses its colours and its end. */
function fit(line: string, width: number): string {
  return padEnd(displayWidth(line) <= width ? line : truncate(stripVTControlCharacters(line), width), width);
}

function content(panel: Panel, data: PanelData | undefined, area: DrawArea): string[] {
  const [dim, bad] = [painter('dim', area.color), painter('bad', area.color)];
  if (panel.kind === 'text') return wrapText(readableText(panel), area.width);
  if (panel.targets.length === 0) {
    return [dim(truncate(`${panel.type}: no Prometheus query`, area.width))];
  }
  if (!data) return [dim('…')];
  const errors = data.flatMap(({ error }) =>
    error === undefined ? [] : wrapText(printable(error), area.width).map((line) => bad(line)),
  );
  const series = namedSeries(data);
  if (series.length === 0 && panel.kind !== 'unknown') {
    return errors.length > 0 ? errors : [dim('no data')];
  }
  const rest = { ...area, height: Math.max(0, area.height - errors.length) };
  return [...errors, ...draw(panel, data, series, rest)];
}

function draw(panel: Panel, data: PanelData, series: readonly NamedSeries[], area: DrawArea): string[] {
  switch (panel.kind) {
    case 'timeseries':
      return chartLines(panel, data, series, area);
    case 'stat':
      return statLines(panel, series, area);
    case 'gauge':
    case 'bargauge':
      return barLines(panel, series, area);
    case 'table':
      return tableLines(panel, series, area);
    default:
      return unknownLines(panel, data, series, area);
  }
}

/** One value with a sparkline below it; several as a list. */
function statLines(panel: Panel, series: readonly NamedSeries[], area: DrawArea): string[] {
  const values = series.map((one) => valueOf(panel, one, area.color));
  if (series.length > 1) {
    return more(
      series.map(({ name }, i) => nameAndValue(name, values[i]!, area.width)),
      area.height,
    );
  }
  const [{ text, paint }] = values as [ReturnType<typeof valueOf>];
  const numbers = series[0]!.samples.map(({ value }) => value);
  const course =
    numbers.length > 1 && area.height > 1 ? sparkline(spread(numbers, area.width), area.width) : '';
  const above = Math.max(0, Math.floor((area.height - (course === '' ? 1 : 2)) / 2));
  const blank = Array.from({ length: above }, () => '');
  const below = Array.from({ length: Math.max(0, area.height - above - 2) }, () => '');
  const indent = ' '.repeat(Math.max(0, Math.floor((area.width - displayWidth(text)) / 2)));
  return [
    ...blank,
    indent + painter('strong', area.color)(paint(text)),
    ...(course === '' ? [] : [...below, paint(course)]),
  ];
}

/** At most `count` of the values, evenly spread, including the last one. */
function spread(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 1) * values.length) / count) - 1]!);
}

/** Name, bar and value of each series, on one scale. */
function barLines(panel: Panel, series: readonly NamedSeries[], area: DrawArea): string[] {
  const values = series.map((one) => valueOf(panel, one, area.color));
  const finite = values.map(({ value }) => value).filter(Number.isFinite);
  const min = panel.min ?? Math.min(0, ...finite);
  const max = Math.max(
    panel.max ?? (panel.unit === 'percentunit' ? 1 : Math.max(...finite, min)),
    min + Number.MIN_VALUE,
  );
  const nameWidth = Math.min(
    Math.floor(area.width * 0.4),
    Math.max(...series.map(({ name }) => displayWidth(printable(name)))),
  );
  const valueWidth = Math.max(...values.map(({ text }) => displayWidth(text)));
  const room = Math.max(0, area.width - nameWidth - valueWidth - 2);
  const dim = painter('dim', area.color);
  return more(
    series.map(({ name }, i) => {
      const { value, text, paint } = values[i]!;
      const share = Number.isFinite(value) ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
      const filled = Math.round(share * room);
      const bar = paint('█'.repeat(filled)) + dim('░'.repeat(room - filled));
      const label = padEnd(truncate(printable(name), nameWidth), nameWidth);
      return `${label} ${bar} ${paint(padStart(text, valueWidth))}`;
    }),
    area.height,
  );
}

function tableLines(panel: Panel, series: readonly NamedSeries[], area: DrawArea): string[] {
  const rows = series.map((one) => ({ labels: one.labels, values: [valueOf(panel, one, false).text] }));
  const table = renderTable(rows, { valueHeaders: ['value'], width: area.width, color: area.color });
  return more(table.split('\n'), area.height);
}

/** A panel that can't be drawn: its queries, and their last values. */
function unknownLines(
  panel: Panel,
  data: PanelData,
  series: readonly NamedSeries[],
  area: DrawArea,
): string[] {
  const dim = painter('dim', area.color);
  const queries = data.flatMap(({ query }) =>
    wrapText(printable(query.expr.replace(/\s+/g, ' ')), area.width),
  );
  const values = series.map((one) => nameAndValue(one.name, valueOf(panel, one, area.color), area.width));
  const head = [dim(truncate(`can’t draw type ${printable(panel.type)}; its query:`, area.width))];
  const about = more(queries, Math.max(1, Math.floor(area.height / 2)));
  const body = values.length > 0 ? values : [dim('no data')];
  return [...head, ...about, ...more(body, Math.max(0, area.height - head.length - about.length))];
}

function valueOf(
  panel: Panel,
  { samples }: NamedSeries,
  color: boolean,
): { value: number; text: string; paint: Paint } {
  const value = reduceSamples(panel.calc, samples);
  const text = formatUnit(value, panel.unit, panel.decimals);
  return { value, text, paint: paintNamed(thresholdColor(value, panel), color) };
}

function nameAndValue(name: string, { text, paint }: { text: string; paint: Paint }, width: number): string {
  const room = Math.max(0, width - displayWidth(text) - 1);
  return `${padEnd(truncate(printable(name), room), room)} ${paint(text)}`;
}

/** At most `height` lines; the last one says how many are missing. */
function more(lines: readonly string[], height: number): string[] {
  if (lines.length <= height) return [...lines];
  return height < 1 ? [] : [...lines.slice(0, height - 1), `… ${lines.length - height + 1} more`];
}

/** Markdown and HTML are readable enough without their markup. */
function readableText({ content: text, contentMode }: Panel): string {
  const plain =
    contentMode === 'html'
      ? text.replace(/<br\s*\/?>|<\/(p|div|h\d|li)>/gi, '\n').replace(/<[^>]*>/g, '')
      : text.replace(/^#+\s*/gm, '').replace(/(\*\*|__|`)/g, '');
  return plain.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').trim();
}

import type { QueryResult } from '../../prometheus/types.js';
import { type Evaluation, joinInstants, labelKey } from '../../promql/meaning/compare.js';
import { displayWidth, printable, truncate, widest } from '../../util/text/display-width.js';
import { counted } from '../../util/text/words.js';
import { type Line, line, plainText } from '../text/line.js';
import { largestRows, resultTable } from './comparison-table.js';
import type { Course, Preview } from './preview.js';
import { type PreviewChart, previewChart } from './preview-chart.js';

export interface PreviewBox {
  width: number;
  rows: number;
  /** Without it, letters tell the lines of a chart apart. */
  color?: boolean;
}

/** Between a table and the chart beside it. */
const GAP = 3;
/** A smaller chart shows nothing useful. */
const MIN_CHART = { width: 28, height: 5 };
/** In columns: at least the width of their heading; more than the most adds nothing. */
const BARS = { fewest: 12, most: 24 };
const COLUMN_GAP = 2;
/** In a narrower table, bars would cut the labels. */
const MIN_WIDTH_WITH_BARS = 60;
/** A larger chart is not a preview. */
const MAX_CHART = { width: 72, height: 12 };

/** A preview in exactly `box.rows` rows, whatever it shows, so that nothing around it moves. */
export function previewLines({ answer, stale }: Preview, box: PreviewBox): Line[] {
  const { width, rows } = box;
  const content =
    answer === undefined
      ? [line(truncate('Your query’s result appears here as you type.', width), 'dim')]
      : 'refused' in answer
        ? refusal(answer.refused, width)
        : 'unanswered' in answer
          ? [line(truncate('No preview: Prometheus did not answer in time.', width), 'dim')]
          : resultLines(answer.result, answer.course, box);
  const shown = content.slice(0, rows).map((row) => (stale ? line(plainText(row), 'dim') : row));
  return [...shown, ...Array.from({ length: rows - shown.length }, () => [])];
}

function refusal(reason: string, width: number): Line[] {
  return [line(truncate(`Not valid yet: ${printable(reason)}`, width), 'dim')];
}

/** A table, with a chart of its rows beside or below it; if neither fits, with bars in the table. */
function resultLines(result: QueryResult, course: Course | undefined, box: PreviewBox): Line[] {
  const { width, rows } = box;
  const evaluation = joinInstants([result]);
  // A table also has a heading, and a line about hidden rows.
  const most = Math.max(1, rows - 3);
  const heading = headingOf(result);
  const chart = course && previewChart(course, shownKeys(evaluation, most), box.color ?? false);
  if (!chart) return [line(truncate(heading, width), 'dim'), ...resultTable(evaluation, width, most)];
  return (
    withChart(`${heading}, charted over the last minutes`, evaluation, chart, { ...box, most }) ?? [
      line(truncate(heading, width), 'dim'),
      ...withBars(evaluation, chart, width, most),
    ]
  );
}

/** A table with bars in each row, as long as fits but never too short to read. */
function withBars(evaluation: Evaluation, { bars }: PreviewChart, width: number, most: number): Line[] {
  const plain = resultTable(evaluation, width, most);
  if (width < MIN_WIDTH_WITH_BARS) return plain;
  const free = width - widest(plain.map(plainText)) - COLUMN_GAP;
  const length = Math.min(Math.max(free, BARS.fewest), BARS.most);
  return resultTable(evaluation, width, most, {
    course: { header: 'last minutes', of: (key) => bars(key, length) },
  });
}

function shownKeys(evaluation: Evaluation, most: number): ReadonlySet<string> {
  return new Set(largestRows(evaluation, most).map(({ labels }) => labelKey(labels)));
}

/** Undefined if there is no room for both. */
function withChart(
  heading: string,
  evaluation: Evaluation,
  { keys, draw }: PreviewChart,
  { width, rows, most }: PreviewBox & { most: number },
): Line[] | undefined {
  const head = line(truncate(heading, width), 'dim');
  const table = resultTable(evaluation, width, most, { keys });
  const columns = widest(table.map(plainText)) + GAP;
  const height = Math.min(rows - 1, MAX_CHART.height);
  if (width - columns >= MIN_CHART.width && height >= MIN_CHART.height) {
    const chart = draw(Math.min(width - columns, MAX_CHART.width), height);
    return [head, ...beside(table, columns, chart)];
  }
  const below = Math.min(rows - 1 - table.length, MAX_CHART.height);
  if (below < MIN_CHART.height) return undefined;
  return [head, ...table, ...draw(Math.min(width, MAX_CHART.width), below)];
}

function beside(left: readonly Line[], columns: number, right: readonly Line[]): Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i): Line => {
    const row = left[i] ?? [];
    const gap = columns - displayWidth(plainText(row));
    return right[i] ? [...row, { text: ' '.repeat(gap) }, ...right[i]] : row;
  });
}

function headingOf(result: QueryResult): string {
  switch (result.resultType) {
    case 'vector':
      return result.series.length === 0
        ? 'Preview: no series'
        : `Preview: ${counted(result.series.length, 'series', 'series')}`;
    case 'matrix':
      return `Preview: a range vector of ${counted(result.series.length, 'series', 'series')}`;
    default:
      return `Preview: a ${result.resultType}`;
  }
}

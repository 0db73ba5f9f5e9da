import { joinInstants, labelKey, type Evaluation } from '../../promql/meaning/compare.js';
import type { QueryResult } from '../../prometheus/types.js';
import { counted } from '../../util/words.js';
import { largestRows, resultTable } from './comparison-table.js';
import { previewChart, type PreviewChart } from './preview-chart.js';
import type { Course, Preview } from './preview.js';
import { line, plainText, type Line } from '../text/line.js';
import { displayWidth, printable, truncate, widest } from '../../util/display-width.js';

export interface PreviewBox {
  width: number;
  rows: number;
  /** Without it, the lines of a chart are told apart by letters. */
  color?: boolean;
}

/** Between a table and the chart beside it. */
const GAP = 3;
/** A chart in less room shows nothing. */
const SMALLEST_CHART = { width: 28, height: 5 };
/** In columns: what bars take at least, as much as their heading, and what is enough. */
const BARS = { fewest: 12, most: 24 };
const COLUMN_GAP = 2;
/** In less, labels would be cut for them. */
const NARROWEST_WITH_BARS = 60;
/** In more, it is no preview. */
const LARGEST_CHART = { width: 72, height: 12 };

/** A preview in exactly so many rows, whatever it shows: nothing around it moves. Pure. */
export function previewLines({ answer, stale }: Preview, box: PreviewBox): Line[] {
  const { width, rows } = box;
  const content =
    answer === undefined
      ? [line(truncate('What your query gives is shown here while you type.', width), 'dim')]
      : 'refused' in answer
        ? refusal(answer.refused, width)
        : 'unanswered' in answer
          ? [line(truncate('No preview: Prometheus does not answer, or not soon enough.', width), 'dim')]
          : resultLines(answer.result, answer.course, box);
  const shown = content.slice(0, rows).map((row) => (stale ? line(plainText(row), 'dim') : row));
  return [...shown, ...Array.from({ length: rows - shown.length }, () => [])];
}

function refusal(reason: string, width: number): Line[] {
  return [line(truncate(`Prometheus so far: ${printable(reason)}`, width), 'dim')];
}

/** A table, and beside it, or else below it, the chart of its rows; where neither has room, bars in the table. */
function resultLines(result: QueryResult, course: Course | undefined, box: PreviewBox): Line[] {
  const { width, rows } = box;
  const evaluation = joinInstants([result]);
  // Beside its rows a table has a heading, and a line about those that are left out.
  const most = Math.max(1, rows - 3);
  const heading = headingOf(result);
  const chart = course && previewChart(course, shownKeys(evaluation, most), box.color ?? false);
  if (!chart) return [line(truncate(heading, width), 'dim'), ...resultTable(evaluation, width, most)];
  return (
    withChart(`${heading}, and the last minutes`, evaluation, chart, { ...box, most }) ?? [
      line(truncate(heading, width), 'dim'),
      ...withBars(evaluation, chart, width, most),
    ]
  );
}

/** A table with a line of bars in each row: as long as there is room beside it, and never shorter than one can read. */
function withBars(evaluation: Evaluation, { bars }: PreviewChart, width: number, most: number): Line[] {
  const plain = resultTable(evaluation, width, most);
  if (width < NARROWEST_WITH_BARS) return plain;
  const free = width - widest(plain.map(plainText)) - COLUMN_GAP;
  const length = Math.min(Math.max(free, BARS.fewest), BARS.most);
  return resultTable(evaluation, width, most, {
    course: { header: 'last minutes', of: (key) => bars(key, length) },
  });
}

function shownKeys(evaluation: Evaluation, most: number): ReadonlySet<string> {
  return new Set(largestRows(evaluation, most).map(({ labels }) => labelKey(labels)));
}

/** Undefined where there is no room for both. */
function withChart(
  heading: string,
  evaluation: Evaluation,
  { keys, draw }: PreviewChart,
  { width, rows, most }: PreviewBox & { most: number },
): Line[] | undefined {
  const head = line(truncate(heading, width), 'dim');
  const table = resultTable(evaluation, width, most, { keys });
  const columns = widest(table.map(plainText)) + GAP;
  const height = Math.min(rows - 1, LARGEST_CHART.height);
  if (width - columns >= SMALLEST_CHART.width && height >= SMALLEST_CHART.height) {
    const chart = draw(Math.min(width - columns, LARGEST_CHART.width), height);
    return [head, ...beside(table, columns, chart)];
  }
  const below = Math.min(rows - 1 - table.length, LARGEST_CHART.height);
  if (below < SMALLEST_CHART.height) return undefined;
  return [head, ...table, ...draw(Math.min(width, LARGEST_CHART.width), below)];
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

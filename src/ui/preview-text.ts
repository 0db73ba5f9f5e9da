import { joinInstants } from '../promql/compare.js';
import type { QueryResult } from '../prometheus/types.js';
import { counted } from '../words.js';
import { resultTable } from './comparison-table.js';
import type { Preview } from './preview.js';
import { line, plainText, type Line } from './rich-text.js';
import { printable, truncate } from './text.js';

/** A preview in exactly so many rows, whatever it shows: nothing around it moves. Pure. */
export function previewLines({ answer, stale }: Preview, width: number, rows: number): Line[] {
  const content =
    answer === undefined
      ? [line(truncate('What your query gives is shown here while you type.', width), 'dim')]
      : 'refused' in answer
        ? refusal(answer.refused, width)
        : table(answer.result, width, rows);
  const shown = content.slice(0, rows).map((row) => (stale ? line(plainText(row), 'dim') : row));
  return [...shown, ...Array.from({ length: rows - shown.length }, () => [])];
}

function refusal(reason: string, width: number): Line[] {
  return [line(truncate(`Prometheus so far: ${printable(reason)}`, width), 'dim')];
}

function table(result: QueryResult, width: number, rows: number): Line[] {
  const heading = line(truncate(headingOf(result), width), 'dim');
  // Beside its rows a table has a heading, and a line about those that are left out.
  return [heading, ...resultTable(joinInstants([result]), width, Math.max(1, rows - 3))];
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

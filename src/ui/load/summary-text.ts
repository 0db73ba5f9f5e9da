import { plainText, segment } from '../text/line.js';
import { wrap } from '../text/wrap.js';

const LABEL = 14;
/** If the column would be narrower, the terminal breaks the lines. */
const MIN_WIDTH = 20;

/** A line of a result: its label, or '' if it continues the line before. */
export type SummaryLine = readonly [label: string, text: string];

export interface SummaryStyle {
  color: boolean;
  /** The terminal's width; left out if the output isn't a terminal. */
  columns?: number | undefined;
}

/**
 * A result as one line per label, each text next to its label; texts may be coloured.
 * @param columns the width at which lines are broken, at spaces; a longer word stays whole, so that a path can be
 *   copied
 */
export function summaryText(
  lines: readonly SummaryLine[],
  columns: SummaryStyle['columns'] = Infinity,
): string {
  const width = columns - LABEL >= MIN_WIDTH ? columns - LABEL : Infinity;
  return lines
    .flatMap(([label, text]) =>
      wrap([segment(text)], width, { keepWords: true }).map(
        (part, i) => `${(i === 0 ? label : '').padEnd(LABEL)}${plainText(part)}`,
      ),
    )
    .join('\n');
}

import { displayWidth } from '../../util/display-width.js';

const LABEL = 14;
/** A column too narrow for words is left to the terminal. */
const NARROWEST = 20;

/** A line of a result: what it tells of, or '' where it goes on with the line before. */
export type SummaryLine = readonly [label: string, text: string];

export interface SummaryStyle {
  color: boolean;
  /** Of the terminal; left away where lines go elsewhere. */
  columns?: number | undefined;
}

/**
 * What came out of something, a label a line, each text beside its label; texts may be coloured.
 * @param columns where lines are to end, broken at spaces; a longer word stays whole, so that a path can be copied
 */
export function summaryText(
  lines: readonly SummaryLine[],
  columns: SummaryStyle['columns'] = Infinity,
): string {
  const width = columns - LABEL >= NARROWEST ? columns - LABEL : Infinity;
  return lines
    .flatMap(([label, text]) =>
      broken(text, width).map((part, i) => `${(i === 0 ? label : '').padEnd(LABEL)}${part}`),
    )
    .join('\n');
}

function broken(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && displayWidth(longer) > width) {
      lines.push(line.trimEnd());
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line ?? ''];
}

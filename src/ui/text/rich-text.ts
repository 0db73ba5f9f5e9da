import chalk from 'chalk';
import { SERIES_COLORS } from './series-colors.js';
import { blocksOf } from './blocks.js';
import { displayWidth, takeStart } from '../../util/display-width.js';

/**
 * Text in lines of known width, with a tone for each part: what a screen must know to fit, and what tests compare. Pure.
 */

export type Tone =
  | ('dim' | 'strong' | 'good' | 'bad' | 'warn' | 'code')
  /** Parts of a query. */
  | ('metric' | 'function' | 'label' | 'string' | 'number' | 'keyword' | 'mistake' | 'bracket')
  /** A line of a chart, and what belongs to it. */
  | SeriesTone;

type SeriesTone = `series-${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`;
type Color = (typeof SERIES_COLORS)[number];

/** @param index of the series, as in the chart's legend */
export function seriesTone(index: number): SeriesTone {
  return `series-${index % SERIES_COLORS.length}` as SeriesTone;
}

const SERIES_TONES = Object.fromEntries(
  SERIES_COLORS.map((color, i) => [seriesTone(i), { color }]),
) as Record<SeriesTone, { color: Color }>;

export interface Segment {
  text: string;
  tone?: Tone;
}

export type Line = readonly Segment[];

/** The Ink and chalk colours of a tone. */
export const TONES: Readonly<
  Record<
    Tone,
    {
      color?: Color;
      bold?: true;
      dim?: true;
      underline?: true;
    }
  >
> = {
  dim: { dim: true },
  strong: { bold: true },
  good: { color: 'green' },
  bad: { color: 'red' },
  warn: { color: 'yellow' },
  code: { color: 'cyan' },
  metric: { color: 'cyan' },
  function: { color: 'blue' },
  label: { color: 'yellow' },
  string: { color: 'green' },
  number: { color: 'magenta' },
  keyword: { color: 'blue', bold: true },
  mistake: { color: 'red', underline: true },
  bracket: { bold: true, underline: true },
  ...SERIES_TONES,
};

export function line(text: string, tone?: Tone): Line {
  return [segment(text, tone)];
}

/** The text of a line without its tones. */
export function plainText(parts: Line): string {
  return parts.map(({ text }) => text).join('');
}

/** Lines as they are printed; in colour where stdout shows it. */
export function paint(lines: readonly Line[]): string {
  return lines.map((parts) => parts.map(paintSegment).join('')).join('\n');
}

function paintSegment({ text, tone }: Segment): string {
  const { color, bold, dim, underline } = tone ? TONES[tone] : {};
  const colored = color ? chalk[color](text) : text;
  const weighted = bold ? chalk.bold(colored) : dim ? chalk.dim(colored) : colored;
  return underline ? chalk.underline(weighted) : weighted;
}

/**
 * Breaks segments into lines of at most `width` columns, at spaces where possible; a no-break space is none.
 * @param options.first put before the first line, @param options.rest before all others: an indent or a hanging label
 */
export function wrap(
  segments: readonly Segment[],
  width: number,
  { first = [], rest = [] }: { first?: Line; rest?: Line } = {},
): Line[] {
  const lines: Segment[][] = [[...first]];
  let used = columns(first);
  let indent = used;
  const breakLine = (): void => {
    lines.push([...rest]);
    used = indent = columns(rest);
  };
  for (const word of wordsOf(segments)) {
    const blank = word[0]!.text.startsWith(' ');
    if (blank && used === indent) continue;
    if (used + columns(word) > width && used > indent) breakLine();
    if (blank && used === indent) continue;
    for (const { text, tone } of word) {
      let left = text;
      while (left !== '' && used + displayWidth(left) > width) {
        const start = takeStart(left, Math.max(0, width - used));
        // Where not even one character fits into a whole line: rather too wide than never done.
        const piece = start === '' && used === indent ? left.slice(0, 1) : start;
        push(lines, segment(piece, tone));
        left = left.slice(piece.length);
        if (left !== '') breakLine();
      }
      push(lines, segment(left, tone));
      used += displayWidth(left);
    }
  }
  return lines.map(trimEnd);
}

/** Paragraphs, lists and fenced code, parted as in the source; `code` between backquotes. */
export function paragraphs(
  source: string,
  width: number,
  { first = [], rest = [] }: { first?: Line; rest?: Line } = {},
): Line[] {
  return blocksOf(source).flatMap(({ kind, text, apart }, i) => {
    const begin = i === 0 ? first : rest;
    const lines =
      kind === 'code'
        ? codeLines(text, width, { first: begin, rest })
        : wrap(inlineCode(text), width, {
            first: kind === 'item' ? [...begin, { text: '- ' }] : begin,
            rest: kind === 'item' ? [...rest, { text: '  ' }] : rest,
          });
    return apart ? [[], ...lines] : lines;
  });
}

/** Code as it is written; only what is too wide for a line goes on in the next. */
function codeLines(code: string, width: number, { first, rest }: Record<'first' | 'rest', Line>): Line[] {
  const lines: Line[] = [];
  for (const row of code.split('\n')) {
    let left = row;
    do {
      const begin = lines.length === 0 ? first : rest;
      const start = takeStart(left, Math.max(1, width - columns(begin))) || left.slice(0, 1);
      lines.push(trimEnd(start === '' ? [...begin] : [...begin, segment(start, 'code')]));
      left = left.slice(start.length);
    } while (left !== '');
  }
  return lines;
}

/** Splits text at backquotes: what stands between two is code. */
export function inlineCode(text: string, tone?: Tone): Segment[] {
  return text
    .split('`')
    .map((part, i) => segment(part, i % 2 === 1 ? 'code' : tone))
    .filter((part) => part.text !== '');
}

/** Words and the blanks between them. A word may change its tone: `method`, with its comma. */
function wordsOf(segments: readonly Segment[]): Segment[][] {
  const words: Segment[][] = [];
  for (const { text, tone } of segments) {
    for (const piece of text.split(/( +)/).filter((part) => part !== '')) {
      const last = words.at(-1);
      const joins = last && !piece.startsWith(' ') && !last[0]!.text.startsWith(' ');
      if (joins) last.push(segment(piece, tone));
      else words.push([segment(piece, tone)]);
    }
  }
  return words;
}

function segment(text: string, tone?: Tone): Segment {
  return tone ? { text, tone } : { text };
}

function columns(parts: Line): number {
  return parts.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

function push(lines: Segment[][], { text, tone }: Segment): void {
  if (text === '') return;
  const parts = lines.at(-1)!;
  const last = parts.at(-1);
  if (last && last.tone === tone) parts[parts.length - 1] = segment(last.text + text, tone);
  else parts.push(segment(text, tone));
}

function trimEnd(parts: Segment[]): Line {
  const last = parts.at(-1);
  if (!last || last.text === last.text.trimEnd()) return parts;
  const trimmed = last.text.trimEnd();
  return trimmed === '' ? parts.slice(0, -1) : [...parts.slice(0, -1), { ...last, text: trimmed }];
}

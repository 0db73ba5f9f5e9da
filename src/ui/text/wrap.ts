import { displayWidth, takeStart } from '../../util/text/display-width.js';
import { type Line, lineWidth, plainText, type Segment, segment, trimEnd } from './line.js';

/** The start of the first line and of all the others: an indent, or a hanging label. */
export interface Indents {
  first?: Line;
  rest?: Line;
}

/**
 * Breaks segments into lines of at most `width` columns, between words where possible, never at a no-break space.
 * @param options.keepWords a word that is longer stays whole, so that a path can be copied
 */
export function wrap(
  segments: readonly Segment[],
  width: number,
  { first = [], rest = [], keepWords = false }: Indents & { keepWords?: boolean } = {},
): Line[] {
  const lines: Segment[][] = [[...first]];
  let used = lineWidth(first);
  let indent = used;
  const breakLine = (): void => {
    lines.push([...rest]);
    used = indent = lineWidth(rest);
  };
  for (const word of wordsOf(segments)) {
    const blank = word[0]!.text.startsWith(' ');
    if (blank && used === indent) continue;
    if (used + lineWidth(word) > width && used > indent) breakLine();
    if (blank && used === indent) continue;
    for (const { text, tone } of word) {
      let left = text;
      while (!keepWords && left !== '' && used + displayWidth(left) > width) {
        const start = takeStart(left, Math.max(0, width - used));
        // If not even one character fits into an empty line, make it too wide: the loop has to end.
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

/** As {@link wrap}, of plain text, which keeps its own line breaks. */
export function wrapText(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrap([{ text: line }], width).map(plainText));
}

/** Where the text of a line begins: after its indent, and a mark such as ✓ or →. */
const BEGINNING = /^ *(?:[✓✗!–→•·-] +)?/;

/**
 * Lines that are too wide continue below their text, with words whole. The others are left as they are.
 * @param columns Infinity for output that nobody wraps: a file or a pipe
 * @param hang where a line continues, in columns; by default where its text begins
 */
export function fit(lines: readonly Line[], columns: number, hang?: number): Line[] {
  return lines.flatMap((each) => {
    if (lineWidth(each) <= columns) return [each];
    const text = plainText(each);
    const begin = hang ?? BEGINNING.exec(text)![0].length;
    return wrap(each, columns, {
      first: [segment(/^ */.exec(text)![0])],
      // With half of the width gone for the indent, little would be left for the text.
      rest: [segment(' '.repeat(Math.min(begin, Math.floor(columns / 2))))],
      keepWords: true,
    });
  });
}

/** Words, and the blanks between them. One word can have several tones: `method`, with its comma. */
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

function push(lines: Segment[][], { text, tone }: Segment): void {
  if (text === '') return;
  const parts = lines.at(-1)!;
  const last = parts.at(-1);
  if (last && last.tone === tone) parts[parts.length - 1] = segment(last.text + text, tone);
  else parts.push(segment(text, tone));
}

import { pasteable } from '../../util/invocation.js';
import { takeStart } from '../../util/text/display-width.js';
import { blocksOf } from './blocks.js';
import { type Line, lineWidth, type Segment, segment, trimEnd } from './line.js';
import type { Tone } from './tones.js';
import { type Indents, wrap } from './wrap.js';

/** Markdown as missions use it, in lines: paragraphs, lists and fenced code, with the source's empty lines. */
export function paragraphs(source: string, width: number, { first = [], rest = [] }: Indents = {}): Line[] {
  return blocksOf(pasteable(source)).flatMap(({ kind, text, apart }, i) => {
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

/** Splits text at backquotes: what is between two of them is code. Commands become pasteable. */
export function inlineCode(text: string, tone?: Tone): Segment[] {
  return pasteable(text)
    .split('`')
    .map((part, i) => segment(part, i % 2 === 1 ? 'code' : tone))
    .filter((part) => part.text !== '');
}

/** Code keeps its line breaks and blanks; a row that is too wide continues on the next line. */
function codeLines(code: string, width: number, { first, rest }: Required<Indents>): Line[] {
  const lines: Line[] = [];
  for (const row of code.split('\n')) {
    let left = row;
    do {
      const begin = lines.length === 0 ? first : rest;
      const start = takeStart(left, Math.max(1, width - lineWidth(begin))) || left.slice(0, 1);
      lines.push(trimEnd(start === '' ? begin : [...begin, segment(start, 'code')]));
      left = left.slice(start.length);
    } while (left !== '');
  }
  return lines;
}

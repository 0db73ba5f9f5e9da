import { marked, type Token, type Tokens } from 'marked';
import { docName } from '../../util/doc-pages.js';
import { pasteable } from '../../util/invocation.js';
import { padEnd } from '../../util/text/display-width.js';
import { type Line, line, lineWidth, plainText, type Segment, segment } from './line.js';
import type { Tone } from './tones.js';
import { type Indents, wrap } from './wrap.js';

/** A page of Markdown for a terminal: headings, lists, tables that fit, code, and links that can be followed. */

const GAP = '  ';

/** @param width of the terminal in columns; rows of code that are longer stay whole */
export function markdownLines(source: string, width: number): Line[] {
  return trimEnds(blocks(marked.lexer(source), width, {}));
}

function blocks(tokens: readonly Token[], width: number, indents: Indents): Line[] {
  return tokens.flatMap((token, i) => {
    const lines = block(
      token as Tokens.Generic,
      width,
      i === 0 ? indents : { first: indents.rest ?? [], ...indents },
    );
    return lines.length === 0 ? [] : [...lines, []];
  });
}

function block(token: Tokens.Generic, width: number, indents: Indents): Line[] {
  switch (token.type) {
    case 'heading':
      return heading(token as Tokens.Heading, width);
    case 'paragraph':
    case 'text':
      return wrap(inline(token.tokens ?? [token]), width, { ...indents, keepWords: true });
    case 'list':
      return list(token as Tokens.List, width, indents);
    case 'code':
      return (token as Tokens.Code).text
        .split('\n')
        .map((row) => [...(indents.rest ?? []), segment(`  ${pasteable(row)}`, 'code')]);
    case 'table':
      return table(token as Tokens.Table, width);
    case 'blockquote': {
      const bar: Line = [...(indents.rest ?? []), segment('│ ', 'dim')];
      return trimEnds(blocks(token.tokens ?? [], width, { first: bar, rest: bar }));
    }
    case 'hr':
      return [line('─'.repeat(Math.min(width, 40)), 'dim')];
    default:
      // Empty lines, comments and other HTML, and the targets of links.
      return [];
  }
}

function heading({ depth, tokens }: Tokens.Heading, width: number): Line[] {
  const text = plainText(inline(tokens));
  const lines = wrap([segment(text, 'strong')], width, { keepWords: true });
  if (depth > 2) return lines;
  const longest = Math.max(...lines.map(lineWidth));
  return [...lines, line((depth === 1 ? '═' : '─').repeat(longest), 'dim')];
}

function list({ items, ordered, start, loose }: Tokens.List, width: number, { rest = [] }: Indents): Line[] {
  return items.flatMap((item, i) => {
    const mark = ordered ? `${Number(start || 1) + i}. ` : '• ';
    const lines = blocks(item.tokens, width, {
      first: [...rest, segment(mark, 'dim')],
      rest: [...rest, segment(' '.repeat(mark.length))],
    });
    const apart = loose && i < items.length - 1;
    return apart ? lines : trimEnds(loose ? lines : lines.filter((each) => each.length > 0));
  });
}

/** With columns if each word fits into one; otherwise a row is a list of its cells. */
function table({ header, rows }: Tokens.Table, width: number): Line[] {
  const all = [header, ...rows].map((row) => row.map(({ tokens }) => inline(tokens)));
  const columns = columnWidths(all, width);
  if (!columns) return stacked(all, width);
  const [first = [], ...others] = all;
  const rule = columns.map((columnWidth) => '─'.repeat(columnWidth)).join(GAP);
  const strong = first.map((cell) => cell.map(({ text }) => segment(text, 'strong')));
  return [
    ...tableRow(strong, columns),
    line(rule, 'dim'),
    ...others.flatMap((row) => tableRow(row, columns)),
  ];
}

function tableRow(cells: readonly Line[], columns: readonly number[]): Line[] {
  const wrapped = cells.map((cell, i) => wrap(cell, columns[i]!));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    wrapped.flatMap((lines, i): Line => {
      const cell = lines[row] ?? [];
      const isLast = i === wrapped.length - 1;
      return isLast ? cell : [...cell, segment(padEnd('', columns[i]! - lineWidth(cell)) + GAP)];
    }),
  );
}

/** As wide as their content, or, if that is too wide, shrunk from the widest on; undefined if words would break. */
function columnWidths(rows: readonly (readonly Line[])[], width: number): number[] | undefined {
  const count = rows[0]?.length ?? 0;
  const widest = (measure: (cell: Line) => number): number[] =>
    Array.from({ length: count }, (_, i) => Math.max(1, ...rows.map((row) => measure(row[i] ?? []))));
  const least = widest(longestWord);
  const widths = widest(lineWidth);
  const room = width - GAP.length * (count - 1);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  if (sum(least) > room) return undefined;
  while (sum(widths) > room) {
    const shrinkable = widths.map((value, i) => (value > least[i]! ? value : 0));
    const at = shrinkable.indexOf(Math.max(...shrinkable));
    widths[at] = widths[at]! - 1;
  }
  return widths;
}

function longestWord(cell: Line): number {
  return Math.max(
    0,
    ...plainText(cell)
      .split(' ')
      .map((word) => lineWidth(line(word))),
  );
}

function stacked([header = [], ...rows]: readonly (readonly Line[])[], width: number): Line[] {
  return rows.flatMap((row, i) => [
    ...(i > 0 ? [[]] : []),
    ...row.flatMap((cell, column) => {
      const name = plainText(header[column] ?? []).trim();
      const label = name === '' ? [] : line(`${name}: `, 'dim');
      return wrap([...label, ...cell], width, {
        first: column === 0 ? [] : line('  '),
        rest: line('    '),
        keepWords: true,
      });
    }),
  ]);
}

function inline(tokens: readonly Token[], tone?: Tone): Segment[] {
  return tokens.flatMap((each): Segment[] => {
    const token = each as Tokens.Generic;
    switch (token.type) {
      case 'codespan':
        return [segment(pasteable((token as Tokens.Codespan).text), 'code')];
      case 'strong':
        return inline(token.tokens ?? [], 'strong');
      case 'em':
      case 'del':
        return inline(token.tokens ?? [], tone);
      case 'link':
        return link(token as Tokens.Link, tone);
      case 'image':
        return [segment(`[picture: ${(token as Tokens.Image).text}]`, 'dim')];
      case 'br':
        return [segment(' ')];
      case 'html':
        return [];
      default:
        return token.tokens
          ? inline(token.tokens, tone)
          : [segment(unescaped(String(token.text ?? '')), tone)];
    }
  });
}

/** The text and where it leads: a URL, or the command that shows another page. */
function link({ href, tokens, text }: Tokens.Link, tone: Tone | undefined): Segment[] {
  const words = inline(tokens, tone);
  if (href.startsWith('#')) return words;
  const page = /^(?:\.\/|docs\/)?([\w-]+\.md)(?:#.*)?$/.exec(href)?.[1];
  const target = page === undefined ? href : pasteable(`obs-lab docs ${docName(page)}`);
  if (text === href || /^[\w./-]+\.md$/.test(text)) return [segment(target, 'code')];
  return [...words, segment(' ('), segment(target, 'code'), segment(')')];
}

/** marked leaves entities as they are in text tokens. */
function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    amp: '&',
    quot: '"',
    '#39': "'",
    nbsp: ' ',
  };
  return text
    .replaceAll('\n', ' ')
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (_, name: string) => named[name]!);
}

function trimEnds(lines: readonly Line[]): Line[] {
  const end = lines.findLastIndex((each) => each.length > 0);
  return lines.slice(0, end + 1);
}

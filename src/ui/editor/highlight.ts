import { parseTree } from '../../promql/syntax/tree.js';
import type { Segment } from '../text/line.js';
import type { Tone } from '../text/tones.js';
import { bracketsAt } from './brackets.js';

/** Syntax highlighting of queries. */

export interface Span {
  from: number;
  to: number;
  tone: Tone;
}

const TONE_OF_NODE: Readonly<Record<string, Tone>> = {
  Identifier: 'metric',
  LabelName: 'label',
  QuotedLabelName: 'label',
  StringLiteral: 'string',
  NumberDurationLiteral: 'number',
  NumberDurationLiteralInDurationContext: 'number',
  LineComment: 'dim',
  ...Object.fromEntries(
    'By Without On Ignoring GroupLeft GroupRight Bool Offset And Or Unless Atan2 At StartFn EndFn AtStart AtEnd'
      .split(' ')
      .map((name) => [name, 'keyword'] as const),
  ),
};
const TONE_OF_PARENT: Readonly<Record<string, Tone>> = {
  FunctionIdentifier: 'function',
  AggregateOp: 'function',
  QuotedLabelName: 'label',
  '⚠': 'mistake',
};

/**
 * The spans of a query that have a tone, in order; the text between them has none. Text that doesn't parse is a
 * mistake, except right before the cursor, where typing is not finished. A query nested too deeply for the parser has
 * no tones.
 */
export function highlight(text: string, cursor?: number): Span[] {
  const spans: Span[] = [];
  parseTree(text)?.iterate({
    enter: ({ node, name, from, to, type }) => {
      if (from === to || node.firstChild) return;
      const tone = type.isError ? 'mistake' : (TONE_OF_PARENT[node.parent?.name ?? ''] ?? TONE_OF_NODE[name]);
      if (tone && !(tone === 'mistake' && cursor === to)) spans.push({ from, to, tone });
    },
  });
  const pair = cursor === undefined ? undefined : bracketsAt(text, cursor);
  const marks = (pair ?? []).map((at): Span => ({ from: at, to: at + 1, tone: 'bracket' }));
  return [...spans, ...marks].sort((a, b) => a.from - b.from);
}

/** A finished query, line by line. */
export function highlighted(text: string): Segment[][] {
  const parts: Segment[] = [];
  let at = 0;
  for (const { from, to, tone } of highlight(text)) {
    parts.push({ text: text.slice(at, from) }, { text: text.slice(from, to), tone });
    at = to;
  }
  parts.push({ text: text.slice(at) });
  const lines: Segment[][] = [[]];
  for (const part of parts) {
    part.text.split('\n').forEach((piece, i) => {
      if (i > 0) lines.push([]);
      if (piece !== '') lines.at(-1)!.push({ ...part, text: piece });
    });
  }
  return lines;
}

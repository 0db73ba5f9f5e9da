import { AGGREGATIONS } from '../../promql/syntax/functions.js';
import { unquote } from '../../promql/syntax/quoting.js';
import { parseTree, type SyntaxNode, type SyntaxTree } from '../../promql/syntax/tree.js';

/** What can be written at the cursor. `from` is where the word before the cursor starts. */
export type CompletionContext = { from: number } & (
  | { kind: 'nothing' }
  /** A metric, a function or an aggregation. `wantsRange`: only something that a range can follow. */
  | { kind: 'operand'; wantsRange: boolean; keywords: readonly string[] }
  /** What can follow a complete operand. */
  | { kind: 'operator'; keywords: readonly string[] }
  | { kind: 'label'; metrics: readonly string[]; taken: readonly string[]; inBraces: boolean }
  | {
      kind: 'label-value';
      label: string;
      metric?: string;
      regexp: boolean;
      /** The open quote; undefined if the value still needs one. */
      quote?: string;
    }
  | { kind: 'duration'; closes: boolean }
);

const WORD = /[\p{L}\p{N}_:.]*$/u;
const MODIFIERS = ['by', 'without'];
const OPERATORS = ['and', 'or', 'unless', 'offset', 'atan2'];

/**
 * Finds the context of the cursor in a query.
 *
 * The text before the cursor decides: it is parsed as an incomplete query, and its innermost open construct
 * determines what can follow. From the text after the cursor only the metrics are used.
 */
export function completionContext(text: string, cursor: number): CompletionContext {
  const tree = parseTree(text.slice(0, cursor));
  if (!tree) return { kind: 'nothing', from: cursor };
  const before = withoutComments(text.slice(0, cursor), tree);
  const from = cursor - WORD.exec(before)![0].length;
  const leaf = tree.resolveInner(cursor, -1);
  if (leaf.name === 'LineComment') return { kind: 'nothing', from: cursor };
  if (leaf.name === 'StringLiteral' && isOpen(before.slice(leaf.from))) return inString(before, leaf, cursor);

  const place = before.slice(0, from).trimEnd();
  const around = openConstruct(tree.resolveInner(place.length, -1), place.length, before);
  switch (around?.name) {
    case 'LabelMatchers':
      return inBraces(before, around, place, from);
    case 'GroupingLabels':
      return /[(,]$/.test(place)
        ? {
            kind: 'label',
            from,
            metrics: metricsIn(text),
            taken: namesIn(around, before, from),
            inBraces: false,
          }
        : { kind: 'nothing', from };
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return inRange(before, cursor);
    default:
      return inExpression(before, place, from);
  }
}

function inString(before: string, literal: SyntaxNode, cursor: number): CompletionContext {
  const quote = before[literal.from]!;
  const label = labelOf(literal.parent, before);
  const nothing = { kind: 'nothing', from: cursor } as const;
  if (label === undefined) return nothing;
  const operator = literal.parent!.getChild('MatchOp');
  const regexp = operator !== null && before.slice(operator.from, operator.to).endsWith('~');
  const metric = metricOf(literal, before);
  const written = before.slice(literal.from + 1, cursor);
  return {
    kind: 'label-value',
    // In a regular expression, only the alternative being typed is completed.
    from: cursor - written.length + (regexp ? written.search(/[^|(]*$/) : 0),
    label,
    ...(metric !== undefined && { metric }),
    regexp,
    quote,
  };
}

function inBraces(before: string, list: SyntaxNode, place: string, from: number): CompletionContext {
  const metric = metricOf(list, before);
  if (/[{,]$/.test(place)) {
    return {
      kind: 'label',
      from,
      metrics: metric === undefined ? [] : [metric],
      taken: namesIn(list, before, from),
      inBraces: true,
    };
  }
  const matcher = list.lastChild?.name.endsWith('LabelMatcher')
    ? list.lastChild
    : list.lastChild?.prevSibling;
  const label = labelOf(matcher ?? null, before);
  if (label === undefined || !/[=~]$/.test(place)) return { kind: 'nothing', from };
  const regexp = place.endsWith('~');
  return { kind: 'label-value', from, label, ...(metric !== undefined && { metric }), regexp };
}

function inRange(before: string, cursor: number): CompletionContext {
  const from = cursor - /\w*$/.exec(before)![0].length;
  return /[[:]\s*$/.test(before.slice(0, from))
    ? { kind: 'duration', from, closes: true }
    : { kind: 'nothing', from };
}

function inExpression(before: string, place: string, from: number): CompletionContext {
  const last = /[\p{L}\p{N}_:]+$/u.exec(place)?.[0].toLowerCase();
  const operand = (...keywords: string[]): CompletionContext => ({
    kind: 'operand',
    from,
    wantsRange: /\b(?:i?rate|increase|i?delta|deriv|predict_linear|resets|changes|\w+_over_time)\s*\($/.test(
      place,
    ),
    keywords,
  });
  if (last === 'offset' || /\boffset\s*-$/.test(place)) return { kind: 'duration', from, closes: false };
  if (/^[\d.]/.test(before.slice(from))) return { kind: 'nothing', from };
  if (place === '' || /[(,]$/.test(place) || last === 'bool') return operand();
  if (place.endsWith('@')) return { kind: 'operator', from, keywords: ['start()', 'end()'] };
  if (/[=!<>]$/.test(place)) return operand('bool', 'on', 'ignoring');
  if (/[-+*/%^]$/.test(place) || ['and', 'or', 'unless', 'atan2'].includes(last ?? '')) {
    return operand('on', 'ignoring');
  }
  if (last !== undefined && AGGREGATIONS.includes(last)) {
    return { kind: 'operator', from, keywords: MODIFIERS };
  }
  if (last !== undefined && [...MODIFIERS, 'on', 'ignoring'].includes(last)) return { kind: 'nothing', from };
  if (/\b(?:on|ignoring)\s*\([^()]*\)$/.test(place)) return operand('group_left', 'group_right');
  if (/\b(?:by|without|group_left|group_right)\s*\([^()]*\)$/.test(place) || /^group_/.test(last ?? '')) {
    return operand();
  }
  // A word that touches an operand is part of it.
  if (from === place.length && before.length > from) return { kind: 'nothing', from };
  return { kind: 'operator', from, keywords: place.endsWith(')') ? [...MODIFIERS, ...OPERATORS] : OPERATORS };
}

/** The same text, with comments replaced by blanks. */
function withoutComments(text: string, tree: SyntaxTree): string {
  let code = text;
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'LineComment') code = code.slice(0, from) + ' '.repeat(to - from) + code.slice(to);
    },
  });
  return code;
}

/** The innermost open construct around a position. */
function openConstruct(node: SyntaxNode | null, at: number, text: string): SyntaxNode | undefined {
  for (let around = node; around; around = around.parent) {
    const closed = CLOSING[around.name];
    if (closed === undefined) continue;
    const inside = around.to > at || !closed.test(text.slice(around.from, around.to));
    if (inside) return around;
  }
  return undefined;
}

const CLOSING: Readonly<Record<string, RegExp>> = {
  LabelMatchers: /\}$/,
  GroupingLabels: /\)$/,
  MatrixSelector: /\]$/,
  SubqueryExpr: /\]$/,
  FunctionCallBody: /\)$/,
  ParenExpr: /\)$/,
};

function isOpen(literal: string): boolean {
  const quote = literal[0]!;
  const body = quote === '`' ? literal.slice(1) : literal.slice(1).replace(/\\./gs, '');
  return !body.includes(quote);
}

/** The label of a matcher; undefined if the node is not a matcher. */
function labelOf(matcher: SyntaxNode | null, text: string): string | undefined {
  const plain = matcher?.getChild('LabelName');
  if (plain) return text.slice(plain.from, plain.to);
  const quoted = matcher?.name === 'QuotedLabelMatcher' ? matcher.getChild('QuotedLabelName') : null;
  return quoted ? unquote(text.slice(quoted.from, quoted.to)) : undefined;
}

/** The metric of the selector around a node. */
function metricOf(node: SyntaxNode, text: string): string | undefined {
  let around: SyntaxNode | null = node;
  while (around && around.name !== 'VectorSelector') around = around.parent;
  const identifier = around?.getChild('Identifier');
  return identifier ? text.slice(identifier.from, identifier.to) : undefined;
}

/** Labels that a list already has, except the one being typed. */
function namesIn(list: SyntaxNode, text: string, typing: number): string[] {
  const names: string[] = [];
  list.cursor().iterate(({ name, from, to }) => {
    if (name === 'LabelName' && from !== typing && to <= list.to) names.push(text.slice(from, to));
  });
  return names;
}

function metricsIn(text: string): string[] {
  const names = new Set<string>();
  parseTree(text)?.iterate({
    enter: ({ node, name, from, to }) => {
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.add(text.slice(from, to));
    },
  });
  return [...names];
}

import { parseDuration } from '../../util/duration.js';
import type { SyntaxNode } from './tree.js';

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Mod: (a, b) => a % b,
  Pow: (a, b) => a ** b,
};

/**
 * Seconds of a duration, which Prometheus also takes as an expression: `1m * 2`, `(5m + 30s)`, `max(5m, 1h)`.
 * NaN if it depends on how the query is evaluated, as `step()` does.
 */
export function durationOf(node: SyntaxNode, source: (node: SyntaxNode) => string): number {
  const parts: SyntaxNode[] = [];
  const names = new Set<string>();
  for (let child = node.firstChild; child; child = child.nextSibling) {
    names.add(child.name);
    if (OPERANDS.has(child.name)) parts.push(child);
  }
  if (names.has('DurationStep') || names.has('DurationRange')) return NaN;
  const [first, second] = parts;
  if (first === undefined) return parseNumber(source(node));
  const a =
    first.name === 'NumberDurationLiteralInDurationContext'
      ? parseNumber(source(first))
      : durationOf(first, source);
  if (second === undefined) return source(node).trimStart().startsWith('-') && names.has('UnaryOp') ? -a : a;
  const b = durationOf(second, source);
  if (names.has('DurationMinOf')) return Math.min(a, b);
  if (names.has('DurationMaxOf')) return Math.max(a, b);
  const operator = [...names].find((name) => name in ARITHMETIC);
  return operator === undefined ? NaN : ARITHMETIC[operator]!(a, b);
}

const OPERANDS: ReadonlySet<string> = new Set([
  'DurationExpr',
  'OffsetDurationExpr',
  'NumberDurationLiteralInDurationContext',
]);

/** A number as PromQL writes it: decimal, hexadecimal, Inf, NaN or, since Prometheus 3, a duration in seconds. */
export function parseNumber(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return parseDuration(text) ?? Number(text.replaceAll('_', ''));
}

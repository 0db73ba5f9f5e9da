/**
 * A PromQL expression as the lint rules and the grader see it: parentheses gone, modifiers on what they modify,
 * numbers and durations as numbers. Positions count UTF-16 code units from the start of the text.
 */

export interface Span {
  from: number;
  to: number;
}

export interface NumberLiteral extends Span {
  kind: 'number';
  value: number;
}

export interface StringLiteral extends Span {
  kind: 'string';
  value: string;
}

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface Matcher extends Span {
  label: string;
  op: MatchOperator;
  value: string;
}

/** `offset`, `@`, `anchored` and `smoothed`. */
export interface TimeShift {
  /** Seconds into the past; negative looks ahead. */
  offset?: number;
  /** A pinned evaluation time: the text after `@`. */
  at?: string;
  /** How the edges of its range are treated, where the query says so. */
  edges?: 'anchored' | 'smoothed';
}

/** An instant vector selector, or, with a range, a range vector selector. */
export interface Selector extends Span, TimeShift {
  kind: 'selector';
  /**
   * The metric name, whether written before the braces or as `__name__="…"`; undefined if only other matchers
   * select.
   */
  metric?: string;
  /** All matchers but the one that gives {@link metric}. */
  matchers: readonly Matcher[];
  /** Seconds. NaN if it depends on the evaluation, as step() does. */
  range?: number;
}

/** `expr[range:step]`. Also `expr[range]` on something other than a selector, which Prometheus rejects. */
export interface Subquery extends Span, TimeShift {
  kind: 'subquery';
  expr: Expr;
  /** Seconds; NaN if it depends on the evaluation. */
  range: number;
  /** Seconds; undefined for the server's own. */
  step?: number;
}

export interface Call extends Span {
  kind: 'call';
  func: string;
  args: readonly Expr[];
}

export interface Grouping {
  mode: 'by' | 'without';
  labels: readonly string[];
}

export interface Aggregation extends Span {
  kind: 'aggregation';
  op: string;
  /** The k of topk, the φ of quantile, the label of count_values. */
  param?: Expr;
  expr: Expr;
  /** Undefined: over everything, into one series without labels. */
  grouping?: Grouping;
}

/** Which labels pair the series of two vectors; without it, all of them. */
export interface Matching {
  mode: 'on' | 'ignoring';
  labels: readonly string[];
  /**
   * `group_left` or `group_right`: the side of which several series may share a partner, and the labels it takes
   * over.
   */
  group?: { side: 'left' | 'right'; include: readonly string[] };
}

export interface Binary extends Span {
  kind: 'binary';
  op: string;
  left: Expr;
  right: Expr;
  /** `bool` turns a filter into 0 and 1. */
  bool: boolean;
  matching?: Matching;
  /** `fill`: the values that stand for a missing partner. */
  fill?: { left?: number; right?: number };
}

export interface Unary extends Span {
  kind: 'unary';
  op: string;
  expr: Expr;
}

/** What could not be understood. The server is the authority on what is wrong with it. */
export interface Broken extends Span {
  kind: 'broken';
  /** What could be read of it, for those who only look for names: it is not what the query means. */
  partial?: Expr;
}

export type Expr =
  NumberLiteral | StringLiteral | Selector | Subquery | Call | Aggregation | Binary | Unary | Broken;

/** The direct operands of an expression, left to right. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
      return expr.args;
    case 'aggregation':
      return expr.param ? [expr.param, expr.expr] : [expr.expr];
    case 'binary':
      return [expr.left, expr.right];
    case 'unary':
    case 'subquery':
      return [expr.expr];
    case 'broken':
      return expr.partial ? [expr.partial] : [];
    default:
      return [];
  }
}

/** Whether a part of an expression could not be read, so that nothing can be said about what the whole means. */
export function isBroken(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'broken');
}

/** An expression and its parents. */
export interface Visit {
  node: Expr;
  /** Outermost first; empty for the root. */
  parents: readonly Expr[];
}

/** Every node of the tree, each before its operands. */
export function* walk(node: Expr, parents: readonly Expr[] = []): Generator<Visit> {
  yield { node, parents };
  for (const child of children(node)) yield* walk(child, [...parents, node]);
}

/** All selectors of an expression, in the order they are written. */
export function selectors(expr: Expr): Selector[] {
  return [...walk(expr)].flatMap(({ node }) => (node.kind === 'selector' ? [node] : []));
}

import type {
  Aggregation,
  Binary,
  Broken,
  Call,
  Expr,
  Grouping,
  Matcher,
  Matching,
  MatchOperator,
  Selector,
  Subquery,
  Unary,
} from './ast.js';
import { durationOf, parseNumber } from './duration-expression.js';
import { unquote } from './quoting.js';
import { expressions, firstExpression, type SyntaxNode } from './tree.js';

/** Deeper nesting is nobody's query, and recursion has an end. */
const MAX_DEPTH = 500;

/** Turns a node of the grammar's tree into an expression. What makes no sense becomes a `broken` node. */
export function readExpression(text: string, node: SyntaxNode): Expr {
  return new Reader(text).read(node);
}

class Reader {
  private depth = 0;

  constructor(private readonly text: string) {}

  read(node: SyntaxNode): Expr {
    return this.nested(node, () => this.readNode(node));
  }

  private nested(node: SyntaxNode, read: () => Expr): Expr {
    if (this.depth >= MAX_DEPTH) return broken(node);
    this.depth++;
    const expr = read();
    this.depth--;
    return expr;
  }

  private readNode(node: SyntaxNode): Expr {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', value: parseNumber(this.source(node)), ...span(node) };
      case 'StringLiteral':
        return { kind: 'string', value: unquote(this.source(node)), ...span(node) };
      case 'ParenExpr':
        return this.readChild(node);
      case 'VectorSelector':
        return this.selector(node);
      case 'FunctionCall':
        return this.call(node);
      case 'AggregateExpr':
        return this.aggregation(node);
      case 'BinaryExpr':
        return this.binary(node, (right) => this.read(right));
      case 'UnaryExpr':
        return this.unary(node, (inner) => this.read(inner));
      case 'MatrixSelector':
      case 'SubqueryExpr':
        return this.postfix(node, (inner) => this.range(node, inner));
      case 'OffsetExpr':
        return this.postfix(node, (inner) => this.offset(node, inner));
      case 'StepInvariantExpr':
        return this.postfix(node, (inner) => this.pinned(node, inner));
      case 'AnchoredExpr':
        return this.postfix(node, (inner) => this.edges(node, inner, 'anchored'));
      case 'SmoothedExpr':
        return this.postfix(node, (inner) => this.edges(node, inner, 'smoothed'));
      default:
        return broken(node);
    }
  }

  private postfix(node: SyntaxNode, apply: (inner: Expr) => Expr): Expr {
    const inner = firstExpression(node);
    return inner ? this.bind(inner, apply) : broken(node);
  }

  /**
   * Applies a suffix (`[…]`, `offset`, `@`) to what it belongs to. The grammar hangs it on a whole binary or unary
   * expression if that is to its left; Prometheus binds it to the operand it follows.
   */
  private bind(node: SyntaxNode, apply: (inner: Expr) => Expr): Expr {
    if (node.name === 'BinaryExpr') {
      return this.nested(node, () => this.binary(node, (right) => this.bind(right, apply)));
    }
    if (node.name === 'UnaryExpr') {
      return this.nested(node, () => this.unary(node, (inner) => this.bind(inner, apply)));
    }
    return apply(this.read(node));
  }

  private range(node: SyntaxNode, inner: Expr): Selector | Subquery {
    const durations = node.getChildren('DurationExpr');
    const range = durations[0] ? this.duration(durations[0]) : NaN;
    const at = { from: inner.from, to: node.to };
    if (node.name === 'MatrixSelector' && inner.kind === 'selector') return { ...inner, range, ...at };
    const step = durations[1] && this.duration(durations[1]);
    return { kind: 'subquery', expr: inner, range, ...(step !== undefined && { step }), ...at };
  }

  private offset(node: SyntaxNode, inner: Expr): Expr {
    if (inner.kind !== 'selector' && inner.kind !== 'subquery') return inner;
    const duration = node.getChild('OffsetDurationExpr');
    return { ...inner, offset: duration ? this.duration(duration) : NaN, to: node.to };
  }

  private duration(node: SyntaxNode): number {
    return durationOf(node, (child) => this.source(child));
  }

  private edges(node: SyntaxNode, inner: Expr, edges: 'anchored' | 'smoothed'): Expr {
    return inner.kind === 'selector' || inner.kind === 'subquery' ? { ...inner, edges, to: node.to } : inner;
  }

  private pinned(node: SyntaxNode, inner: Expr): Expr {
    if (inner.kind !== 'selector' && inner.kind !== 'subquery') return inner;
    const sign = node.getChild('At');
    return { ...inner, at: this.text.slice(sign?.to ?? node.to, node.to).trim(), to: node.to };
  }

  private selector(node: SyntaxNode): Selector {
    const identifier = node.getChild('Identifier');
    let metric = identifier ? this.source(identifier) : undefined;
    const matchers: Matcher[] = [];
    const list = node.getChild('LabelMatchers');
    for (let child = list?.firstChild ?? null; child; child = child.nextSibling) {
      if (child.name === 'QuotedLabelName') metric ??= unquote(this.source(child));
      const matcher = this.matcher(child);
      if (!matcher) continue;
      if (matcher.label === '__name__' && matcher.op === '=' && metric === undefined) metric = matcher.value;
      else matchers.push(matcher);
    }
    return { kind: 'selector', ...(metric !== undefined && { metric }), matchers, ...span(node) };
  }

  private matcher(node: SyntaxNode): Matcher | undefined {
    const op = this.childSource(node, 'MatchOp') as MatchOperator | undefined;
    const value = node.getChild('StringLiteral');
    const name = this.childSource(node, 'LabelName') ?? this.childSource(node, 'QuotedLabelName');
    if (op === undefined || !value || name === undefined) return undefined;
    const label = /^["'`]/.test(name) ? unquote(name) : name;
    return { label, op, value: unquote(this.source(value)), ...span(node) };
  }

  private call(node: SyntaxNode): Call {
    return {
      kind: 'call',
      func: this.childSource(node, 'FunctionIdentifier') ?? '',
      args: this.body(node),
      ...span(node),
    };
  }

  private aggregation(node: SyntaxNode): Aggregation {
    const args = this.body(node);
    const grouping = this.grouping(node.getChild('AggregateModifier'));
    const [param] = args.length > 1 ? args : [];
    return {
      kind: 'aggregation',
      op: (this.childSource(node, 'AggregateOp') ?? '').toLowerCase(),
      ...(param && { param }),
      expr: args.at(-1) ?? broken(node),
      ...(grouping && { grouping }),
      ...span(node),
    };
  }

  private grouping(modifier: SyntaxNode | null): Grouping | undefined {
    if (!modifier) return undefined;
    const list = modifier.getChild('GroupingLabels');
    return { mode: modifier.getChild('By') ? 'by' : 'without', labels: list ? this.labels(list) : [] };
  }

  /** The labels of a list, in quotes or without them. */
  private labels(list: SyntaxNode): string[] {
    const found: string[] = [];
    for (let child = list.firstChild; child; child = child.nextSibling) {
      if (child.name === 'LabelName') found.push(this.source(child));
      if (child.name === 'QuotedLabelName') found.push(unquote(this.source(child)));
    }
    return found;
  }

  private unary(node: SyntaxNode, readOperand: (node: SyntaxNode) => Expr): Unary {
    const operand = firstExpression(node);
    return {
      kind: 'unary',
      op: this.childSource(node, 'UnaryOp') ?? '-',
      expr: operand ? readOperand(operand) : broken(node),
      ...span(node),
    };
  }

  private binary(node: SyntaxNode, readRight: (node: SyntaxNode) => Expr): Binary {
    const [left, right] = expressions(node);
    let operator = left?.nextSibling;
    while (operator?.name === 'LineComment') operator = operator.nextSibling;
    const matching = this.matching(node.getChild('MatchingModifierClause'));
    const fill = this.fill(node.getChild('FillModifier'));
    return {
      kind: 'binary',
      op: operator ? this.source(operator).toLowerCase() : '',
      left: left ? this.read(left) : broken(node),
      right: right ? readRight(right) : broken(node),
      bool: node.getChild('BoolModifier') !== null,
      ...(matching && { matching }),
      ...(fill && { fill }),
      ...span(node),
    };
  }

  private matching(clause: SyntaxNode | null): Matching | undefined {
    if (!clause) return undefined;
    const [labels, include] = clause.getChildren('GroupingLabels').map((list) => this.labels(list));
    const side = clause.getChild('GroupLeft') ? 'left' : clause.getChild('GroupRight') ? 'right' : undefined;
    return {
      mode: clause.getChild('On') ? 'on' : 'ignoring',
      labels: labels ?? [],
      ...(side && { group: { side, include: include ?? [] } }),
    };
  }

  private fill(modifier: SyntaxNode | null): Binary['fill'] {
    if (!modifier) return undefined;
    const value = (clause: string): number | undefined => {
      const number = modifier.getChild(clause)?.getChild('NumberDurationLiteral');
      return number ? parseNumber(this.source(number)) : undefined;
    };
    const [both, left, right] = [value('FillClause'), value('FillLeftClause'), value('FillRightClause')];
    const [onLeft, onRight] = [left ?? both, right ?? both];
    return {
      ...(onLeft !== undefined && { left: onLeft }),
      ...(onRight !== undefined && { right: onRight }),
    };
  }

  private body(node: SyntaxNode): Expr[] {
    const body = node.getChild('FunctionCallBody');
    return body ? expressions(body).map((child) => this.read(child)) : [];
  }

  private readChild(node: SyntaxNode): Expr {
    const child = firstExpression(node);
    return child ? this.read(child) : broken(node);
  }

  private source(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  private childSource(node: SyntaxNode, name: string): string | undefined {
    const child = node.getChild(name);
    return child ? this.source(child) : undefined;
  }
}

function span(node: SyntaxNode): { from: number; to: number } {
  return { from: node.from, to: node.to };
}

function broken(node: SyntaxNode): Broken {
  return { kind: 'broken', ...span(node) };
}

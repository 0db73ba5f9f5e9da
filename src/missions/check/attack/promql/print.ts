import type {
  Expr,
  Grouping,
  Matcher,
  Matching,
  Selector,
  TimeShift,
} from '../../../../promql/syntax/ast.js';
import { formatDuration } from '../../../../util/duration.js';

/** A tree written as PromQL again, with parentheses wherever they may matter. */
export function print(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return printNumber(expr.value);
    case 'string':
      return JSON.stringify(expr.value);
    case 'selector':
      return `${printSelector(expr)}${expr.range === undefined ? '' : `[${formatDuration(expr.range)}]`}${shift(expr)}`;
    case 'subquery': {
      const step = expr.step === undefined ? '' : formatDuration(expr.step);
      return `${operand(expr.expr)}[${formatDuration(expr.range)}:${step}]${shift(expr)}`;
    }
    case 'call':
      return `${expr.func}(${expr.args.map(print).join(', ')})`;
    case 'aggregation': {
      const args = expr.param ? [expr.param, expr.expr] : [expr.expr];
      return `${expr.op}${grouping(expr.grouping)}(${args.map(print).join(', ')})`;
    }
    case 'binary': {
      const modifiers = `${expr.bool ? ' bool' : ''}${matching(expr.matching)}`;
      return `${operand(expr.left)} ${expr.op}${modifiers} ${operand(expr.right)}`;
    }
    case 'unary':
      return `${expr.op}${operand(expr.expr)}`;
    case 'broken':
      throw new Error('a broken query can’t be written');
  }
}

/** As an operand of an operator. */
export function operand(expr: Expr): string {
  return expr.kind === 'binary' || expr.kind === 'unary' ? `(${print(expr)})` : print(expr);
}

function printNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
}

function printSelector({ metric, matchers }: Selector): string {
  const named = metric === undefined || /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric);
  const all = [...(named ? [] : [`__name__=${JSON.stringify(metric)}`]), ...matchers.map(printMatcher)];
  return `${named ? (metric ?? '') : ''}${all.length > 0 ? `{${all.join(', ')}}` : ''}`;
}

function printMatcher({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

function shift({ at, offset }: TimeShift): string {
  const pinned = at === undefined ? '' : ` @ ${at}`;
  return offset === undefined ? pinned : `${pinned} offset ${formatDuration(offset)}`;
}

function grouping(by: Grouping | undefined): string {
  return by ? ` ${by.mode} (${by.labels.join(', ')}) ` : '';
}

function matching(by: Matching | undefined): string {
  if (!by) return '';
  const group = by.group ? ` group_${by.group.side} (${by.group.include.join(', ')})` : '';
  return ` ${by.mode} (${by.labels.join(', ')})${group}`;
}

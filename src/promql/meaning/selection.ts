import { compileRegex } from '../../prometheus/regex.js';
import { type Binary, type Expr, type Selector, selectors } from '../syntax/ast.js';

/**
 * What a query's *values* come from. A number that was read off the screen and typed in equals the reference too, for
 * an instant; so an answer must take its values from series that the step is about.
 */

/**
 * The selectors whose samples reach the result's values. Not counted: what is multiplied by zero, raised to the power
 * of zero, or taken from itself, and what only decides which series stay (the right side of `and` and `unless`). A
 * defence against tricks of one line, not a proof: the several instants of a comparison are the other half.
 */
export function valueSelectors(expr: Expr): Selector[] {
  if (foldConstant(expr) !== undefined) return [];
  switch (expr.kind) {
    case 'selector':
      return [expr];
    case 'subquery':
    case 'unary':
      return valueSelectors(expr.expr);
    case 'call':
      return expr.args.flatMap(valueSelectors);
    case 'aggregation':
      // The sum of x ^ 0 or x / x is the number of series.
      if (['sum', 'count'].includes(expr.op) && (foldConstant(expr.expr) ?? 0) !== 0) {
        return selectors(expr.expr);
      }
      return [...valueSelectors(expr.expr), ...(expr.param ? valueSelectors(expr.param) : [])];
    case 'binary':
      if (expr.op === 'and' || expr.op === 'unless') return valueSelectors(expr.left);
      return [...valueSelectors(expr.left), ...valueSelectors(expr.right)];
    case 'broken':
      return expr.partial ? valueSelectors(expr.partial) : [];
    default:
      return [];
  }
}

/** True if a selector can select the named metric: by its name, by a pattern on it, or by other labels alone. */
export function canSelect({ metric, matchers }: Selector, name: string): boolean {
  if (metric !== undefined) return metric === name;
  return matchers
    .filter(({ label, op }) => label === '__name__' && op === '=~')
    .every(({ value }) => compileRegex(value)?.test(name) ?? true);
}

/** The number that an expression always is, whatever the series hold; undefined if it depends on them. */
export function foldConstant(expr: Expr): number | undefined {
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'unary': {
      const value = foldConstant(expr.expr);
      return value !== undefined && expr.op === '-' ? -value : value;
    }
    case 'call':
      return ['vector', 'scalar'].includes(expr.func) && expr.args[0]
        ? foldConstant(expr.args[0])
        : undefined;
    case 'binary':
      return foldBinary(expr);
    default:
      return undefined;
  }
}

function foldBinary({ op, left, right }: Binary): number | undefined {
  const [a, b] = [foldConstant(left), foldConstant(right)];
  if (op === '*' && (a === 0 || b === 0)) return 0;
  if (op === '^' && b === 0) return 1;
  if (op === '-' && sameExpression(left, right)) return 0;
  if (op === '/' && sameExpression(left, right)) return 1;
  if (a === undefined || b === undefined) return undefined;
  return ARITHMETIC[op]?.(a, b);
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

/** Equal except for their positions. */
function sameExpression(a: Expr, b: Expr): boolean {
  return shape(a) === shape(b);
}

function shape(expr: Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => (key === 'from' || key === 'to' ? undefined : value));
}

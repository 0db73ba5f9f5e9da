import type { Asker, Diagnosis } from '../diagnosis.js';
import type { Sides } from '../differences/difference.js';
import { same } from '../meaning/divergence.js';
import { foldConstant } from '../meaning/selection.js';
import { type Binary, type Expr, selectors, walk } from '../syntax/ast.js';
import { COMPARISONS } from '../syntax/functions.js';

/**
 * A comparison around the result that nobody asked for. While no value is on its wrong side, such as 0 for `> 0`, the
 * result is the same as without it, and no made-up world has every value.
 */

interface Filter {
  op: string;
  value: Expr;
  threshold: number;
}

/**
 * A comparison that may drop series of the result, where the reference keeps them all.
 * @returns undefined if the answer has no such comparison; with severity info if its comparison can't drop a series
 */
export function unaskedFilter(
  { reference, answer }: Pick<Sides, 'reference' | 'answer'>,
  asker: Asker,
): Diagnosis | undefined {
  if (filtersOf(reference.expr).length > 0) return undefined;
  // What the reference keeps with `and`, the answer may keep in another way.
  const asked = [...walk(reference.expr)].flatMap(({ node }) =>
    node.kind === 'binary' && COMPARISONS.has(node.op) ? (comparisonWithNumber(node) ?? []) : [],
  );
  const filters = filtersOf(answer.expr).filter(
    ({ op, value, threshold }) =>
      !asked.some((one) => one.op === op && one.threshold === threshold && same(one.value, value)),
  );
  const harmful = filters.find((filter) => !keepsEverything(filter));
  if (harmful) {
    const written = textOf(harmful);
    return {
      rule: 'unasked-filter',
      severity: 'error',
      message: `Your comparison \`${written}\` drops every series whose value is ${dropped(harmful)}; the ${asker} asks for all of them.`,
      why: 'A comparison is a filter. It drops nothing at the moment, so your values are right; as soon as a value falls on the other side, its series disappears.',
      fix: `Remove \`${written}\`.`,
    };
  }
  const [idle] = filters;
  return (
    idle && {
      rule: 'unasked-filter',
      severity: 'info',
      message: `Your comparison \`${textOf(idle)}\` drops nothing, and the ${asker} doesn’t ask for one.`,
      why: 'A comparison keeps the series for which it is true, and here it always is.',
      fix: `You can leave out \`${textOf(idle)}\`.`,
    }
  );
}

/** The functions that leave a series a series: what they get is dropped from the result too. */
const PASS_ON: ReadonlySet<string> = new Set([
  ...['label_replace', 'label_join', 'sort', 'sort_desc', 'sort_by_label', 'sort_by_label_desc'],
  ...['round', 'ceil', 'floor', 'abs', 'clamp', 'clamp_min', 'clamp_max'],
]);
/** A group has no result once all of its series are dropped. How many there are is another question: not count. */
const AGGREGATIONS: ReadonlySet<string> = new Set([
  ...['sum', 'avg', 'min', 'max', 'topk', 'bottomk', 'limitk', 'limit_ratio'],
]);

/** The comparisons with a number that decide which series the result has. */
function filtersOf(expr: Expr): Filter[] {
  switch (expr.kind) {
    case 'call':
      return PASS_ON.has(expr.func) ? expr.args.flatMap(filtersOf) : [];
    case 'aggregation':
      return AGGREGATIONS.has(expr.op) ? filtersOf(expr.expr) : [];
    case 'unary':
      return filtersOf(expr.expr);
    case 'binary':
      return ofBinary(expr);
    default:
      return [];
  }
}

function ofBinary(node: Binary): Filter[] {
  if (COMPARISONS.has(node.op)) {
    const filter = node.bool ? undefined : comparisonWithNumber(node);
    return filter ? [filter, ...filtersOf(filter.value)] : [];
  }
  if (node.op === 'or') return [...filtersOf(node.left), ...filtersOf(node.right)];
  if (node.op === 'and' || node.op === 'unless') {
    // `x and x > 0` is `x > 0`.
    const condition = node.op === 'and' ? filtersOf(node.right).at(0) : undefined;
    const own = condition && same(condition.value, node.left) ? [condition] : [];
    return [...filtersOf(node.left), ...own];
  }
  // `a / (b > 0)` is a common way to leave out what would be NaN.
  const isDivisor = node.op === '/' && constantOf(node.left) === undefined;
  return [...filtersOf(node.left), ...(isDivisor ? [] : filtersOf(node.right))];
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function comparisonWithNumber({ op, left, right }: Binary): Filter | undefined {
  const [onLeft, onRight] = [constantOf(left), constantOf(right)];
  if (onRight !== undefined && selectors(left).length > 0) return { op, value: left, threshold: onRight };
  return onLeft !== undefined && selectors(right).length > 0
    ? { op: MIRRORED[op] ?? op, value: right, threshold: onLeft }
    : undefined;
}

/** A number, also one that was made a vector. */
function constantOf(expr: Expr): number | undefined {
  const [inside] = expr.kind === 'call' && expr.func === 'vector' ? expr.args : [];
  return foldConstant(inside ?? expr);
}

/** True if no value that the expression can have is dropped. */
function keepsEverything({ op, value, threshold }: Filter): boolean {
  if (mayBeNaN(value)) return false;
  if (threshold === Infinity) return ['<', '<=', '!='].includes(op);
  if (isOne(value)) return { '==': threshold === 1, '>': threshold < 1, '<': threshold > 1 }[op] ?? false;
  if (isCount(value) && ((op === '>' && threshold < 1) || (op === '>=' && threshold <= 1))) return true;
  if (isCount(value) && op === '!=' && threshold < 1) return true;
  if (mayBeNegative(value)) return false;
  return (op === '>=' && threshold <= 0) || (['>', '!='].includes(op) && threshold < 0);
}

/** Something divided by zero, and quantiles of nothing. */
function mayBeNaN(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) =>
      (node.kind === 'binary' && ['/', '%', '^', 'atan2'].includes(node.op)) ||
      (node.kind === 'call' && /^histogram_|^(ln|log2|log10|sqrt|acos|asin)$/.test(node.func)),
  );
}

function mayBeNegative(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) =>
      node.kind === 'unary' ||
      (node.kind === 'binary' && node.op === '-') ||
      (node.kind === 'call' && /^(delta|idelta|deriv|predict_linear|ln|log2|log10|sin|cos)$/.test(node.func)),
  );
}

/** At least 1, or nothing. */
function isCount(expr: Expr): boolean {
  if (expr.kind === 'aggregation') {
    return expr.op === 'count' || (/^(sum|min|max|topk|bottomk)$/.test(expr.op) && isCount(expr.expr));
  }
  return expr.kind === 'call' && expr.func === 'count_over_time';
}

function isOne(expr: Expr): boolean {
  if (expr.kind === 'aggregation') return expr.op === 'group';
  return expr.kind === 'call' && /^(absent|absent_over_time|present_over_time)$/.test(expr.func);
}

function textOf({ op, threshold }: Pick<Filter, 'op' | 'threshold'>): string {
  return `${op} ${threshold === Infinity ? '+Inf' : threshold === -Infinity ? '-Inf' : threshold}`;
}

const WORDS: Readonly<Record<string, string>> = {
  '>': 'above',
  '>=': 'at least',
  '<': 'below',
  '<=': 'at most',
  '==': 'exactly',
};

/** What a comparison drops: all values that it does not keep. */
function dropped({ op, threshold }: Filter): string {
  const limit = textOf({ op: '', threshold }).trim();
  return op === '!=' ? limit : `not ${WORDS[op] ?? op} ${limit}`;
}

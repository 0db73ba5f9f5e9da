import { matchesValue } from '../../../../promql/meaning/label-flow.js';
import type { Matcher, Selector } from '../../../../promql/syntax/ast.js';

/** Sets of series of one metric: `x unless x{a="1"}` is `x{a!="1"}`. */

const NEGATED = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const;

/**
 * One selector for `and`, `unless` or `or` between two of the same metric at the same time.
 * @returns undefined if there is none
 */
export function asOneSelector(op: string, left: Selector, right: Selector): Selector | undefined {
  if (timeOf(left) !== timeOf(right)) return undefined;
  const added = right.matchers.filter((matcher) => !left.matchers.some((other) => isSame(matcher, other)));
  switch (op) {
    case 'and':
      return { ...left, matchers: [...left.matchers, ...added] };
    case 'unless': {
      const [only, ...others] = added;
      if (!only || others.length > 0) return undefined;
      return { ...left, matchers: [...left.matchers, { ...only, op: NEGATED[only.op] }] };
    }
    case 'or':
      return isWithin(right, left) ? left : isWithin(left, right) ? right : undefined;
  }
  return undefined;
}

function timeOf({ metric, range, offset, at }: Selector): string {
  return JSON.stringify([metric, range, offset, at]);
}

function isSame(a: Matcher, b: Matcher): boolean {
  return a.label === b.label && a.op === b.op && a.value === b.value;
}

/** True if one selector takes no series that the other one does not take. */
function isWithin(inner: Selector, outer: Selector): boolean {
  return outer.matchers.every((matcher) =>
    inner.matchers.some(
      (own) =>
        isSame(own, matcher) ||
        (own.label === matcher.label && own.op === '=' && matchesValue(matcher, own.value)),
    ),
  );
}

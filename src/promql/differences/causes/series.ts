import { listed } from '../../../util/text/words.js';
import type { Row } from '../../meaning/compare.js';
import { type Aggregation, type Expr, isBroken, selectors, walk } from '../../syntax/ast.js';
import { quote } from '../../syntax/quoting.js';
import { windows } from '../contents.js';
import { both, type Case } from '../difference.js';
import { OPERATOR_MEANING } from '../meanings.js';
import type { Cause } from './cause.js';
import { otherMatchers } from './matchers.js';

/** Why there are series that should not be there; undefined if the form does not show it. */
export function causeOfSurplus(difference: Case): Cause | undefined {
  const { asker } = difference;
  if (isBroken(difference.answer.expr)) return undefined;
  const made = madeLabel(difference) ?? filledIn(difference);
  if (made) return made;
  const topk = both(difference, choosers);
  const [inReference] = topk.reference;
  const grouped = topk.answer.find(({ grouping }) => grouping?.mode === 'by');
  if (inReference && topk.answer.length === 0) {
    return {
      why: `The ${asker} asks only for the ${extreme(inReference)} series. Nothing in your query picks them.`,
      fix: `Put ${inReference.op}(n, …) around everything: it keeps n series, with their labels.`,
    };
  }
  const other = otherChoice(difference);
  if (other) return other;
  if (inReference && grouped && !inReference.grouping) {
    return {
      why: `${grouped.op} by (${grouped.grouping!.labels.join(', ')}) picks series in each group separately, so every group keeps some.`,
      fix: 'Remove the grouping.',
    };
  }
  return keptForDropped(difference) ?? extraSetOperator(difference) ?? otherMatchers(difference);
}

/** `and` or `unless` around everything, for a reference that has neither. */
function extraSetOperator({ reference, answer, asker }: Case): Cause | undefined {
  const { expr } = answer;
  const asked = [...walk(reference.expr)].some(
    ({ node }) => node.kind === 'binary' && /^(?:and|unless)$/.test(node.op),
  );
  if (asked || expr.kind !== 'binary' || !/^(?:and|unless)$/.test(expr.op)) return undefined;
  return {
    why: `${OPERATOR_MEANING[expr.op]} Your ${expr.op} keeps others than the ${asker} asks for.`,
    fix:
      expr.op === 'unless'
        ? 'Write on the right of unless only what is to be dropped.'
        : 'Write on the right of and only what is to be kept.',
  };
}

/** `and` with the very series that the reference excludes. */
function keptForDropped({ reference, answer, asker }: Case): Cause | undefined {
  const { expr } = answer;
  if (expr.kind !== 'binary' || expr.op !== 'and') return undefined;
  const excluded = selectors(reference.expr).flatMap(({ matchers }) =>
    matchers.filter(({ op }) => op.startsWith('!')).map(({ label, value }) => `${label} ${value}`),
  );
  const kept = selectors(expr.right)
    .flatMap(({ matchers }) => matchers)
    .find(({ label, op, value }) => !op.startsWith('!') && excluded.includes(`${label} ${value}`));
  return (
    kept && {
      why: `and keeps the series that both sides have: here only those with ${kept.label}=${quote(kept.value)}, which the ${asker} excludes.`,
      fix: 'To exclude them write unless in place of and, or put a matcher with != into the braces.',
    }
  );
}

/** Both pick as many series, but by other values, and so others. */
function otherChoice({ reference, answer, comparison, asker }: Case): Cause | undefined {
  const [asked, given] = [choosers(reference.expr), choosers(answer.expr)].map(([first]) => first);
  if (!asked || !given || asked.op !== given.op || comparison.extra.length !== comparison.missing.length) {
    return undefined;
  }
  if (given.grouping || comparison.extra.length === 0) return undefined;
  const [askedWindows, givenWindows] = [asked, given].map((node) =>
    [...new Set(windows(node))].sort().join(),
  );
  if (askedWindows !== givenWindows) return undefined;
  return {
    why: `${given.op} picks by the values inside it, and yours are not those that the ${asker} asks for, so it picks another series.`,
    fix: `Leave out ${given.op} for a moment, and look at what the values are: what is counted, or divided by what?`,
  };
}

/** A series without labels that `or vector(0)` adds. */
function filledIn({ reference, answer }: Case): Cause | undefined {
  const { expr } = answer;
  const fills = (side: Expr): boolean =>
    side.kind === 'binary' && side.op === 'or' && selectors(side.right).length === 0;
  if (!fills(expr) || fills(reference.expr)) return undefined;
  return {
    why: 'or adds the series of its right side whose labels the left side doesn’t have: vector(0) has no labels, so it is added.',
    fix: 'Remove or and what follows it.',
  };
}

/** Other values of a label that label_replace() or label_join() makes. */
function madeLabel({ reference, answer, comparison, asker }: Case): Cause | undefined {
  for (const { node } of walk(answer.expr)) {
    if (node.kind !== 'call' || !/^label_(?:replace|join)$/.test(node.func)) continue;
    const [, target] = node.args;
    const label = target?.kind === 'string' ? target.value : '';
    const valuesIn = (rows: readonly Row[]): string[] =>
      [...new Set(rows.map(({ labels }) => labels[label] ?? ''))].sort();
    const [asked, given] = [valuesIn(reference.evaluation.rows), valuesIn(answer.evaluation.rows)];
    if (comparison.extra.length === 0 || asked.join() === given.join() || label === '') continue;
    return {
      why: `Your ${node.func}() makes other values of ${label} than the ${asker} asks for: ${listed(given.map((value) => quote(value)))} in place of ${listed(asked.map((value) => quote(value)))}.`,
      fix:
        node.func === 'label_join'
          ? 'label_join() copies whole values. To keep a part of one, use label_replace(): the regular expression’s group in parentheses is what "$1" inserts.'
          : 'Check its texts: the new label gets the replacement, in which "$1" stands for what the group in parentheses matches.',
    };
  }
  return undefined;
}

/** Why series are missing; undefined if the form does not show it. */
export function causeOfLack(difference: Case): Cause | undefined {
  const topk = both(difference, choosers);
  const [inAnswer] = topk.answer;
  if (inAnswer && topk.reference.length === 0) {
    return {
      why: `${inAnswer.op} keeps the ${extreme(inAnswer)} series and drops all others; the ${difference.asker} asks for all of them.`,
      fix: `Remove ${inAnswer.op}.`,
    };
  }
  return otherMatchers(difference);
}

/** Why there are no series at all; undefined if the form does not show it. */
export function causeOfNothing(difference: Case): Cause | undefined {
  const absent = both(difference, (expr) =>
    [...walk(expr)].some(({ node }) => node.kind === 'call' && node.func.startsWith('absent')),
  );
  if (absent.reference && !absent.answer) {
    return {
      why: 'Of series that don’t exist there is nothing to calculate with: neither a comparison, nor count(), nor arithmetic returns a 0 or a 1.',
      fix: 'Use absent(…): it returns 1 if its selector finds nothing.',
    };
  }
  if (absent.answer && !absent.reference) {
    return {
      why: 'absent() returns something only while its selector finds nothing, and these series exist.',
      fix: 'Remove absent(): the selector itself returns the series.',
    };
  }
  const { expr } = difference.answer;
  if (expr.kind === 'binary' && expr.op === 'unless') {
    return dropsItself(difference) ?? otherMatchers(difference);
  }
  return otherMatchers(difference) ?? unequalGroups(difference.answer.expr) ?? dropsItself(difference);
}

/** `a unless a`: nothing is left. */
function dropsItself({ reference, answer: { expr } }: Case): Cause | undefined {
  if (expr.kind !== 'binary' || expr.op !== 'unless') return undefined;
  const asked = [...walk(reference.expr)].some(({ node }) => node.kind === 'binary' && node.op === 'unless');
  if (!asked) {
    return {
      why: 'unless drops every series on its left that has a partner on its right, and here all of them have one.',
      fix: 'Write on the right only the series to drop. To drop a label, aggregate without it: unless drops whole series.',
    };
  }
  const [left, right] = [expr.left, expr.right].map((side) =>
    selectors(side)
      .map(({ metric, range, matchers }) =>
        [metric, range, ...matchers.map(({ label, value }) => label + value)].join(),
      )
      .join(),
  );
  return left === right
    ? {
        why: 'Both sides of unless look at the same series over the same time, so it drops them all.',
        fix: 'Write on the right only what is to be dropped: without a range, for instance, the series that exist now.',
      }
    : undefined;
}

/** Two sides of which one is grouped by labels and the other is one total: they can’t be paired as they are. */
function unequalGroups(expr: Expr): Cause | undefined {
  for (const { node } of walk(expr)) {
    if (node.kind !== 'binary' || node.matching || !/^[-+*/%^]$/.test(node.op)) continue;
    const [left, right] = [node.left, node.right];
    if (left.kind !== 'aggregation' || right.kind !== 'aggregation') continue;
    const [onLeft, onRight] = [left, right].map(({ grouping }) =>
      grouping?.mode === 'by' ? grouping.labels : [],
    );
    if (onLeft!.length > 0 === onRight!.length > 0) continue;
    const labels = listed([...onLeft!, ...onRight!]);
    return {
      why: `The ${onLeft!.length > 0 ? 'left' : 'right'} of ${node.op} has the label ${labels}, the other side has none, so no series pair.`,
      fix: `Group both sides by ${labels}.`,
    };
  }
  return undefined;
}

function extreme({ op }: Aggregation): string {
  return op === 'topk' ? 'largest' : 'smallest';
}

function choosers(expr: Expr): Aggregation[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'aggregation' && (node.op === 'topk' || node.op === 'bottomk') ? [node] : [],
  );
}

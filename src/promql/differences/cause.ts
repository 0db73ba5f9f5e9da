import { compileRegex } from '../../prometheus/regex.js';
import { nearest } from '../../util/nearest.js';
import { listed } from '../../util/text/words.js';
import type { Asker } from '../diagnosis.js';
import { widen } from '../lint/widen.js';
import type { Row } from '../meaning/compare.js';
import { matchesValue } from '../meaning/label-flow.js';
import { type Aggregation, type Expr, isBroken, selectors, walk } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';
import { both, type Case } from './difference.js';

/** Why a result has extra or missing series, as far as the form of the two queries shows it. */
interface Cause {
  why: string;
  fix: string;
}

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
  if (inReference && grouped && !inReference.grouping) {
    return {
      why: `${grouped.op} by (${grouped.grouping!.labels.join(', ')}) picks series in each group separately, so every group keeps some.`,
      fix: 'Remove the grouping.',
    };
  }
  return otherMatchers(difference);
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
  return otherMatchers(difference) ?? unequalGroups(difference.answer.expr) ?? dropsItself(difference);
}

/** `a unless a`: nothing is left. */
function dropsItself({ answer: { expr } }: Case): Cause | undefined {
  if (expr.kind !== 'binary' || expr.op !== 'unless') return undefined;
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

/** The labels on which the two queries have different matchers; undefined if there are none. */
export function otherMatchers(difference: Case): Cause | undefined {
  const { asker } = difference;
  if (isBroken(difference.answer.expr)) return undefined;
  const sided = oneSide(difference);
  if (sided) return sided;
  const { reference, answer } = both(difference, matchersByLabel);
  const labels = [...new Set([...reference.keys(), ...answer.keys()])].filter(
    (label) => reference.get(label)?.join() !== answer.get(label)?.join(),
  );
  if (labels.length === 0) return undefined;
  const [label = ''] = labels;
  const misread = labels.length === 1 ? misreadMatcher(label, difference) : undefined;
  if (misread) return misread;
  if (labels.length === 1) return onLabel(label, reference.get(label), answer.get(label), asker);
  const cumulative = labels.includes('le') && /[~!]/.test(answer.get('le')?.join() ?? '');
  return {
    why: `Your filters on ${listed(labels)} aren’t the ones the ${asker} asks for, so different series are included.`,
    fix: `Compare your matchers on ${listed(labels)} with what the ${asker} asks for.${cumulative ? ' Buckets are cumulative: the bucket le="…" also counts everything that was faster.' : ''}`,
  };
}

/** The cause on the one side of an operator whose matchers differ; undefined if those of both do, or of none. */
function oneSide(difference: Case): Cause | undefined {
  const { reference, answer } = difference;
  const [asked, given] = [reference.expr, answer.expr];
  if (asked.kind !== 'binary' || given.kind !== 'binary' || asked.op !== given.op) return undefined;
  const causes = (['left', 'right'] as const).flatMap((side) => {
    const cause = otherMatchers({
      ...difference,
      reference: { ...reference, expr: asked[side] },
      answer: { ...answer, expr: given[side] },
    });
    return cause ? [{ side, cause }] : [];
  });
  const [only] = causes;
  if (!only || causes.length !== 1) return undefined;
  const { side, cause } = only;
  if (cause.why.startsWith('On the ')) return cause;
  return {
    why: `On the ${side} of ${given.op}: ${cause.why.charAt(0).toLowerCase()}${cause.why.slice(1)}`,
    fix: cause.fix,
  };
}

/** A matcher that does not match what it seems to: known values of the label show it. */
function misreadMatcher(label: string, difference: Case): Cause | undefined {
  const values = knownValues(label, difference);
  const { reference, answer } = both(difference, (expr) =>
    selectors(expr).flatMap(({ matchers }) => matchers.filter((matcher) => matcher.label === label)),
  );
  if (values.length === 0) return undefined;
  for (const matcher of answer) {
    const { op, value } = matcher;
    // What is meant as a wildcard has words of its own.
    if (/[\w/]\*/.test(value)) continue;
    const written = `${label}${op}${quote(value)}`;
    if (op.startsWith('!')) {
      if (values.some((known) => !matchesValue(matcher, known))) continue;
      const [meant] = nearest(value, values, 1);
      return {
        why: `No series has ${label}=${quote(value)}, so ${written} excludes nothing.`,
        fix:
          meant === undefined
            ? `Choose one of its values: ${listed(values)}.`
            : `Did you mean ${label}${op}${quote(meant)}?`,
      };
    }
    if (op !== '=~') continue;
    const stray = value.includes('|') && !/[()[\]]/.test(value) ? value.split('|') : [];
    const unmatched = stray.find(
      (part) => !values.some((known) => matchesValue({ ...matcher, value: part }, known)),
    );
    const [near] = unmatched === undefined ? [] : nearest(unmatched, values, 1);
    if (unmatched !== undefined && near !== undefined) {
      return {
        why: `${quote(unmatched)} is not a value of ${label}, so this alternative matches nothing.`,
        fix: `Did you mean ${label}=~${quote(
          value
            .split('|')
            .map((part) => (part === unmatched ? near : part))
            .join('|'),
        )}?`,
      };
    }
    const left = values.filter(
      (known) => reference.every((asked) => matchesValue(asked, known)) && !matchesValue(matcher, known),
    );
    const loose = compileRegex(value, { anchored: false });
    const partly = left.find((known) => loose?.test(known) === true);
    const widened = widen(value, left);
    if (reference.length > 0 && partly !== undefined && widened) {
      return {
        why: `A regular expression must match the whole value: ${quote(value)} matches only a part of ${quote(partly)}.`,
        fix: `Write ${label}=~${quote(widened.pattern)}.`,
      };
    }
  }
  return undefined;
}

/** The values of a label that the server knows in the answer's metrics. */
function knownValues(label: string, { facts, answer }: Case): string[] {
  const sets = selectors(answer.expr).flatMap(({ metric }) => facts?.series.get(metric ?? '') ?? []);
  return [...new Set(sets.flatMap((labels) => labels[label] ?? []))].sort();
}

/** What is wrong with the matchers on one label, each side's as one text. */
function onLabel(
  label: string,
  reference: readonly string[] | undefined,
  answer: readonly string[] | undefined,
  asker: Asker,
): Cause {
  if (answer === undefined) {
    return {
      why: `Nothing restricts ${label} yet, so series with every ${label} are included.`,
      fix: `Add a matcher on ${label} to the braces, for the values that the ${asker} asks for.`,
    };
  }
  const written = listed(distinct(answer));
  if (reference === undefined) {
    return {
      why: `Your matcher ${written} leaves out series; the ${asker} does not restrict ${label}.`,
      fix: `Remove the matcher on ${label}.`,
    };
  }
  if (distinct(reference).join() === distinct(answer).join()) {
    return answer.length < reference.length
      ? {
          why: `Not all of your selectors have ${written}: the one without it includes series with every ${label}.`,
          fix: `Put ${written} into the other selector too.`,
        }
      : {
          why: `You have ${written} in a selector that the ${asker} leaves open.`,
          fix: `Remove it from the selector that should include every ${label}.`,
        };
  }
  const repeated = answer.find((matcher) => /[=!]~".*(?:[\w/]\*)/.test(matcher));
  if (repeated !== undefined) {
    return {
      why: `* is not a wildcard: in ${repeated} it repeats the character before it.`,
      fix: `Write .* for any text: ${repeated.replace(/(?<=[\w/])\*/g, '.*')}.`,
    };
  }
  const cumulative = label === 'le' && /[~!]/.test(written);
  const bucket = label === 'le' ? 'a different bucket' : `other values of ${label}`;
  return {
    why: `You select ${written}; the ${asker} asks for ${bucket}.`,
    fix: `Compare your matchers on ${label} with what the ${asker} asks for.${cumulative ? ' Buckets are cumulative: the bucket le="…" also counts everything that was faster.' : ''}`,
  };
}

function extreme({ op }: Aggregation): string {
  return op === 'topk' ? 'largest' : 'smallest';
}

/** Label → its matchers as they are written, in every selector. */
function matchersByLabel(expr: Expr): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { label, op, value } of selectors(expr).flatMap(({ matchers }) => matchers)) {
    found.set(label, [...(found.get(label) ?? []), `${label}${op}${quote(value)}`]);
  }
  return found;
}

function distinct(all: readonly string[]): string[] {
  return [...new Set(all)].sort();
}

function choosers(expr: Expr): Aggregation[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'aggregation' && (node.op === 'topk' || node.op === 'bottomk') ? [node] : [],
  );
}

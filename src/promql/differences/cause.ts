import { listed } from '../../util/words.js';
import type { Asker } from '../diagnosis.js';
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
  return otherMatchers(difference);
}

/** The labels on which the two queries have different matchers; undefined if there are none. */
export function otherMatchers(difference: Case): Cause | undefined {
  const { asker } = difference;
  if (isBroken(difference.answer.expr)) return undefined;
  const { reference, answer } = both(difference, matchersByLabel);
  const labels = [...new Set([...reference.keys(), ...answer.keys()])].filter(
    (label) => reference.get(label)?.join() !== answer.get(label)?.join(),
  );
  if (labels.length === 0) return undefined;
  const [label = ''] = labels;
  if (labels.length === 1) return onLabel(label, reference.get(label), answer.get(label), asker);
  const [noun, verb] = labels.length === 1 ? ['filter', 'isn’t the one'] : ['filters', 'aren’t the ones'];
  const cumulative = labels.includes('le') && /[~!]/.test(answer.get('le')?.join() ?? '');
  return {
    why: `Your ${noun} on ${listed(labels)} ${verb} the ${asker} asks for, so different series are included.`,
    fix: `Compare your matchers on ${listed(labels)} with what the ${asker} asks for.${cumulative ? ' Buckets are cumulative: the bucket le="…" also counts everything that was faster.' : ''}`,
  };
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

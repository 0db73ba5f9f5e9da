import { compileRegex } from '../../../prometheus/regex.js';
import { nearest } from '../../../util/nearest.js';
import { listed } from '../../../util/text/words.js';
import type { Asker } from '../../diagnosis.js';
import { widen } from '../../lint/widen.js';
import { matchesValue } from '../../meaning/label-flow.js';
import { type Expr, isBroken, selectors } from '../../syntax/ast.js';
import { quote } from '../../syntax/quoting.js';
import { both, type Case, distinct, sameSet } from '../difference.js';
import type { Cause } from './cause.js';

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
  const stray = valueOfAnother(difference);
  if (stray) return stray;
  const [label = ''] = labels;
  const misread = labels.length === 1 ? misreadMatcher(label, difference) : undefined;
  if (misread) return misread;
  if (labels.length === 1) return onLabel(label, reference.get(label), answer.get(label), asker);
  const parts = labels.flatMap((each) => {
    if (answer.get(each) === undefined) return [];
    return [misreadMatcher(each, difference) ?? onLabel(each, reference.get(each), answer.get(each), asker)];
  });
  const open = labels.filter((each) => answer.get(each) === undefined);
  const cumulative = labels.includes('le') && /[~!]/.test(answer.get('le')?.join() ?? '');
  return {
    why: [
      ...(open.length > 0 ? [`Nothing restricts ${listed(open)} yet.`] : []),
      ...parts.slice(0, 2).map(({ why }) => why),
    ].join(' '),
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
      const regex = op === '!=' && /[.*+|^$[\]()]/.test(value) ? compileRegex(value) : undefined;
      if (regex && values.some((known) => regex.test(known))) {
        const wanted = reference.every((asked) => asked.op.startsWith('!')) ? '!~' : '=~';
        return {
          why: `!= compares the value as it is written, and none is ${quote(value)}, so ${written} excludes nothing.`,
          fix: `Only =~ and !~ read a regular expression: =~ selects what matches, !~ excludes it. The ${difference.asker} needs ${wanted} here.`,
        };
      }
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

/** A condition on one label with a value that only another label has. */
function valueOfAnother({ answer, facts }: Case): Cause | undefined {
  for (const { metric, matchers } of selectors(answer.expr)) {
    const sets = facts?.series.get(metric ?? '') ?? [];
    for (const { label, op, value } of matchers) {
      if (value === '' || sets.some((labels) => labels[label] === value) || /~/.test(op)) continue;
      const owner = sets
        .flatMap((labels) => Object.keys(labels).filter((name) => labels[name] === value))
        .find((name) => name !== label);
      if (owner === undefined) continue;
      return {
        why: `${quote(value)} is a value of the label ${owner}, not of ${label}, so ${label}${op}${quote(value)} ${op === '!=' ? 'excludes' : 'matches'} nothing.`,
        fix: `Put the condition on ${owner}.`,
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
  const written = listed(distinct(answer).sort());
  if (reference === undefined && label === 'le') {
    return {
      why: `Your matcher ${written} leaves out what took longer; the ${asker} asks for all of it.`,
      fix: 'For everything, use the _count series: it counts what all buckets hold.',
    };
  }
  if (reference === undefined) {
    return {
      why: `Your matcher ${written} leaves out series; the ${asker} does not restrict ${label}.`,
      fix: `Remove the matcher on ${label}.`,
    };
  }
  if (sameSet(distinct(reference), distinct(answer))) {
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

/** Label → its matchers as they are written, in every selector. */
function matchersByLabel(expr: Expr): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { label, op, value } of selectors(expr).flatMap(({ matchers }) => matchers)) {
    found.set(label, [...(found.get(label) ?? []), `${label}${op}${quote(value)}`]);
  }
  return found;
}

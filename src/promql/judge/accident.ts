import type { Labels } from '../../prometheus/types.js';
import { listed } from '../../util/text/words.js';
import type { Diagnosis } from '../diagnosis.js';
import { both, type Case } from '../differences/difference.js';
import { DIFFERENCE_RULES } from '../differences/rules.js';
import { labelKey, withoutName } from '../meaning/compare.js';
import type { Facts } from '../meaning/facts.js';
import { matchesValue } from '../meaning/label-flow.js';
import { familyOf, type Read, readsOf, write } from './imagine.js';

const FORM_RULES = DIFFERENCE_RULES.filter(({ explainsAccident }) => explainsAccident);

/**
 * Why an answer must not pass although its values equal the reference's: they are equal only because of what did not
 * happen.
 * @param imagined both queries evaluated as if more had happened, with different results
 */
export function explainAccident(imagined: Case, facts: Facts): Diagnosis {
  const reason = reasonForAccident(imagined, facts);
  const { asker } = imagined;
  return {
    rule: 'equal-by-accident',
    severity: 'error',
    message: `Your values are right only by accident. ${reason?.message ?? 'With other data they would be wrong.'}`,
    why: `${reason?.why ?? 'Different queries can return the same values while little happens.'} With every counter growing faster and faster, your query returns something other than what the ${asker} asks for.`,
    fix:
      reason?.fix ??
      `Compare your function, your window and your matchers with what the ${asker} asks for, one by one.`,
  };
}

export type Reason = Pick<Diagnosis, 'message' | 'why' | 'fix'>;

/** What tells the two queries apart, although their values agree; undefined if that is not known. */
export function reasonForAccident(imagined: Case, facts: Facts): Reason | undefined {
  return selectionReason(imagined, facts) ?? formReason(imagined);
}

function formReason(imagined: Case): Reason | undefined {
  for (const { find } of FORM_RULES) {
    const found = find(imagined);
    if (found) {
      return { ...found, why: `${found.why} While everything is steady, the difference does not show.` };
    }
  }
  return undefined;
}

/**
 * How a selector of the answer takes fewer or more series than its counterpart in the reference; undefined if none
 * does.
 */
function selectionReason(difference: Case, { series }: Facts): Reason | undefined {
  const reads = both(difference, (expr) => readsOf(expr) ?? []);
  const selected = (read: Read, metric = read.metric): Labels[] => seriesOf(read, series.get(metric) ?? []);
  const unpaired = (some: Read[], others: Read[]): Read | undefined =>
    some.find(
      (read) =>
        !others.some(
          (other) => familyOf(read) === familyOf(other) && sameSeries(selected(read), selected(other)),
        ),
    );
  const answer = unpaired(reads.answer, reads.reference);
  const reference = unpaired(reads.reference, reads.answer);
  if (!answer || !reference || familyOf(answer) !== familyOf(reference)) return undefined;
  const [inAnswer, inReference] = [selected(answer), selected(reference, answer.metric)];
  const missing = without(inReference, inAnswer);
  const extra = without(inAnswer, inReference);
  if (missing.length > 0 === extra.length > 0) return undefined;
  const hasExtra = extra.length > 0;
  const telling = tellingPairs(hasExtra ? extra : missing, hasExtra ? inReference : inAnswer);
  const what =
    telling.length === 0 ? 'series' : `the series with ${listed(telling, { limit: 4, joiner: 'or' })}`;
  const { asker } = difference;
  return {
    message: `${answer.metric}{${write(answer.matchers)}} ${hasExtra ? 'includes' : 'leaves out'} ${what}, and nothing happened in them recently.`,
    why: 'A selector is right if it selects the right series, whether or not they are busy at the moment.',
    fix: hasExtra
      ? `Check your matchers: they must exclude what the ${asker} does not ask for, even if it is 0 now.`
      : `Check your matchers: they must include everything that the ${asker} asks for, even what has not happened yet.`,
  };
}

function seriesOf({ matchers }: Read, sets: readonly Labels[]): Labels[] {
  return sets
    .filter((labels) => matchers.every((matcher) => matchesValue(matcher, labels[matcher.label] ?? '')))
    .map(withoutName);
}

function sameSeries(a: readonly Labels[], b: readonly Labels[]): boolean {
  return a.length === b.length && without(a, b).length === 0;
}

function without(sets: readonly Labels[], others: readonly Labels[]): Labels[] {
  const known = new Set(others.map(labelKey));
  return sets.filter((labels) => !known.has(labelKey(labels)));
}

/** `status="500"`: label values that only these series have. */
function tellingPairs(sets: readonly Labels[], others: readonly Labels[]): string[] {
  const pairs = (of: readonly Labels[]): string[] =>
    of.flatMap((labels) => Object.entries(labels).map(([name, value]) => `${name}="${value}"`));
  const elsewhere = new Set(pairs(others));
  return [...new Set(pairs(sets))].filter((pair) => !elsewhere.has(pair)).sort();
}

import type { Labels } from '../../prometheus/types.js';
import { listed } from '../../util/words.js';
import { labelKey, withoutName } from '../meaning/compare.js';
import type { Diagnosis } from '../diagnosis.js';
import type { Case } from '../differences/difference.js';
import { DIFFERENCE_RULES } from '../differences/rules.js';
import type { Facts } from '../meaning/facts.js';
import { readsOf, familyOf, write, type Read } from './imagine.js';
import { matchesValue } from '../meaning/label-flow.js';

const FORM_RULES = DIFFERENCE_RULES.filter(({ explainsAccident }) => explainsAccident);

/**
 * Why an answer must not pass although its values are those of the reference: they are so only because of what did not happen.
 * @param imagined both queries in a world in which more has happened, where they differ
 */
export function explainAccident(imagined: Case, facts: Facts): Diagnosis {
  const reason = selectionReason(imagined, facts) ?? formReason(imagined);
  return {
    rule: 'equal-by-accident',
    severity: 'error',
    message: `Your values are right only by accident. ${reason?.message ?? 'On other data they would not be.'}`,
    why: `${reason?.why ?? 'Much is equal while little happens.'} Tried with every counter growing faster and faster, your query gives something else than what is asked for.`,
    fix: reason?.fix ?? 'Compare your function, your window and your matchers with the prompt, one by one.',
  };
}

type Reason = Pick<Diagnosis, 'message' | 'why' | 'fix'>;

function formReason(imagined: Case): Reason | undefined {
  for (const { find } of FORM_RULES) {
    const found = find(imagined);
    if (found) return { ...found, why: `${found.why} While everything goes on evenly, that does not show.` };
  }
  return undefined;
}

/** Where one selector of the answer takes fewer or more series than its like in the reference. */
function selectionReason({ reference, answer }: Case, { series }: Facts): Reason | undefined {
  const [wanted, used] = [readsOf(reference.expr) ?? [], readsOf(answer.expr) ?? []];
  const taken = (read: Read): Labels[] => seriesOf(read, series.get(read.metric) ?? []);
  const foreign = (reads: Read[], others: Read[]): Read[] =>
    reads.filter(
      (read) =>
        !others.some((other) => familyOf(read) === familyOf(other) && sameSeries(taken(read), taken(other))),
    );
  const [[own], [like]] = [foreign(used, wanted), foreign(wanted, used)];
  if (!own || !like || familyOf(own) !== familyOf(like)) return undefined;
  const [mine, theirs] = [taken(own), seriesOf(like, series.get(own.metric) ?? [])];
  const lacking = without(theirs, mine);
  const surplus = without(mine, theirs);
  if (lacking.length > 0 === surplus.length > 0) return undefined;
  const much = surplus.length > 0;
  const telling = tellingPairs(much ? surplus : lacking, much ? theirs : mine);
  const what =
    telling.length === 0 ? 'series' : `the series with ${listed(telling, { limit: 4, joiner: 'or' })}`;
  return {
    message: `${own.metric}{${write(own.matchers)}} ${much ? 'takes' : 'leaves out'} ${what}, and there nothing happened lately.`,
    why: 'A selection is right when it takes the right series, whether they are busy at the moment or not.',
    fix: much
      ? 'Look at your matchers: they must leave out what the step does not ask for, also where it is 0 by now.'
      : 'Look at your matchers: they must take all that the step asks for, also what did not happen yet.',
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

/** `status="500"`: label values that these series have and the others have not. */
function tellingPairs(sets: readonly Labels[], others: readonly Labels[]): string[] {
  const pairs = (of: readonly Labels[]): string[] =>
    of.flatMap((labels) => Object.entries(labels).map(([name, value]) => `${name}="${value}"`));
  const elsewhere = new Set(pairs(others));
  return [...new Set(pairs(sets))].filter((pair) => !elsewhere.has(pair)).sort();
}

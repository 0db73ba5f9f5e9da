import type { Labels } from '../../prometheus/types.js';
import { counted, listed } from '../../util/words.js';
import { selectors, walk, type Expr, type Matcher } from '../syntax/ast.js';
import { withoutName, type Row } from '../meaning/compare.js';
import { causeOfLack, causeOfSurplus } from './cause.js';
import type { Case, DifferenceRule } from './difference.js';

/** Rules about which series the result has, and by which labels they are told apart. */
export const labelRules: readonly DifferenceRule[] = [
  {
    id: 'empty-result',
    yieldsToErrors: true,
    appliesToNothing: true,
    find: ({ answer, comparison }) =>
      comparison.sameType && answer.evaluation.rows.length === 0
        ? {
            severity: 'error',
            message: 'Your query gives nothing at all.',
            why: 'No series fits everything that it asks for. To Prometheus that is no error, but an answer: none.',
            fix: 'Take it apart: try the selector alone, then with one matcher after the other, and see where the series vanish.',
          }
        : undefined,
  },
  {
    id: 'absent-of-present',
    appliesToNothing: true,
    supersedes: ['empty-result'],
    find: ({ reference, answer }) => {
      const { expr } = answer;
      if (answer.evaluation.rows.length > 0 || expr.kind !== 'call' || !expr.func.startsWith('absent'))
        return undefined;
      if (
        ![...walk(reference.expr)].some(({ node }) => node.kind === 'call' && node.func.startsWith('absent'))
      )
        return undefined;
      return {
        severity: 'error',
        message: `${expr.func}() gives nothing, because something of what you select is there.`,
        why: `${expr.func}() gives 1 only where its argument has no series at all: one that reports is enough to keep it silent.`,
        fix: 'Narrow the selector inside to what is missing.',
      };
    },
  },
  {
    id: 'missing-labels',
    appliesToNothing: true,
    find: (difference) => {
      if (lostName(difference))
        return {
          severity: 'error',
          message: 'Your result has lost the label __name__, which is the metric’s name.',
          why: 'Functions, operators and aggregations drop the name, unless by (…) asks for it as for any label.',
          fix: 'Name __name__ among the labels that you keep, with two underscores on each side.',
        };
      const lost = namesOnlyIn(difference.reference.evaluation.rows, difference.answer.evaluation.rows);
      if (lost.length === 0 || !comparable(difference)) return undefined;
      const { aggregates, without } = aggregationsOf(difference.answer.expr);
      const named = lost.filter((label) => without.has(label));
      return {
        severity: 'error',
        message: `Your result has lost the ${plural(lost)} ${listed(lost)}.`,
        why: aggregates
          ? named.length > 0
            ? `without (${named.join(', ')}) drops what it names, and keeps all other labels; by (…) is the reverse.`
            : 'An aggregation keeps the labels named in by (…), and drops all others.'
          : 'Each series is told from the others by its labels; the step wants these told apart.',
        fix: aggregates
          ? `Keep ${listed(lost)}, or don’t aggregate where nothing should be added up.`
          : `Bring back ${listed(lost)}.`,
      };
    },
  },
  {
    id: 'extra-labels',
    appliesToNothing: true,
    find: (difference) => {
      const surplus = namesOnlyIn(difference.answer.evaluation.rows, difference.reference.evaluation.rows);
      if (surplus.length === 0 || !comparable(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result still has the ${plural(surplus)} ${listed(surplus)}.`,
        why: 'Each combination of label values is a series of its own: the step asks for fewer, larger groups.',
        fix: quantileOfSingleSeries(difference.answer.expr)
          ? 'Add up the buckets inside histogram_quantile(), as in sum by (le, …): the quantiles themselves can’t be added up.'
          : 'Aggregate, as in sum by (…), and name only the labels that should stay.',
      };
    },
  },
  {
    id: 'different-value',
    appliesToNothing: true,
    find: (difference) => {
      const mistaken = mistakenValue(difference);
      if (!mistaken) return undefined;
      const { used, wanted } = mistaken;
      return {
        severity: 'error',
        message: `You select ${used}; the step asks for ${wanted}.`,
        why: 'Your result and the right one have no series in common: this label is what parts them.',
        fix: `Change the matcher on ${mistaken.label}.`,
      };
    },
  },
  {
    id: 'extra-series',
    appliesToNothing: true,
    find: (difference) => {
      const { comparison } = difference;
      if (comparison.extra.length === 0 || !sameLabelNames(difference)) return undefined;
      if (mistakenValue(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result has ${counted(comparison.extra.length, 'series', 'series')} too many${among(comparison.extra, difference.reference.evaluation.rows)}.`,
        why: 'A selector takes every series that its matchers allow, and without matchers every series of the metric.',
        fix: 'Narrow the selector with a label matcher, such as {label="value"}.',
        ...causeOfSurplus(difference),
      };
    },
  },
  {
    id: 'missing-series',
    appliesToNothing: true,
    find: (difference) => {
      const { comparison } = difference;
      if (comparison.missing.length === 0 || !sameLabelNames(difference)) return undefined;
      if (mistakenValue(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result lacks ${counted(comparison.missing.length, 'series', 'series')}${among(comparison.missing, difference.answer.evaluation.rows)}.`,
        why: 'A matcher, a comparison or an operator between two vectors takes away every series that does not fit.',
        fix: 'Look for what is too narrow: a label matcher, a filter such as > 0, or labels that don’t match on both sides of an operator.',
        ...causeOfLack(difference),
      };
    },
  },
];

/** The matcher that selects a label's other values, where the results have nothing in common for no other reason. */
function mistakenValue(difference: Case): { label: string; used: string; wanted: string } | undefined {
  const { reference, answer, comparison } = difference;
  if (comparison.pairs.length > 0 || !sameLabelNames(difference)) return undefined;
  const own = matchersOf(answer.expr);
  const found = matchersOf(reference.expr).flatMap(({ label, op, value }) => {
    const always = (rows: readonly Row[]): boolean => rows.every(({ labels }) => labels[label] === value);
    const never = answer.evaluation.rows.every(({ labels }) => labels[label] !== value);
    const used = own.filter((matcher) => matcher.label === label);
    if (op !== '=' || used.length !== 1 || !never || !always(reference.evaluation.rows)) return [];
    return [{ label, used: used.map(written).join(), wanted: written({ label, op, value }) }];
  });
  return found.length === 1 ? found[0] : undefined;
}

function matchersOf(expr: Expr): Matcher[] {
  return selectors(expr).flatMap(({ matchers }) => matchers);
}

function written({ label, op, value }: Pick<Matcher, 'label' | 'op' | 'value'>): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

/** Whether an expression aggregates, and which labels it drops by name. */
function aggregationsOf(expr: Expr): { aggregates: boolean; without: ReadonlySet<string> } {
  const all = [...walk(expr)].flatMap(({ node }) => (node.kind === 'aggregation' ? [node] : []));
  const dropped = all.flatMap(({ grouping }) => (grouping?.mode === 'without' ? grouping.labels : []));
  return { aggregates: all.length > 0, without: new Set(dropped) };
}

/** A quantile of each series' own buckets, which nothing adds up. */
function quantileOfSingleSeries(expr: Expr): boolean {
  const quantile = [...walk(expr)].find(
    ({ node }) => node.kind === 'call' && node.func === 'histogram_quantile',
  )?.node;
  return quantile !== undefined && !aggregationsOf(quantile).aggregates;
}

/** True where the step tells series apart by their metric's name, and the answer has none. */
function lostName({ reference, answer, comparison }: Case): boolean {
  const [wanted, own] = [reference, answer].map(({ evaluation }) =>
    evaluation.rows.filter(({ labels }) => '__name__' in labels),
  );
  const asked = [...walk(reference.expr)].some(
    ({ node }) =>
      node.kind === 'aggregation' &&
      node.grouping?.mode === 'by' &&
      node.grouping.labels.includes('__name__'),
  );
  return (
    asked &&
    comparison.missing.length > 0 &&
    wanted!.length > 0 &&
    own!.length === 0 &&
    answer.evaluation.rows.length > 0
  );
}

function sameLabelNames(difference: Case): boolean {
  const { reference, answer } = difference;
  return (
    comparable(difference) &&
    !lostName(difference) &&
    labelNames(reference.evaluation.rows).join() === labelNames(answer.evaluation.rows).join()
  );
}

/** An answer without any series has no labels to speak of. */
function comparable({ comparison, answer }: Case): boolean {
  return comparison.sameType && answer.evaluation.rows.length > 0;
}

function labelNames(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ labels }) => Object.keys(withoutName(labels))))].sort();
}

/** Names that only the first have; without those that say where the data is from, unless there are no others. */
function namesOnlyIn(rows: readonly Row[], others: readonly Row[]): string[] {
  const known = labelNames(others);
  const only = labelNames(rows).filter((name) => !known.includes(name));
  const telling = only.filter((name) => name !== 'instance' && name !== 'job');
  return telling.length > 0 ? telling : only;
}

function plural(labels: readonly string[]): string {
  return labels.length === 1 ? 'label' : 'labels';
}

/** ` (method="POST" and method="PUT")`: the label values that these rows have and the others have not. */
function among(rows: readonly Row[], others: readonly Row[]): string {
  const elsewhere = new Set(others.flatMap(({ labels }) => pairsOf(labels)));
  const telling = [...new Set(rows.flatMap(({ labels }) => pairsOf(labels)))].filter(
    (pair) => !elsewhere.has(pair),
  );
  return telling.length === 0 ? '' : ` (${listed(telling.sort(), { limit: 4 })})`;
}

function pairsOf(labels: Labels): string[] {
  return Object.entries(withoutName(labels)).map(([name, value]) => `${name}="${value}"`);
}

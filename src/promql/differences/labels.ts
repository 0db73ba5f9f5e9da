import type { Labels } from '../../prometheus/types.js';
import { counted, listed } from '../../words.js';
import { walk } from '../ast.js';
import { withoutName, type Row } from '../compare.js';
import type { Case, DifferenceRule } from './difference.js';

/** Rules about which series the result has, and by which labels they are told apart. */
export const labelRules: readonly DifferenceRule[] = [
  {
    id: 'empty-result',
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
    id: 'missing-labels',
    find: (difference) => {
      const lost = namesOnlyIn(difference.reference.evaluation.rows, difference.answer.evaluation.rows);
      if (lost.length === 0 || !comparable(difference)) return undefined;
      const aggregates = [...walk(difference.answer.expr)].some(({ node }) => node.kind === 'aggregation');
      return {
        severity: 'error',
        message: `Your result has lost the ${plural(lost)} ${listed(lost)}.`,
        why: aggregates
          ? 'An aggregation keeps the labels named in by (…), and drops all others.'
          : 'Each series is told from the others by its labels; the step wants these told apart.',
        fix: aggregates
          ? `Keep ${listed(lost)}, or don’t aggregate where nothing should be added up.`
          : `Bring back ${listed(lost)}.`,
      };
    },
  },
  {
    id: 'extra-labels',
    find: (difference) => {
      const surplus = namesOnlyIn(difference.answer.evaluation.rows, difference.reference.evaluation.rows);
      if (surplus.length === 0 || !comparable(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result still has the ${plural(surplus)} ${listed(surplus)}.`,
        why: 'Each combination of label values is a series of its own: the step asks for fewer, larger groups.',
        fix: 'Aggregate, as in sum by (…), and name only the labels that should stay.',
      };
    },
  },
  {
    id: 'extra-series',
    find: (difference) => {
      const { comparison } = difference;
      if (comparison.extra.length === 0 || !sameLabelNames(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result has ${counted(comparison.extra.length, 'series', 'series')} too many${among(comparison.extra, difference.reference.evaluation.rows)}.`,
        why: 'A selector takes every series that its matchers allow, and without matchers every series of the metric.',
        fix: 'Narrow the selector with a label matcher, such as {label="value"}.',
      };
    },
  },
  {
    id: 'missing-series',
    find: (difference) => {
      const { comparison } = difference;
      if (comparison.missing.length === 0 || !sameLabelNames(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result lacks ${counted(comparison.missing.length, 'series', 'series')}${among(comparison.missing, difference.answer.evaluation.rows)}.`,
        why: 'A matcher, a comparison or an operator between two vectors takes away every series that does not fit.',
        fix: 'Look for what is too narrow: a label matcher, a filter such as > 0, or labels that don’t match on both sides of an operator.',
      };
    },
  },
];

function sameLabelNames(difference: Case): boolean {
  const { reference, answer } = difference;
  return (
    comparable(difference) &&
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

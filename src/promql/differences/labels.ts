import type { Labels } from '../../prometheus/types.js';
import { counted, listed } from '../../util/text/words.js';
import { type Row, withoutName } from '../meaning/compare.js';
import { walk } from '../syntax/ast.js';
import { type Expr, type Matcher, selectors } from '../syntax/ast.js';
import { adviceOnSurplus, handsOver, valueForSeries } from './causes/labels.js';
import { causeOfLack, causeOfNothing, causeOfSurplus } from './causes/series.js';
import { windows } from './contents.js';
import type { Case, DifferenceRule } from './difference.js';

/** Rules about which series the result has, and which labels tell them apart. */
export const labelRules: readonly DifferenceRule[] = [
  {
    id: 'empty-result',
    yieldsToErrors: true,
    appliesToNothing: true,
    find: (difference) =>
      difference.comparison.sameType && difference.answer.evaluation.rows.length === 0
        ? {
            severity: 'error',
            message: 'Your query returns nothing.',
            why: 'No series meets all of its conditions. To Prometheus an empty result is an answer, not an error.',
            fix: 'Take it apart: run the selector alone, then add one matcher at a time, and see which one removes the series.',
            ...causeOfNothing(difference),
          }
        : undefined,
  },
  {
    id: 'absent-of-present',
    appliesToNothing: true,
    supersedes: ['empty-result'],
    find: ({ reference, answer }) => {
      const { expr } = answer;
      if (answer.evaluation.rows.length > 0 || expr.kind !== 'call' || !expr.func.startsWith('absent')) {
        return undefined;
      }
      if (
        ![...walk(reference.expr)].some(({ node }) => node.kind === 'call' && node.func.startsWith('absent'))
      ) {
        return undefined;
      }
      return {
        severity: 'error',
        message: `${expr.func}() returns nothing, because some of the series that you select exist.`,
        why: `${expr.func}() returns 1 only if its argument has no series at all: a single series is enough to keep it silent.`,
        fix: 'Narrow the selector inside it to the series that are missing.',
      };
    },
  },
  {
    id: 'missing-labels',
    appliesToNothing: true,
    find: (difference) => {
      if (lostName(difference)) {
        return {
          severity: 'error',
          message: 'Your result has lost the label __name__, which holds the metric’s name.',
          why: 'Functions, operators and aggregations drop the name, unless by (…) lists it like any other label.',
          fix: 'List __name__ among the labels that you keep, with two underscores on each side.',
        };
      }
      const lost = namesOnlyIn(difference.reference.evaluation.rows, difference.answer.evaluation.rows);
      if (lost.length === 0 || !comparable(difference)) return undefined;
      const { expr } = difference.answer;
      if (expr.kind === 'call' && expr.func.startsWith('absent')) {
        return {
          severity: 'error',
          message: `Your result has lost the ${plural(lost)} ${listed(lost)}.`,
          why: `${expr.func}() has no series to take labels from: it copies them from the matchers with = of a plain selector, and only from those.`,
          fix: `Select ${listed(lost)} with =, in the selector right inside ${expr.func}().`,
        };
      }
      const picked = valueForSeries(difference);
      if (picked !== undefined) {
        return {
          severity: 'error',
          message: `${picked} returns only the value: your result has lost the ${plural(lost)} ${listed(lost)}.`,
          why: `max and min compute one value for each group. The ${difference.asker} asks for the series that has it, with its labels.`,
          fix: `Use the aggregation that picks whole series: topk for the largest, bottomk for the smallest.`,
        };
      }
      const { aggregates, without } = aggregationsOf(difference.answer.expr);
      const grouped = groupedBy(difference.answer.expr);
      if (lost.every((label) => grouped.includes(label))) {
        return {
          severity: 'error',
          message: `You group by ${listed(lost)}, but the series that you group don’t have ${lost.length === 1 ? 'this label' : 'these labels'}.`,
          why: 'by (…) keeps labels; it can’t add any. and, or and unless don’t copy labels from one side to the other.',
          fix: `Bring ${listed(lost)} over from the metric that has it: a * on (label) group_left (${lost.join(', ')}) b.`,
        };
      }
      const joined = lost.filter((label) => handsOver(difference.reference.expr, label));
      if (joined.length > 0 && !joined.some((label) => handsOver(difference.answer.expr, label))) {
        return {
          severity: 'error',
          message: `Your result has no label ${listed(joined)}, and neither have the series that you query.`,
          why: 'An aggregation can only keep labels that its series have. Another metric has this one, and a join brings it over.',
          fix: `Join before you aggregate: a * on (label) group_left (${joined.join(', ')}) b.`,
        };
      }
      const named = lost.filter((label) => without.has(label));
      return {
        severity: 'error',
        message: `Your result has lost the ${plural(lost)} ${listed(lost)}.`,
        why: aggregates
          ? named.length > 0
            ? `without (${named.join(', ')}) drops the labels it lists and keeps all others; by (…) does the reverse.`
            : 'An aggregation keeps the labels listed in by (…), and drops all others.'
          : `Labels tell series apart; the ${difference.asker} asks for one series per value of ${listed(lost)}.`,
        fix: aggregates
          ? `Keep ${listed(lost)} when you aggregate, or don’t aggregate at all.`
          : `Keep ${listed(lost)} in the result.`,
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
        why: `Each combination of label values is a separate series: the ${difference.asker} asks for fewer, larger groups.`,
        fix: quantileOfSingleSeries(difference.answer.expr)
          ? 'Sum the buckets inside histogram_quantile(), as in sum by (le, …): the quantiles themselves can’t be added.'
          : adviceOnSurplus(difference, surplus),
      };
    },
  },
  {
    id: 'different-value',
    appliesToNothing: true,
    find: (difference) => {
      const mistaken = mistakenValue(difference);
      if (!mistaken) return undefined;
      return {
        severity: 'error',
        message: `You select ${mistaken.answer}; the ${difference.asker} asks for ${mistaken.reference}.`,
        why: 'Your result and the right one have no series in common, and this label is the reason.',
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
      const cause = causeOfSurplus(difference);
      if (!cause && otherWindows(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result has ${counted(comparison.extra.length, 'extra series', 'extra series')}${among(comparison.extra, difference.reference.evaluation.rows)}.`,
        why: 'A selector takes every series that its matchers allow; without matchers it takes every series of the metric.',
        fix: 'Narrow the selector with a label matcher, such as {label="value"}.',
        ...cause,
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
      const cause = causeOfLack(difference);
      if (!cause && otherWindows(difference)) return undefined;
      return {
        severity: 'error',
        message: `Your result is missing ${counted(comparison.missing.length, 'series', 'series')}${among(comparison.missing, difference.answer.evaluation.rows)}.`,
        why: 'A matcher, a comparison or an operator between two vectors removes every series that does not match.',
        fix: 'Look for a label matcher or a filter such as > 0 that is too narrow, or for an operator whose sides have different labels.',
        ...cause,
      };
    },
  },
];

/** Whether both read the past, over other windows: then that decides which series there are. */
function otherWindows({ reference, answer }: Case): boolean {
  const [asked, given] = [reference, answer].map(({ expr }) => [...new Set(windows(expr))].sort().join());
  return asked !== '' && given !== '' && asked !== given;
}

/**
 * The one matcher that selects another value of a label, if the results have no series in common for no other reason.
 */
function mistakenValue(difference: Case): { label: string; reference: string; answer: string } | undefined {
  const { reference, answer, comparison } = difference;
  if (comparison.pairs.length > 0 || !sameLabelNames(difference)) return undefined;
  const inAnswer = matchersOf(answer.expr);
  const found = matchersOf(reference.expr).flatMap(({ label, op, value }) => {
    const always = (rows: readonly Row[]): boolean => rows.every(({ labels }) => labels[label] === value);
    const never = answer.evaluation.rows.every(({ labels }) => labels[label] !== value);
    const others = inAnswer.filter((matcher) => matcher.label === label);
    if (op !== '=' || others.length !== 1 || !never || !always(reference.evaluation.rows)) return [];
    return [{ label, reference: written({ label, op, value }), answer: others.map(written).join() }];
  });
  return found.length === 1 ? found[0] : undefined;
}

function matchersOf(expr: Expr): Matcher[] {
  return selectors(expr).flatMap(({ matchers }) => matchers);
}

function written({ label, op, value }: Pick<Matcher, 'label' | 'op' | 'value'>): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

/** The labels by which the outermost aggregation groups. */
function groupedBy(expr: Expr): readonly string[] {
  return expr.kind === 'aggregation' && expr.grouping?.mode === 'by' ? expr.grouping.labels : [];
}

/** Whether an expression aggregates, and which labels it drops by name. */
function aggregationsOf(expr: Expr): { aggregates: boolean; without: ReadonlySet<string> } {
  const all = [...walk(expr)].flatMap(({ node }) => (node.kind === 'aggregation' ? [node] : []));
  const dropped = all.flatMap(({ grouping }) => (grouping?.mode === 'without' ? grouping.labels : []));
  return { aggregates: all.length > 0, without: new Set(dropped) };
}

/** A quantile of the buckets of each single series, which nothing adds up. */
function quantileOfSingleSeries(expr: Expr): boolean {
  const quantile = [...walk(expr)].find(
    ({ node }) => node.kind === 'call' && node.func === 'histogram_quantile',
  )?.node;
  return quantile !== undefined && !aggregationsOf(quantile).aggregates;
}

/** True if the reference groups by the metric's name, and the answer has lost it. */
function lostName({ reference, answer, comparison }: Case): boolean {
  const hasName = ({ labels }: Row): boolean => '__name__' in labels;
  const asked = [...walk(reference.expr)].some(
    ({ node }) =>
      node.kind === 'aggregation' &&
      node.grouping?.mode === 'by' &&
      node.grouping.labels.includes('__name__'),
  );
  return (
    asked &&
    comparison.missing.length > 0 &&
    reference.evaluation.rows.some(hasName) &&
    !answer.evaluation.rows.some(hasName) &&
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

/** An answer without any series has no labels to compare. */
function comparable({ comparison, answer }: Case): boolean {
  return comparison.sameType && answer.evaluation.rows.length > 0;
}

function labelNames(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ labels }) => Object.keys(withoutName(labels))))].sort();
}

/** Label names that only the first rows have; without instance and job, unless there are no others. */
function namesOnlyIn(rows: readonly Row[], others: readonly Row[]): string[] {
  const known = labelNames(others);
  const only = labelNames(rows).filter((name) => !known.includes(name));
  const telling = only.filter((name) => name !== 'instance' && name !== 'job');
  return telling.length > 0 ? telling : only;
}

function plural(labels: readonly string[]): string {
  return labels.length === 1 ? 'label' : 'labels';
}

/** ` (method="POST" and method="PUT")`: the label values that only these rows have. */
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

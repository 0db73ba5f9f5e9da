import { listed } from '../../util/text/words.js';
import { same } from '../meaning/divergence.js';
import { foldConstant } from '../meaning/selection.js';
import { metricNames } from '../meaning/topic.js';
import { walk } from '../syntax/ast.js';
import { type Expr, selectors } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';
import { operatorOn } from './contents.js';
import { both, type Case, type DifferenceRule } from './difference.js';

/**
 * Rules about answers that do something else altogether: they divide, subtract or add up where the reference does
 * not.
 */
export const purposeRules: readonly DifferenceRule[] = [
  {
    id: 'value-as-metric',
    appliesToNothing: true,
    supersedes: ['unknown-metric', 'different-metric', 'empty-result', 'missing-series'],
    find: (difference) => {
      const known = valuesOf(difference);
      for (const { metric, from, to } of selectors(difference.answer.expr)) {
        const used = difference.facts && isLabel(metric, difference);
        if (used) {
          return {
            at: { from, to },
            severity: 'error',
            message: `${metric} is a label, not a metric.`,
            why: 'Operators combine the values of metrics. Labels are selected in braces, and kept or dropped by an aggregation.',
            fix: `To keep it write sum by (${metric}) (…), to drop it sum without (${metric}) (…), and to select by it {${metric}="…"}.`,
          };
        }
        const label = metric === undefined ? undefined : known.get(metric);
        if (label === undefined || metricNames(difference.reference.expr).includes(metric!)) continue;
        return {
          at: { from, to },
          severity: 'error',
          message: `${metric} is a value of the label ${label}, not a metric.`,
          why: 'A query starts with the name of a metric. Conditions on its labels follow in braces.',
          fix: selectors(difference.reference.expr).some((selector) => selector.metric === undefined)
            ? `Write a condition on the label: {${label}=${quote(metric!)}} selects every metric that has it.`
            : `Write the metric, then the condition: metric{${label}=${quote(metric!)}}.`,
        };
      }
      return undefined;
    },
  },
  {
    id: 'missing-absent',
    appliesToNothing: true,
    supersedes: ['extra-labels', 'missing-labels', 'extra-series', 'missing-series', 'different-operator'],
    find: ({ reference, answer, asker }) => {
      if (!asksForMissing(reference.expr) || asksForMissing(answer.expr)) return undefined;
      if (!answer.evaluation.rows.some(({ labels }) => Object.keys(labels).length > 0)) return undefined;
      return {
        severity: 'error',
        message: `Your query returns series that exist; the ${asker} asks for a result as long as one is missing.`,
        why: 'Selectors and operators only return series that are there. absent() turns it round: it returns 1 if its selector finds nothing.',
        fix: 'Write absent(metric{label="value"}): it copies the labels of = matchers into its result.',
      };
    },
  },
  {
    id: 'missing-metric',
    appliesToNothing: true,
    supersedes: ['extra-labels', 'extra-series', 'missing-series', 'different-metric', 'missing-labels'],
    find: (difference) => {
      const { reference, answer, asker } = difference;
      const named = both(difference, (expr) => metricNames(expr));
      const bare = both(difference, (expr) => selectors(expr).filter(({ metric }) => metric === undefined));
      const [nameless] = bare.answer;
      if (nameless && bare.reference.length === 0 && !/__name__/.test(JSON.stringify(nameless))) {
        return {
          at: { from: nameless.from, to: nameless.to },
          severity: 'error',
          message: 'This selector names no metric, so it takes series of every metric.',
          why: `Conditions on labels alone select across all metrics; the ${asker} is about ${listed(named.reference)}.`,
          fix: `Write the metric before the braces: ${named.reference[0]}{…}.`,
        };
      }
      if (bare.reference.length === 0 || named.reference.length > 0 || bare.answer.length > 0) {
        return undefined;
      }
      if (selectors(reference.expr).length !== 1 || selectors(answer.expr).length !== 1) return undefined;
      const [asked] = bare.reference;
      return {
        severity: 'error',
        message: `You look only at ${listed(named.answer)}; the ${asker} asks about every metric.`,
        why: 'A selector without a name selects the series of all metrics that its matchers allow.',
        fix: `Remove the name, and select by label: {${asked!.matchers.map(({ label, op, value }) => `${label}${op}${quote(value)}`).join(', ')}}.`,
      };
    },
  },
  {
    id: 'extra-division',
    appliesToNothing: true,
    supersedes: ['ratio-per-series', 'different-metric', 'unmatched-vectors', 'average-of-ratios'],
    find: (difference) => {
      const { answer } = both(difference, (expr) => operatorOn(expr, '/'));
      const reference = [...'+-*/%^'].some((op) => operatorOn(difference.reference.expr, op));
      if (
        !answer ||
        reference ||
        /"(?:avg|avg_over_time|histogram_quantile)"/.test(JSON.stringify(difference.reference.expr))
      ) {
        return undefined;
      }
      const { asker } = difference;
      if (dividesByNumber(difference.reference.expr)) {
        return {
          at: { from: answer.from, to: answer.to },
          severity: 'error',
          message: `You divide by ${listed(metricNames(answer.right))}; the ${asker} divides by a number.`,
          why: `What you divide by is not the whole that the ${asker} means.`,
          fix: `Divide by the number that the ${asker} gives.`,
        };
      }
      return {
        at: { from: answer.from, to: answer.to },
        severity: 'error',
        message: `You divide; the ${asker} asks for neither a share nor an average.`,
        why: `A division returns a share or an average. The ${asker} is about ${listed(metricNames(difference.reference.expr))} itself.`,
        fix: 'Remove the division, and keep only the side that answers the question.',
      };
    },
  },
  {
    id: 'count-values-for-count',
    appliesToNothing: true,
    supersedes: [
      'raw-counter',
      'different-aggregation',
      'extra-series',
      'missing-series',
      'extra-labels',
      'missing-labels',
    ],
    find: (difference) => {
      const { reference, answer } = both(difference, (expr) => aggregatesBy(expr, 'count_values'));
      if (reference || !answer || !aggregatesBy(difference.reference.expr, 'count')) return undefined;
      return {
        severity: 'error',
        message: 'count_values() counts how many series have the same value, not the same label.',
        why: 'Its first argument is the name of a new label that holds the values. Series are grouped by an existing label with by (…).',
        fix: 'Write count by (label) (metric) for the number of series of each value of a label.',
      };
    },
  },
  {
    id: 'missing-count',
    appliesToNothing: true,
    supersedes: ['raw-counter', 'different-aggregation', 'missing-window', 'different-limit'],
    find: (difference) => {
      const { reference, answer, asker } = difference;
      const { expr } = reference;
      const counted = chosen(expr);
      const parts = counted.kind === 'binary' ? [counted.left, counted.right] : [counted];
      const isCount = (part: Expr): boolean => part.kind === 'aggregation' && part.op === 'count';
      if (!parts.every(isCount) || counts(answer.expr)) return undefined;
      return {
        severity: 'error',
        message: `The ${asker} asks how many there are; your query returns values.`,
        why: 'count is the number of series in a group, whatever their values. sum adds up the values themselves.',
        fix: 'Put count(…) or count by (…) (…) around the series that are to be counted.',
      };
    },
  },
];

/** Values of labels that the reference selects or returns, each with its label. */
function valuesOf({ reference }: Case): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { labels } of reference.evaluation.rows) {
    for (const [label, value] of Object.entries(labels)) if (label !== '__name__') found.set(value, label);
  }
  for (const { matchers } of selectors(reference.expr)) {
    for (const { label, value } of matchers) found.set(value, label);
  }
  return found;
}

/** Whether a metric’s name is really that of a label of the other metrics. */
function isLabel(name: string | undefined, { reference, facts }: Case): boolean {
  if (name === undefined || metricNames(reference.expr).includes(name)) return false;
  const known = [...(facts?.series.entries() ?? [])].filter(([metric]) => metric !== name);
  return known.some(([, sets]) => sets.some((labels) => name in labels));
}

function asksForMissing(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'call' && node.func.startsWith('absent'));
}

/** What topk or bottomk chooses from. */
function chosen(expr: Expr): Expr {
  return expr.kind === 'aggregation' && /^(?:topk|bottomk)$/.test(expr.op) ? expr.expr : expr;
}

/** True if an expression counts series, also by adding up ones. */
function counts(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) =>
      (node.kind === 'aggregation' && ['count', 'count_values', 'group'].includes(node.op)) ||
      (node.kind === 'binary' &&
        (node.op === '^' || node.bool || (node.op === '/' && same(node.left, node.right)))),
  );
}

function aggregatesBy(expr: Expr, op: string): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'aggregation' && node.op === op);
}

function dividesByNumber(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) => node.kind === 'binary' && node.op === '/' && foldConstant(node.right) !== undefined,
  );
}

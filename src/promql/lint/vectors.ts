import { listed } from '../../util/text/words.js';
import type { Finding } from '../diagnosis.js';
import { type LabelFlow, labelFlow, matchesValue } from '../meaning/label-flow.js';
import { resultType } from '../meaning/result-type.js';
import { foldConstant } from '../meaning/selection.js';
import { type Binary, type Expr, selectors, walk } from '../syntax/ast.js';
import { COMPARISONS, COUNTER_FUNCTIONS, SET_OPERATORS } from '../syntax/functions.js';
import type { LintRule } from './rule.js';

/** Rules about how series are paired and grouped by their labels. */
export const vectorRules: readonly LintRule[] = [
  {
    id: 'unmatched-vectors',
    check: ({ nodes }, { series }) =>
      nodes.flatMap(({ node }) => {
        // With fill, a series without a partner stays.
        if (!pairsSeries(node) || node.op === 'or' || node.fill) return [];
        const [left, right] = [labelFlow(node.left, series), labelFlow(node.right, series)];
        const reason = whyUnmatched(node, left, right);
        if (reason === undefined) return [];
        const number = COMPARISONS.has(node.op) && !node.matching && [left, right].find(hasNoLabels);
        const keeps = node.op === 'unless';
        return [
          {
            at: { from: node.from, to: node.to },
            severity: keeps ? 'warning' : 'error',
            message: `No series on the left of ${node.op} can have a partner on the right: ${reason}.`,
            why: keeps
              ? 'unless drops series that have a partner, and partners are series whose labels are all equal. Here it drops nothing.'
              : 'An operator between two vectors pairs series whose labels are all equal. Series without a partner are dropped, without an error.',
            fix: number
              ? `Put scalar(…) around the ${number === left ? 'left' : 'right'} side: it has no labels, and as a plain number it is compared with every series.`
              : (pairedByOthers(node, left, right) ??
                'Aggregate both sides to the same labels, or specify with on(…) or ignoring(…) which labels count.'),
          },
        ];
      }),
  },
  {
    id: 'lost-label',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'aggregation' || node.grouping?.mode !== 'by') return [];
        const { possible } = labelFlow(node.expr);
        const lost = node.grouping.labels.filter((label) => possible && !possible.has(label));
        if (lost.length === 0) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'error',
            message: `You group by ${listed(lost)}, but an aggregation inside it has already dropped ${lost.length === 1 ? 'it' : 'them'}.`,
            why: 'An aggregation keeps only the labels in its by (…). Expressions around it can’t use the labels it drops.',
            fix: `Keep ${listed(lost)} in the inner aggregation too.`,
          },
        ];
      }),
  },
  {
    id: 'fragile-matching',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        if (!pairsSeries(node) || node.matching || SET_OPERATORS.has(node.op)) return [];
        const dropping = [node.left, node.right].filter(
          (side) => side.kind === 'aggregation' && side.grouping?.mode === 'without',
        );
        if (dropping.length === 0) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'info',
            message: `Which labels the two sides of ${node.op} have depends on what without (…) leaves.`,
            why: 'It works while both metrics have the same labels. When one of them gets a new label, the series no longer pair and the result is empty.',
            fix: 'Specify which labels to keep with by (…), or which labels pair the sides with on(…).',
          },
        ];
      }),
  },
  {
    id: 'scalar-of-many',
    check: ({ nodes }, { series }) =>
      nodes.flatMap(({ node }): Finding[] => {
        const [source] = node.kind === 'call' && node.func === 'scalar' ? node.args : [];
        if (source?.kind === 'aggregation' && (source.grouping?.labels.length ?? 0) > 0) {
          const { mode, labels } = source.grouping!;
          return [
            {
              at: { from: node.from, to: node.to },
              severity: 'info',
              message: `scalar() gets one series for each group of ${mode} (${labels.join(', ')}), so it returns NaN unless there is only one.`,
              why: 'scalar() returns the value of a vector with exactly one series. For any other vector it can’t choose, and returns NaN.',
              fix: `Remove scalar(): two sides that both have ${listed(labels)} pair by it.`,
            },
          ];
        }
        if (source?.kind !== 'selector') return [];
        const count = (series.get(source.metric ?? '') ?? []).filter((labels) =>
          source.matchers.every((matcher) => matchesValue(matcher, labels[matcher.label] ?? '')),
        ).length;
        if (count < 2) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'error',
            message: `scalar() gets ${count} series, so it returns NaN.`,
            why: 'scalar() returns the value of a vector with exactly one series. For any other vector it can’t choose, and returns NaN.',
            fix: 'Aggregate first, as in scalar(sum(…)), or remove scalar().',
          },
        ];
      }),
  },
  {
    id: 'count-ignores-values',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'aggregation' || !['count', 'group'].includes(node.op)) return [];
        if (node.expr.kind !== 'call' || !COUNTER_FUNCTIONS.has(node.expr.func)) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'info',
            message: `${node.op} depends on which series exist, not on their values: ${node.expr.func}() makes no difference.`,
            why: 'count is the number of series in a group. How much happened is the sum of their rates.',
            fix: 'Use sum for how much happened, or filter first, as in count(rate(…[1m]) > 0), to count active series.',
          },
        ];
      }),
  },
  {
    id: 'average-of-ratios',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'aggregation' || !['avg', 'sum'].includes(node.op)) return [];
        const ratio = withoutFilter(node.expr);
        if (ratio.kind !== 'binary' || ratio.op !== '/' || !pairsSeries(ratio)) return [];
        // x / x is 1 for each series: its sum counts them.
        if (foldConstant(ratio) !== undefined) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'warning',
            message: `You aggregate ratios of single series with ${node.op}.`,
            why: 'A series with ten requests then weighs as much as one with a million. The overall ratio is the ratio of the sums.',
            fix: 'Sum both sides of the division first: sum(…) / sum(…).',
          },
        ];
      }),
  },
  {
    id: 'absent-of-aggregate',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'call' || node.func !== 'absent') return [];
        if (!node.args.some((arg) => [...walk(arg)].some((visit) => visit.node.kind === 'aggregation'))) {
          return [];
        }
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'info',
            message: 'absent() is applied to an aggregation, so its result has no labels.',
            why: 'absent() copies labels from the = matchers of a selector, such as job="api". An aggregation has no matchers.',
            fix: 'Put the selector itself into absent(): a missing series is already missing before you aggregate.',
          },
        ];
      }),
  },
];

/** What to do if on (…) lists a label that one side does not have: the labels that both have. */
function pairedByOthers({ matching }: Binary, left: LabelFlow, right: LabelFlow): string | undefined {
  if (matching?.mode !== 'on') return undefined;
  const common = [...(left.possible ?? [])].filter((label) => right.possible?.has(label)).sort();
  return common.length === 0 || common.every((label) => matching.labels.includes(label))
    ? undefined
    : `List a label in on (…) that both sides have: ${listed(common, { joiner: 'or' })}.`;
}

/** What a comparison with a number filters. */
function withoutFilter(expr: Expr): Expr {
  return expr.kind === 'binary' && COMPARISONS.has(expr.op) && foldConstant(expr.right) !== undefined
    ? expr.left
    : expr;
}

function hasNoLabels({ possible }: LabelFlow): boolean {
  return possible?.size === 0;
}

/** True for an operator with series on both sides. */
function pairsSeries(node: Expr): node is Binary {
  return (
    node.kind === 'binary' &&
    [node.left, node.right].every((side) => resultType(side) === 'vector' && selectors(side).length > 0)
  );
}

function whyUnmatched(node: Binary, left: LabelFlow, right: LabelFlow): string | undefined {
  const { matching } = node;
  // The metric's name counts only if on(…) lists it.
  const counts = (label: string): boolean =>
    matching?.mode === 'on'
      ? matching.labels.includes(label)
      : label !== '__name__' && !matching?.labels.includes(label);
  const lacks = (side: LabelFlow, other: LabelFlow): string | undefined =>
    [...side.certain].find((label) => counts(label) && other.possible && !other.possible.has(label));
  const [onLeft, onRight] = [lacks(left, right), lacks(right, left)];
  if (onLeft !== undefined) return `only the left has the label ${onLeft}`;
  if (onRight !== undefined) return `only the right has the label ${onRight}`;
  for (const [label, value] of left.fixed) {
    const other = right.fixed.get(label);
    if (counts(label) && other !== undefined && other !== value) {
      return `the left has ${label}="${value}", the right ${label}="${other}"`;
    }
  }
  return undefined;
}

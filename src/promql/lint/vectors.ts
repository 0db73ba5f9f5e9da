import { listed } from '../../util/words.js';
import { selectors, walk, type Binary, type Expr } from '../syntax/ast.js';
import { COUNTER_FUNCTIONS, SET_OPERATORS } from '../syntax/functions.js';
import { labelFlow, matchesValue, type LabelFlow } from '../meaning/label-flow.js';
import { resultType } from '../meaning/result-type.js';
import type { LintRule } from './rule.js';

/** Rules about how series are paired and grouped: what operators and aggregations do with labels. */
export const vectorRules: readonly LintRule[] = [
  {
    id: 'unmatched-vectors',
    check: ({ nodes }, { series }) =>
      nodes.flatMap(({ node }) => {
        if (!pairsSeries(node) || node.op === 'or') return [];
        const reason = whyUnmatched(node, labelFlow(node.left, series), labelFlow(node.right, series));
        if (reason === undefined) return [];
        const keeps = node.op === 'unless';
        return [
          {
            at: { from: node.from, to: node.to },
            severity: keeps ? 'warning' : 'error',
            message: `No series on the left of ${node.op} can have a partner on the right: ${reason}.`,
            why: keeps
              ? 'unless drops what has a partner, and partners are series whose labels are all equal. Here it drops nothing.'
              : 'An operator between two vectors pairs series whose labels are all equal. What finds no partner vanishes, without an error.',
            fix: 'Aggregate both sides to the same labels, or say with on(…) or ignoring(…) which labels count.',
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
            message: `You group by ${listed(lost)}, but an aggregation inside has dropped ${lost.length === 1 ? 'it' : 'them'} before.`,
            why: 'An aggregation keeps only the labels of its by (…). What it drops is gone for everything around it.',
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
            message: `The two sides of ${node.op} keep whatever labels without (…) leaves them.`,
            why: 'It works while both metrics have the same labels. The day one of them gets a new one, the series no longer pair, and the result is empty.',
            fix: 'Say what to keep, by (…), or which labels pair the sides, on(…).',
          },
        ];
      }),
  },
  {
    id: 'scalar-of-many',
    check: ({ nodes }, { series }) =>
      nodes.flatMap(({ node }) => {
        const [source] = node.kind === 'call' && node.func === 'scalar' ? node.args : [];
        if (source?.kind !== 'selector') return [];
        const count = (series.get(source.metric ?? '') ?? []).filter((labels) =>
          source.matchers.every((matcher) => matchesValue(matcher, labels[matcher.label] ?? '')),
        ).length;
        if (count < 2) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'error',
            message: `scalar() gets ${count} series, and so gives NaN.`,
            why: 'A scalar is one number. Of a vector of one series scalar() takes the value; of any other it can’t choose, and gives NaN.',
            fix: 'Aggregate first, scalar(sum(…)), or drop scalar().',
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
            message: `${node.op} looks at which series there are, not at their values: ${node.expr.func}() makes no difference to it.`,
            why: 'count says how many series a group has. How much happened is the sum of their rates.',
            fix: 'Use sum to add up what happened, or filter first, as in count(rate(…[1m]) > 0), to count what is active.',
          },
        ];
      }),
  },
  {
    id: 'average-of-ratios',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'aggregation' || !['avg', 'sum'].includes(node.op)) return [];
        if (node.expr.kind !== 'binary' || node.expr.op !== '/' || !pairsSeries(node.expr)) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'warning',
            message: `${node.op} is taken of ratios that were computed for each series.`,
            why: 'A series with ten requests then weighs as much as one with a million. The ratio of the whole is the ratio of the sums.',
            fix: 'Add up above and below the line first: sum(…) / sum(…).',
          },
        ];
      }),
  },
  {
    id: 'absent-of-aggregate',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        if (node.kind !== 'call' || node.func !== 'absent') return [];
        if (!node.args.some((arg) => [...walk(arg)].some((visit) => visit.node.kind === 'aggregation')))
          return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'info',
            message: 'absent() is taken of an aggregation, so its result has no labels.',
            why: 'absent() copies the labels that the selector asks for with =, such as job="api". Of an aggregation it can’t know any.',
            fix: 'Put the selector itself into absent(): a missing series is missing before it is added up.',
          },
        ];
      }),
  },
];

/** True for an operator with series on both sides. */
function pairsSeries(node: Expr): node is Binary {
  return (
    node.kind === 'binary' &&
    [node.left, node.right].every((side) => resultType(side) === 'vector' && selectors(side).length > 0)
  );
}

function whyUnmatched(node: Binary, left: LabelFlow, right: LabelFlow): string | undefined {
  const { matching } = node;
  // The metric's name counts only where on(…) asks for it.
  const counts = (label: string): boolean =>
    matching?.mode === 'on'
      ? matching.labels.includes(label)
      : label !== '__name__' && !matching?.labels.includes(label);
  const lacks = (side: LabelFlow, other: LabelFlow): string | undefined =>
    [...side.certain].find((label) => counts(label) && other.possible && !other.possible.has(label));
  const [onLeft, onRight] = [lacks(left, right), lacks(right, left)];
  if (onLeft !== undefined) return `the left has the label ${onLeft}, the right has not`;
  if (onRight !== undefined) return `the right has the label ${onRight}, the left has not`;
  for (const [label, value] of left.fixed) {
    const other = right.fixed.get(label);
    if (counts(label) && other !== undefined && other !== value)
      return `there ${label}="${value}", here ${label}="${other}"`;
  }
  return undefined;
}

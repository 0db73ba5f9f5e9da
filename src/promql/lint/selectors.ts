import type { Labels } from '../../prometheus/types.js';
import { nearest } from '../../util/nearest.js';
import { listed } from '../../util/text/words.js';
import type { Finding } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';
import { labelFlow, matchesValue } from '../meaning/label-flow.js';
import {
  type Aggregation,
  type Binary,
  type Expr,
  type Matcher,
  type Selector,
  selectors,
} from '../syntax/ast.js';
import { isValueAsLabel } from './labels.js';
import type { LintRule } from './rule.js';
import { meantMetric } from './unknown-metric.js';
import { unknownValue } from './unknown-value.js';

/** Rules about which series a query selects, by name and by label. */
export const selectorRules: readonly LintRule[] = [
  {
    id: 'unknown-metric',
    explainsNoSeries: true,
    supersedes: ['different-metric'],
    check: ({ expr }, { metricNames }) =>
      metricNames.length === 0
        ? []
        : selectors(expr).flatMap((selector) => {
            const { metric, from, to } = selector;
            return metric === undefined || metricNames.includes(metric)
              ? []
              : [{ at: { from, to }, ...unknownMetric(selector, metricNames, expr) }];
          }),
  },
  {
    id: 'unknown-label',
    explainsNoSeries: true,
    check: ({ expr, nodes }, facts) => [
      ...matchersOf(expr, facts)
        .filter(
          ({ matcher, sets }) =>
            !sets.some((labels) => matcher.label in labels) &&
            !isValueAsLabel(matcher, sets) &&
            (isNegative(matcher) || !matchesValue(matcher, '')),
        )
        .map(({ selector, matcher, sets }) => {
          const found = {
            ...unknownLabel(matcher.label, `${selector.metric} has`, sets, 'error'),
            ...adviceOnLabel(selector, matcher),
          };
          const { from, to, label, op, value } = matcher;
          if (!isNegative(matcher) || !matchesValue(matcher, '')) return { at: { from, to }, ...found };
          const message = `No series here has a label ${label}, so ${label}${op}"${value}" keeps all of them.`;
          return { at: { from, to }, ...found, severity: 'warning' as const, message };
        }),
      ...nodes.flatMap(({ node }) => (node.kind === 'aggregation' ? unknownGroupings(node, facts) : [])),
      ...nodes.flatMap(({ node }) => (node.kind === 'binary' ? unknownHandOver(node, facts) : [])),
    ],
  },
  {
    id: 'unknown-label-value',
    explainsNoSeries: true,
    check: ({ expr }, facts) =>
      matchersOf(expr, facts).flatMap(({ selector, matcher, sets }) => {
        const values = distinct(sets.map((labels) => labels[matcher.label]));
        if (
          values.length === 0 ||
          sets.some((labels) => matchesValue(matcher, labels[matcher.label] ?? ''))
        ) {
          return [];
        }
        const owner = sets
          .flatMap((labels) => Object.keys(labels).filter((name) => labels[name] === matcher.value))
          .find((name) => name !== matcher.label && name !== '__name__');
        return [
          { at: { from: matcher.from, to: matcher.to }, ...unknownValue(selector, matcher, values, owner) },
        ];
      }),
  },
  {
    id: 'regexp-literal',
    check: ({ expr }) =>
      selectors(expr)
        .flatMap(({ matchers }) => matchers)
        .filter(
          ({ op, value }) =>
            (op === '=~' || op === '!~') && value !== '' && !/[.+*?^$|()[\]{}\\]/.test(value),
        )
        .map(({ label, op, value, from, to }) => ({
          at: { from, to },
          severity: 'info',
          message: `${label}${op}"${value}" uses a regex matcher, but the pattern is plain text.`,
          why: 'It works, but makes readers look for a pattern, and costs Prometheus more.',
          fix: `Write ${label}${op === '=~' ? '=' : '!='}"${value}".`,
        })),
  },
];

/** What a label that a metric does not have stands for elsewhere. */
function adviceOnLabel({ metric = '' }: Selector, { label, value }: Matcher): Partial<Finding> {
  const [, part] = /_(count|sum)$/.exec(metric) ?? [];
  if (label === 'le' && part !== undefined) {
    return {
      message: `No series of ${metric} has a label le: only the _bucket series have one.`,
      why:
        part === 'count'
          ? '_count counts all observations, whatever their size.'
          : '_sum adds up all observations.',
      fix: `Remove le here, or select it on ${metric.replace(/_(?:count|sum)$/, '_bucket')}.`,
    };
  }
  if (/^(?:_?time|timestamp|date|from|since|start|range)$/i.test(label)) {
    const [, duration] = /^-?(\d+(?:ms|[smhdwy]))$/.exec(value.trim()) ?? [];
    return {
      why: 'Time is not a label. A range in square brackets selects the last samples, and offset shifts a selector into the past.',
      fix: `Write offset ${duration ?? '1h'} after the selector or its range, or a range such as [${duration ?? '5m'}].`,
    };
  }
  return {};
}

function isNegative({ op }: Matcher): boolean {
  return op === '!=' || op === '!~';
}

function unknownMetric(selector: Selector, names: readonly string[], expr: Expr): Finding {
  const { metric = '' } = selector;
  if (/^(?:true|false|null|none|nil)$/i.test(metric)) {
    return {
      severity: 'error',
      message: `${metric} is read as the name of a metric, and no metric has that name.`,
      why: 'PromQL has no true, false or null: values are numbers, and a missing series is missing.',
      fix: 'Compare with 1 or 0, or use absent(…) for a missing series.',
    };
  }
  return {
    severity: 'error',
    message: `There is no metric ${metric} here.`,
    why: 'For an unknown name Prometheus returns an empty result, not an error: it can’t know that the name is a mistake.',
    ...meantMetric(selector, names, expr),
  };
}

function unknownLabel(
  label: string,
  owner: string,
  sets: readonly Labels[],
  severity: Finding['severity'],
): Finding {
  return unknownLabelOf(label, owner, labelNames(sets), severity);
}

function unknownLabelOf(
  label: string,
  owner: string,
  names: readonly string[],
  severity: Finding['severity'],
): Finding {
  const [similar] = nearest(label, names, 1);
  return {
    severity,
    message: `No series here has a label ${label}.`,
    why: `A missing label counts as empty. The labels that ${owner}: ${listed(names)}.`,
    fix: similar ? `Did you mean ${similar}?` : 'Choose one of those labels.',
  };
}

function unknownGroupings({ expr, grouping, from, to }: Aggregation, facts: Facts): Finding[] {
  const known = selectors(expr).map(({ metric }) => facts.series.get(metric ?? '') ?? []);
  const sets = known.flat();
  // A metric that was not looked up may have the label.
  if (!grouping || sets.length === 0 || known.some(({ length }) => length === 0) || makesLabels(expr)) {
    return [];
  }
  return grouping.labels
    .filter((label) => !sets.some((labels) => label in labels))
    .map((label) => ({
      at: { from, to },
      ...unknownLabel(label, 'exist here', sets, 'warning'),
      ...labelElsewhere(label, facts),
    }));
}

/** What to do if another metric of the query has the label. */
function labelElsewhere(label: string, { series }: Facts): Pick<Finding, 'fix'> | undefined {
  const owner = [...series].find(([, sets]) => sets.some((labels) => label in labels))?.[0];
  return owner === undefined
    ? undefined
    : {
        fix: `${label} is a label of ${owner}: multiply by it first, with on (…) group_left (${label}) ${owner}.`,
      };
}

/** Labels that group_left or group_right copies from a side that does not have them. */
function unknownHandOver({ matching, left, right, from, to }: Binary, facts: Facts): Finding[] {
  if (!matching?.group) return [];
  const one = matching.group.side === 'left' ? right : left;
  const { possible } = labelFlow(one, facts.series);
  if (!possible || possible.size === 0) return [];
  return matching.group.include
    .filter((label) => !possible.has(label))
    .map((label) => ({
      at: { from, to },
      ...unknownLabelOf(label, 'the other side has', [...possible].sort(), 'error'),
      message: `group_${matching.group!.side} (${label}) copies a label that the other side doesn’t have.`,
    }));
}

function makesLabels(expr: Aggregation['expr']): boolean {
  return expr.kind === 'call' && (expr.func === 'label_replace' || expr.func === 'label_join');
}

/** The matchers whose metric was looked up, each with the label sets of that metric. */
function matchersOf(
  expr: Parameters<typeof selectors>[0],
  { series }: Facts,
): { selector: Selector; matcher: Matcher; sets: readonly Labels[] }[] {
  return selectors(expr).flatMap((selector) => {
    const sets = series.get(selector.metric ?? '') ?? [];
    return sets.length === 0 ? [] : selector.matchers.map((matcher) => ({ selector, matcher, sets }));
  });
}

function labelNames(sets: readonly Labels[]): string[] {
  return distinct(sets.flatMap((labels) => Object.keys(labels))).filter((name) => name !== '__name__');
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

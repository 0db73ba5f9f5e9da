import { compileRegex } from '../../prometheus/regex.js';
import type { Labels } from '../../prometheus/types.js';
import { nearest } from '../../util/nearest.js';
import { counted, listed } from '../../util/words.js';
import type { Finding } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';
import { labelFlow, matchesValue } from '../meaning/label-flow.js';
import { type Aggregation, type Binary, type Matcher, type Selector, selectors } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';
import { isValueAsLabel } from './labels.js';
import type { LintRule } from './rule.js';
import { widen } from './widen.js';

/** Rules about which series a query selects, by name and by label. */
export const selectorRules: readonly LintRule[] = [
  {
    id: 'unknown-metric',
    explainsNoSeries: true,
    supersedes: ['different-metric'],
    check: ({ expr }, { metricNames }) =>
      metricNames.length === 0
        ? []
        : selectors(expr).flatMap(({ metric, from, to }) =>
            metric === undefined || metricNames.includes(metric)
              ? []
              : [{ at: { from, to }, ...unknownMetric(metric, metricNames) }],
          ),
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
          const found = unknownLabel(matcher.label, `${selector.metric} has`, sets, 'error');
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
        return [{ at: { from: matcher.from, to: matcher.to }, ...unknownValue(selector, matcher, values) }];
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

function isNegative({ op }: Matcher): boolean {
  return op === '!=' || op === '!~';
}

function unknownMetric(metric: string, names: readonly string[]): Finding {
  if (/^(?:true|false|null|none|nil)$/i.test(metric)) {
    return {
      severity: 'error',
      message: `${metric} is read as the name of a metric, and no metric has that name.`,
      why: 'PromQL has no true, false or null: values are numbers, and a missing series is missing.',
      fix: 'Compare with 1 or 0, or use absent(…) for a missing series.',
    };
  }
  const similar = nearest(metric, names);
  return {
    severity: 'error',
    message: `There is no metric ${metric} here.`,
    why: 'For an unknown name Prometheus returns an empty result, not an error: it can’t know that the name is a mistake.',
    fix:
      similar.length > 0
        ? `Did you mean ${listed(similar, { joiner: 'or' })}?`
        : 'The API lists its metrics at /metrics.',
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
    .map((label) => ({ at: { from, to }, ...unknownLabel(label, 'exist here', sets, 'warning') }));
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

function unknownValue(
  { metric }: Selector,
  { label, op, value }: Matcher,
  values: readonly string[],
): Finding {
  const message = `No series of ${metric} has ${label}${op}${quote(value)}.`;
  const spelled = sameBound(label, value, values);
  if (spelled !== undefined) {
    return {
      severity: 'error',
      message,
      why: `This server writes the bound as "${spelled}". Prometheus 3 stores whole bounds with a decimal point, as in "1.0"; earlier versions keep what the exporter writes.`,
      fix: `Write ${label}${op}${quote(spelled)}.`,
    };
  }
  if (op === '=' && value.startsWith('!') && values.includes(value.slice(1).trim())) {
    return {
      severity: 'error',
      message,
      why: 'The ! is inside the quotes, so it is a part of the value.',
      fix: `To exclude the value, put ! before the =: ${label}!=${quote(value.slice(1).trim())}.`,
    };
  }
  if (op === '=' && /[.*+|^$[\]()]/.test(value)) {
    const regex = compileRegex(value);
    if (regex && values.some((known) => regex.test(known))) {
      return {
        severity: 'error',
        message,
        why: '= compares the value as it is written. Only =~ reads it as a regular expression.',
        fix: `Write ${label}=~${quote(value)}.`,
      };
    }
  }
  const pattern = op === '=~';
  const widened = pattern ? widen(value, values) : undefined;
  if (widened) {
    return {
      severity: 'error',
      message,
      why: `A regular expression must match the whole value. "${value}" matches only a part of "${widened.part}".`,
      fix: `Allow for what precedes or follows it, as in ${quote(widened.pattern)}.`,
    };
  }
  const [similar] = nearest(value, values, 1);
  return {
    severity: 'error',
    message,
    why: `${label} has ${counted(values.length, 'value')} here: ${listed(nearestFirst(value, values))}. Label values are compared exactly, including case.`,
    fix:
      similar !== undefined && !pattern
        ? `Did you mean ${label}=${quote(similar)}?`
        : 'Choose one of those values.',
  };
}

/** Labels whose values are numbers, which Prometheus 3 spells in one way. */
const NUMERIC_LABELS: ReadonlySet<string> = new Set(['le', 'quantile']);

/** Another spelling of the same bound that exists: 1 and 1.0; undefined if there is none. */
function sameBound(label: string, value: string, values: readonly string[]): string | undefined {
  if (!NUMERIC_LABELS.has(label) || value.trim() === '' || Number.isNaN(Number(value))) return undefined;
  return values.find((known) => Number(known) === Number(value));
}

/** Numbers by their distance, so that a list that is cut off shows the neighbours. */
function nearestFirst(value: string, values: readonly string[]): readonly string[] {
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return values;
  const distance = (known: string): number => Math.abs(Number(known) - number);
  return values.every((known) => !Number.isNaN(Number(known)))
    ? values.toSorted((a, b) => distance(a) - distance(b))
    : values;
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

import { explainAnnotations } from '../refusals/annotations.js';
import type { Expr } from '../syntax/ast.js';
import type { Diagnosis } from '../diagnosis.js';
import { comparisonRules } from '../differences/comparisons.js';
import { factorRules } from '../differences/factors.js';
import type { Case, DifferenceRule } from '../differences/difference.js';
import { labelRules } from '../differences/labels.js';
import { parameterRules } from '../differences/parameters.js';
import { resultTypeRule } from '../differences/result-type.js';
import { shapeRules } from '../differences/shape.js';
import { structureRules } from '../differences/structure.js';
import { valuesRule } from '../differences/values.js';
import type { Facts } from '../meaning/facts.js';
import { lint } from '../lint/lint.js';

const DIFFERENCES: readonly DifferenceRule[] = [
  resultTypeRule,
  ...factorRules,
  ...parameterRules,
  ...labelRules,
  ...comparisonRules,
  ...structureRules,
  ...shapeRules,
];
/** Of nothing at all there are no values to explain: only its type, its labels and the form. */
const OF_NOTHING: readonly DifferenceRule[] = [
  resultTypeRule,
  ...labelRules,
  ...comparisonRules,
  ...structureRules,
  ...shapeRules.filter(({ id }) => id === 'different-window' || id === 'missing-division'),
];

export const DIFFERENCE_IDS: readonly string[] = [...DIFFERENCES, valuesRule].map(({ id }) => id);

/**
 * Rules by how much they help, best first: what names the very mistake before what only describes its effect.
 * A rule that is not listed comes before the last.
 */
const MOST_HELPFUL_FIRST: readonly string[] = [
  'constant-answer',
  'unknown-metric',
  'unknown-label-value',
  'value-as-label',
  'unknown-label',
  'contradicting-matchers',
  'regexp-never-true',
  'stale-offset',
  'future-offset',
  'result-type',
  'native-histograms',
  'quantile-out-of-range',
  'quantile-without-buckets',
  'missing-le',
  'quantile-of-rate-missing',
  'buckets-not-added-up',
  'average-of-quantiles',
  'buckets-added-up',
  'average-of-ratios',
  'rate-of-aggregate',
  'rate-of-rate',
  'rate-on-gauge',
  'raw-difference',
  'delta-on-counter',
  'lost-label',
  'unmatched-vectors',
  'scalar-of-many',
  'absent-as-zero',
  'nan-comparison',
  'float-equality',
  'always-true',
  'absent-of-present',
  'replaces-nothing',
  'missing-parentheses',
  'increase-for-rate',
  'rate-for-increase',
  'factor-60',
  'factor-3600',
  'factor-1000',
  'factor-100',
  'sign',
  'reciprocal',
  'complement',
  'all-zero',
  'inside-out',
  'counted-twice',
  'rounded',
  'ratio-per-series',
  'missing-division',
  'different-operator',
  'different-number',
  'average-for-quantile',
  'counter-over-time',
  'raw-counter',
  'different-metric',
  'range-too-short',
  'missing-window',
  'missing-bool',
  'different-comparison',
  'different-offset',
  'different-limit',
  'empty-result',
  'different-quantile',
  'missing-labels',
  'extra-labels',
  'different-value',
  'extra-series',
  'missing-series',
  'different-window',
  'different-step',
  'different-function',
  'different-aggregation',
  'constant-factor',
  'constant-difference',
  'gaps',
];

/** Why a result is not the one that was asked for, most helpful first. */
export function diagnose(difference: Case, facts: Facts): Diagnosis[] {
  const { reference, answer } = difference;
  const differences = answer.evaluation.rows.length === 0 ? OF_NOTHING : DIFFERENCES;
  const found = [
    ...lintAgainst(reference.expr, answer.expr, facts),
    ...remarksOn(difference),
    ...differences.flatMap(({ id, find }) => {
      const finding = find(difference);
      return finding ? [{ rule: id, ...finding }] : [];
    }),
  ];
  if (!found.some(({ severity }) => severity !== 'info')) {
    const values = valuesRule.find(difference);
    if (values) found.push({ rule: valuesRule.id, ...values });
  }
  return mostHelpfulFirst(withoutEffects(found));
}

/**
 * Where one factor between all values is explained, the forms that differ are only how it came about; where a mistake is
 * named, an empty result is only what came of it; and some mistakes have effects that would say them again.
 */
function withoutEffects(found: readonly Diagnosis[]): Diagnosis[] {
  const explained = found.some(({ rule }) => EXPLAIN_ALL_VALUES.has(rule));
  const named = found.some(({ rule, severity }) => severity === 'error' && rule !== 'empty-result');
  const effects = new Set(found.flatMap(({ rule }) => EFFECTS[rule] ?? []));
  return found.filter(
    ({ rule }) =>
      !effects.has(rule) && !(explained && FORMS.has(rule)) && !(named && rule === 'empty-result'),
  );
}

/** Rules by what they make superfluous. */
const EFFECTS: Readonly<Record<string, readonly string[]>> = {
  'buckets-not-added-up': ['different-aggregation'],
  'average-for-quantile': ['different-aggregation'],
  'missing-bool': ['missing-series', 'gaps'],
  'all-zero': ['rounded'],
  'different-comparison': ['missing-series', 'extra-series', 'gaps', 'empty-result'],
  'different-number': ['constant-factor', 'constant-difference'],
  'different-operator': ['missing-series', 'extra-series', 'constant-difference'],
  'missing-parentheses': ['constant-factor', 'constant-difference', 'missing-division'],
  'different-offset': ['missing-window'],
  'nan-comparison': ['empty-result', 'different-comparison'],
  'counted-twice': ['constant-difference', 'constant-factor'],
  'inside-out': ['different-aggregation', 'different-function', 'constant-difference'],
  'future-offset': ['empty-result', 'different-offset'],
  'float-equality': ['empty-result', 'different-comparison'],
  'always-true': ['empty-result', 'different-comparison'],
  'raw-counter': ['missing-window'],
  'absent-of-present': ['empty-result'],
};

const EXPLAIN_ALL_VALUES: ReadonlySet<string> = new Set(
  factorRules.map(({ id }) => id).filter((id) => id !== 'constant-factor'),
);
const FORMS: ReadonlySet<string> = new Set([
  'different-function',
  'different-aggregation',
  'different-window',
]);

/** What Prometheus itself remarked on the answer, but for what it said of the reference too. */
export function remarksOn({ reference, answer }: Pick<Case, 'reference' | 'answer'>): Diagnosis[] {
  const [accepted, own] = [reference, answer].map(({ evaluation }) =>
    explainAnnotations(evaluation.notes),
  ) as [Diagnosis[], Diagnosis[]];
  return own.filter(({ rule }) => !accepted.some((diagnosis) => diagnosis.rule === rule));
}

/** What the answer's text shows, but for what the reference does too: that can't be the mistake. */
export function lintAgainst(reference: Expr, answer: Expr, facts: Facts): Diagnosis[] {
  const accepted = new Set(lint(reference, facts).map(({ rule }) => rule));
  return lint(answer, facts).filter(({ rule }) => !accepted.has(rule));
}

/**
 * Why an answer must not pass although its values are those of the reference: it does with a counter or a gauge what is only
 * right while nothing restarts or falls, which the data of the moment can't show. Undefined where nothing speaks against it.
 * Only rules that name what no equivalent of a sound reference can do count; what the reference does too never does.
 * @param facts at least the types of the metrics: a name alone may mislead
 */
export function contradictsPass(reference: Expr, answer: Expr, facts: Facts): Diagnosis | undefined {
  return lintAgainst(reference, answer, facts).find(({ rule }) => TRUE_BY_ACCIDENT.has(rule));
}

const TRUE_BY_ACCIDENT: ReadonlySet<string> = new Set([
  'rate-on-gauge',
  'rate-of-aggregate',
  'rate-of-rate',
  'raw-difference',
  'delta-on-counter',
]);

export function mostHelpfulFirst(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  const rank = ({ rule, severity }: Diagnosis): number => {
    const place = MOST_HELPFUL_FIRST.indexOf(rule);
    return (severity === 'info' ? 1000 : 0) + (place === -1 ? MOST_HELPFUL_FIRST.length : place);
  };
  return diagnoses
    .map((diagnosis, i) => ({ diagnosis, i }))
    .sort((a, b) => rank(a.diagnosis) - rank(b.diagnosis) || a.i - b.i)
    .map(({ diagnosis }) => diagnosis);
}

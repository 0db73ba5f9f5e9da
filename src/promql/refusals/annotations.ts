import type { Diagnosis } from '../diagnosis.js';

/** A remark of Prometheus on a query that it did evaluate, with an explanation for learners. */
interface Remark {
  /** Stable, as lint rules' are. */
  id: string;
  pattern: RegExp;
  /** Replaces Prometheus' severity if the remark matters more than that. */
  severity?: 'warning';
  why: string;
  fix: string;
}

/** Source: Prometheus' util/annotations; 2.42 has none of these, later versions say more and more. */
export const REMARKS: readonly Remark[] = [
  {
    id: 'native-histograms',
    pattern: /native histograms? w(?:as|ere) left out/,
    severity: 'warning',
    why: 'A native histogram is one sample that holds all buckets. It is not a number, so it can’t be compared or drawn.',
    fix: 'Turn it into a number with histogram_quantile(), histogram_count(), histogram_sum() or histogram_avg().',
  },
  {
    id: 'maybe-no-counter',
    pattern: /metric might not be a counter/,
    why: 'The name does not end in _total, _sum, _count or _bucket, as names of counters do. rate() and increase() treat every drop as a restart.',
    fix: 'If it is a gauge, use the gauge itself, avg_over_time() or deriv().',
  },
  {
    id: 'le-malformed',
    pattern: /bucket label "?le"? is missing or has a malformed value/,
    why: 'histogram_quantile() finds a bucket’s upper bound in its label le. Series without one are left out.',
    fix: 'Start from the _bucket series, and keep le in every aggregation: by (le, …).',
  },
  {
    id: 'quantile-range',
    pattern: /quantile value should be between 0 and 1/,
    why: 'A quantile is between 0 and 1. Below 0 Prometheus returns -Inf, above 1 +Inf.',
    fix: 'For the 95th percentile write 0.95.',
  },
  {
    id: 'quantile-monotonicity',
    pattern: /needed to be fixed for monotonicity/,
    why: 'A larger bucket had a lower count than a smaller one, which is impossible within one histogram: buckets of different scrapes or layouts were mixed.',
    fix: 'Aggregate only histograms with the same buckets, and take rate() before the sum.',
  },
  {
    id: 'mixed-histograms',
    pattern: /mix of histograms|incompatible (?:sample|bucket|custom)|ignored histogram/,
    why: 'The query combines plain numbers with native histograms, or histograms of different layouts. Prometheus leaves those results out.',
    fix: 'Select one kind with a matcher, and aggregate each kind separately.',
  },
  {
    id: 'partial-data',
    pattern: /remote[_ ]read|partial response|deadline exceeded|connection refused/,
    why: 'Some of the data could not be read, so series may be missing from the result.',
    fix: 'Run the query again; if the warning persists, check the storage that the message names.',
  },
];

/** Prometheus' own warnings and notes as diagnoses; an unknown one is passed on in its own words. */
export function explainAnnotations(
  notes: { warnings: readonly string[]; infos: readonly string[] } = { warnings: [], infos: [] },
): Diagnosis[] {
  return [
    ...notes.warnings.map((text) => explain(text, 'warning')),
    ...notes.infos.map((text) => explain(text, 'info')),
  ];
}

function explain(text: string, severity: 'warning' | 'info'): Diagnosis {
  const remark = REMARKS.find(({ pattern }) => pattern.test(text));
  return {
    rule: remark?.id ?? `prometheus-${severity}`,
    severity: remark?.severity ?? severity,
    message: `Prometheus ${severity === 'warning' ? 'warns' : 'notes'}: ${text.replace(/^PromQL (?:warning|info): /, '').replace(/[.]?$/, '.')}`,
    why: remark?.why ?? 'The query was evaluated, but Prometheus has doubts about its result.',
    fix: remark?.fix ?? 'Check the place that the message names.',
  };
}

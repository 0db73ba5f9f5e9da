import type { Diagnosis } from '../diagnosis.js';

/** What Prometheus remarks on a query that it does evaluate, and what a learner makes of it. */
interface Remark {
  /** Stable, as lint rules' are. */
  id: string;
  pattern: RegExp;
  /** Where it matters more than Prometheus says. */
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
    why: 'A native histogram is one sample that holds all buckets. It is no number, so there is nothing to compare or to draw.',
    fix: 'Make a number of it: histogram_quantile(), histogram_count(), histogram_sum() or histogram_avg().',
  },
  {
    id: 'maybe-no-counter',
    pattern: /metric might not be a counter/,
    why: 'The name does not end in _total, _sum, _count or _bucket, as counters’ names do. rate() and increase() take every fall for a restart.',
    fix: 'If it is a gauge, use its value, avg_over_time() or deriv().',
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
    why: 'A quantile lies between 0 and 1. Below, Prometheus answers -Inf, above +Inf.',
    fix: 'For the 95th percentile write 0.95.',
  },
  {
    id: 'quantile-monotonicity',
    pattern: /needed to be fixed for monotonicity/,
    why: 'A larger bucket held less than a smaller one, which can’t be: buckets of different scrapes, or of different layouts, were mixed.',
    fix: 'Aggregate only histograms with the same buckets, and take rate() before the sum.',
  },
  {
    id: 'mixed-histograms',
    pattern: /mix of histograms|incompatible (?:sample|bucket|custom)|ignored histogram/,
    why: 'Plain numbers and native histograms, or histograms of different layouts, meet here. Where they do, Prometheus leaves the result out.',
    fix: 'Select one kind with a matcher, and aggregate each by itself.',
  },
  {
    id: 'partial-data',
    pattern: /remote[_ ]read|partial response|deadline exceeded|connection refused/,
    why: 'A part of the data could not be read, so the result may lack series.',
    fix: 'Ask again; if it stays, look at the storage that the message names.',
  },
];

/** Prometheus' own warnings and notes as diagnoses; one that nobody foresaw is passed on in its words. */
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
    fix: remark?.fix ?? 'Look at the place that the message names.',
  };
}

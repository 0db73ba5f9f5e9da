import { UsageError } from '../../errors.js';

const METRICS = {
  p50: 'ms',
  p90: 'ms',
  p95: 'ms',
  p99: 'ms',
  max: 'ms',
  errors: 'ratio',
  rps: 'rps',
} as const;

export type ThresholdMetric = keyof typeof METRICS;
type Operator = '<' | '<=' | '>' | '>=';

/** A limit that a run must keep to pass. */
export interface Threshold {
  name: ThresholdMetric;
  operator: Operator;
  /** In `unit`. */
  limit: number;
  /** Milliseconds; a share from 0 to 1; answers per second. */
  unit: (typeof METRICS)[ThresholdMetric];
}

const PATTERN = /^([a-z0-9]+)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-zµ%/]*)$/i;

/** Unit as written → factor to the metric's own unit. */
const FACTORS: Record<Threshold['unit'], Record<string, number>> = {
  ms: { us: 0.001, µs: 0.001, ms: 1, s: 1000 },
  ratio: { '': 1, '%': 0.01 },
  rps: { '': 1, rps: 1, '/s': 1 },
};

/**
 * Reads `p95<250ms`, `errors<1%`, `rps>=1000`.
 * @throws UsageError THRESHOLD_INVALID
 */
export function parseThreshold(text: string): Threshold {
  const [, metric = '', operator, number, unitText = ''] = PATTERN.exec(text.trim()) ?? [];
  if (operator === undefined) throw invalid(text, 'it must be METRIC OPERATOR LIMIT');
  const name = metric.toLowerCase();
  if (!isMetric(name)) throw invalid(text, `“${metric}” is not a metric`);
  const unit = METRICS[name];
  const factor = FACTORS[unit][unitText.toLowerCase()];
  if (factor === undefined) {
    const wanted = Object.keys(FACTORS[unit]).filter((key) => key !== '' && key !== 'µs');
    const problem = unitText === '' ? 'its limit has no unit' : `${name} is not measured in “${unitText}”`;
    throw invalid(text, `${problem} (${wanted.join(', ')})`);
  }
  // 1 % is 0.01, not 0.010000000000000002.
  const limit = Number((Number(number) * factor).toPrecision(12));
  if (unit === 'ratio' && limit > 1) throw invalid(text, 'a share of errors can be at most 1, or 100%');
  if (unit === 'ratio' && limit === 1 && unitText === '') {
    throw invalid(text, '1 would mean all requests: write 1% or 100%');
  }
  return { name, operator: operator as Operator, limit, unit };
}

/**
 * A tier's own thresholds, each replaced if the user gave others for its metric; sorted by metric.
 * @throws UsageError THRESHOLD_INVALID for one that cannot be read, or two that no run can hold
 */
export function effectiveThresholds(defaults: readonly string[], given: readonly string[]): Threshold[] {
  const own = [...new Set(given)].map(parseThreshold);
  const kept = defaults
    .map(parseThreshold)
    .filter(({ name }) => !own.some((threshold) => threshold.name === name));
  const order = Object.keys(METRICS);
  const all = [...kept, ...own].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  for (const upper of all) {
    const lower = all.find((other) => excludes(upper, other));
    if (lower) {
      throw new UsageError(`No run can meet both ${formatThreshold(upper)} and ${formatThreshold(lower)}.`, {
        code: 'THRESHOLD_INVALID',
        hints: ['Remove one of them, or change its limit.'],
      });
    }
  }
  return all;
}

/** Whether no value can be below the one and above the other. */
function excludes(upper: Threshold, lower: Threshold): boolean {
  if (upper.name !== lower.name || !upper.operator.startsWith('<') || !lower.operator.startsWith('>')) {
    return false;
  }
  const canMeet = upper.operator === '<=' && lower.operator === '>=';
  return canMeet ? lower.limit > upper.limit : lower.limit >= upper.limit;
}

/** As the user would write it: `p95<250ms`. */
export function formatThreshold({ name, operator, limit, unit }: Threshold): string {
  if (unit === 'ratio') return `${name}${operator}${Number((limit * 100).toPrecision(12))}%`;
  if (unit === 'rps') return `${name}${operator}${limit}`;
  return `${name}${operator}${limit < 1000 ? `${limit}ms` : `${Number((limit / 1000).toPrecision(12))}s`}`;
}

function isMetric(name: string): name is ThresholdMetric {
  return Object.hasOwn(METRICS, name);
}

function invalid(text: string, problem: string): UsageError {
  return new UsageError(`“${text}” is not a valid threshold: ${problem}.`, {
    code: 'THRESHOLD_INVALID',
    hints: [
      "Write it like one of: 'p95<250ms' 'errors<1%' 'rps>1000'",
      `Metrics: ${Object.keys(METRICS).join(', ')}`,
    ],
  });
}

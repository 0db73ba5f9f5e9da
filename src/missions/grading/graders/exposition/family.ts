import { type ExpositionSample, parseExposition } from '../../../../prometheus/exposition.js';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import { listed } from '../../../../util/text/words.js';
import type { AnswerOf } from '../../../library/schema.js';
import { histogramProblem, summaryProblem } from './distribution.js';

export type Family = AnswerOf<'exposition'>['families'][number];

/** What is wrong with a family that a page must hold; undefined if nothing is. */
export function judgeFamily(
  family: Family,
  samples: readonly ExpositionSample[],
  types: ReadonlyMap<string, string>,
): Diagnosis | undefined {
  const { name, type, labels } = family;
  const own = samples.filter((sample) => belongsTo(sample.name, name, type));
  if (own.length === 0) {
    return problem('family-missing', `The page has no sample of \`${name}\`.`, {
      why: 'Prometheus stores samples; HELP and TYPE comments only describe them.',
      fix: `Write at least one line that begins with ${name}.`,
    });
  }
  const given = types.get(name) ?? types.get(openMetricsName(name, type));
  if (given !== type) {
    return problem(
      'family-type',
      given === undefined ? `\`${name}\` has no type.` : `\`${name}\` has the type ${given}.`,
      {
        why: `What it counts or measures makes it a ${type}: tools use the type to offer the right functions.`,
        fix: `Declare it above its samples: # TYPE ${name} ${type}`,
      },
    );
  }
  // An empty label is a missing label.
  const lacking = labels.filter((label) => own.some((sample) => !sample.labels[label]));
  if (lacking.length > 0) {
    return problem('family-labels', `Samples of \`${name}\` are missing the label ${listed(lacking)}.`, {
      why: 'You can’t group or filter a family by a label that some of its series don’t have.',
      fix: `Write it in braces: ${name}{${lacking[0]}="…"}`,
    });
  }
  return (
    duplicateProblem(name, own) ??
    valueProblem(type, own) ??
    (type === 'histogram' ? histogramProblem(name, own) : undefined) ??
    (type === 'summary' ? summaryProblem(name, own) : undefined) ??
    referenceProblem(family, own)
  );
}

/** OpenMetrics names a counter's family without _total. */
export function openMetricsName(name: string, type: Family['type']): string {
  return type === 'counter' ? name.replace(/_total$/, '') : name;
}

/** Histograms and summaries have samples under names of their own. */
export function belongsTo(sample: string, family: string, type: Family['type']): boolean {
  if (type === 'histogram') return ['_bucket', '_sum', '_count'].some((end) => sample === family + end);
  if (sample === family) return true;
  return type === 'summary' && ['_sum', '_count'].some((end) => sample === family + end);
}

function duplicateProblem(name: string, own: readonly ExpositionSample[]): Diagnosis | undefined {
  const keys = own.map((sample) => keyOf(sample));
  if (new Set(keys).size === keys.length) return undefined;
  return problem('family-duplicate', `\`${name}\` has two samples with the same labels.`, {
    why: 'A series has one value at a time: Prometheus keeps one of the two, and reports it only in its log.',
    fix: 'Add a label that tells them apart, or add up their values.',
  });
}

/** The same for the same series: an edge of 1 and one of 1.0 are one edge, and an empty label counts as missing. */
function keyOf({ name, labels }: ExpositionSample): string {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([label, value]) => [label, label === 'le' || label === 'quantile' ? edgeOf(value) : value])
    .sort(([a], [b]) => (a! < b! ? -1 : 1));
  return JSON.stringify([name, pairs]);
}

function edgeOf(text: string): string {
  const value = /^\+?inf$/i.test(text) ? Infinity : Number(text);
  return Number.isNaN(value) ? text : String(value);
}

/** What counts can neither be negative nor anything but a number. */
function valueProblem(type: Family['type'], own: readonly ExpositionSample[]): Diagnosis | undefined {
  const counts = ({ name }: ExpositionSample): boolean =>
    type === 'counter' || (type !== 'gauge' && /_(bucket|count)$/.test(name));
  const unusable = own.find(
    (sample) =>
      (Number.isNaN(sample.value) && !('quantile' in sample.labels)) ||
      (counts(sample) && !Number.isFinite(sample.value)),
  );
  if (unusable) {
    return problem('family-value', `\`${seriesText(unusable)}\` is ${unusable.value}.`, {
      why: 'Every sum and rate that includes it becomes NaN or infinite too, and a comparison is never true.',
      fix: 'Write a number; if there is none yet, leave out the line.',
    });
  }
  const negative = own.find((sample) => counts(sample) && sample.value < 0);
  return (
    negative &&
    problem('family-value', `\`${seriesText(negative)}\` is ${negative.value}: a count can’t be negative.`, {
      why: 'A counter starts at 0 and only goes up. rate() takes each fall for a restart.',
      fix: 'Write what was counted since the program started; what goes up and down is a gauge.',
    })
  );
}

/** Samples that the step asks for, with their values: units that were renamed but not converted show here. */
function referenceProblem(
  { samples: reference, name, type }: Family,
  answer: readonly ExpositionSample[],
): Diagnosis | undefined {
  const values = new Map(answer.map((sample) => [keyOf(sample), sample.value]));
  const expected = parseExposition(reference.join('\n'));
  const missing = expected.find((sample) => !values.has(keyOf(sample)));
  if (missing) {
    const edge = missing.labels['le'];
    const others = answer.flatMap(({ labels }) => labels['le'] ?? []).map(Number);
    const factor = [1000, 0.001].find((times) => others.includes(Number(edge) * times));
    if (edge !== undefined && factor !== undefined) {
      return notConverted(
        `\`${name}\` has a bucket up to ${Number(edge) * factor}, which is ${factor > 1 ? '1000 times too large' : '1000 times too small'}`,
      );
    }
    return problem('family-series', `The page has no \`${seriesText(missing)}\`.`, {
      why: 'The step asks for this series.',
      fix: 'Compare the names, labels and edges with those of the original, letter by letter.',
    });
  }
  const known = new Set(expected.map(keyOf));
  // A histogram may have finer buckets than those that the step lists.
  const isComplete = expected.length > 0 && (type === 'counter' || type === 'gauge');
  const extra = isComplete ? answer.find((sample) => !known.has(keyOf(sample))) : undefined;
  if (extra) {
    return problem('family-series', `\`${seriesText(extra)}\` is one series too many.`, {
      why: 'Every sum over the family includes it, and nobody measured it.',
      fix: `Remove it: \`${name}\` has the series of the original, and no others.`,
    });
  }
  const isClose = (a: number, b: number): boolean =>
    a === b || Math.abs(a - b) <= 1e-9 * Math.min(Math.abs(a), Math.abs(b));
  const off = expected.find((sample) => !isClose(values.get(keyOf(sample))!, sample.value));
  if (!off) return undefined;
  const value = values.get(keyOf(off))!;
  const factor = [1000, 0.001].find((times) => isClose(off.value * times, value));
  if (factor !== undefined) {
    return notConverted(
      `\`${seriesText(off)}\` is ${value}, which is 1000 times too ${factor > 1 ? 'large' : 'small'}`,
    );
  }
  return problem('family-value', `\`${seriesText(off)}\` is ${value}, which is not what was measured.`, {
    why: 'Renaming a metric or converting its unit must not change what it says.',
    fix: 'Compare the number with the original.',
  });
}

function notConverted(what: string): Diagnosis {
  return problem('family-unit', `${what}: the name promises another unit.`, {
    why: 'A name in seconds needs its values in seconds: the edges in `le`, and `_sum`. Counts have no unit.',
    fix: 'Convert every edge and the sum: 1000 milliseconds are 1 second.',
  });
}

function seriesText({ name, labels }: Pick<ExpositionSample, 'name' | 'labels'>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

export function problem(rule: string, message: string, rest: { why: string; fix: string }): Diagnosis {
  return { rule, severity: 'error', message, ...rest };
}

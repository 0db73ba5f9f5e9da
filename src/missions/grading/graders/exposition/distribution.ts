import type { ExpositionSample } from '../../../../prometheus/exposition.js';
import { parseSampleValue } from '../../../../prometheus/wire.js';
import type { Diagnosis } from '../../../../promql/diagnosis.js';

/** Whether the samples of a histogram or a summary fit together. promtool looks at none of this. */

interface Bucket {
  /** NaN if it is not a number. */
  edge: number;
  /** As it is written. */
  text: string;
  count: number;
}

/** The samples of one label set, apart from `le` or `quantile`. */
interface Member {
  /** Such as `{route="/a"}`; empty without labels. */
  labels: string;
  buckets: Bucket[];
  quantiles: { edge: number; text: string }[];
  sum?: number;
  count?: number;
}

/** What is wrong with a histogram, for the first label set that something is wrong with. */
export function histogramProblem(name: string, own: readonly ExpositionSample[]): Diagnosis | undefined {
  for (const member of members(name, own)) {
    const found = memberProblem(name, member);
    if (found) return found;
  }
  return undefined;
}

export function summaryProblem(name: string, own: readonly ExpositionSample[]): Diagnosis | undefined {
  for (const { labels, quantiles, sum, count } of members(name, own)) {
    const wrong = quantiles.find(({ edge }) => !(edge >= 0 && edge <= 1));
    if (wrong) {
      return distribution(
        `\`${name}${labels}\` has the quantile "${wrong.text}"`,
        'A quantile is a share: 0.95 is the value that 95 % of the observations stay below.',
        'Write quantiles from 0 to 1.',
      );
    }
    if (sum === undefined || count === undefined) {
      return lacksPart(name, labels, sum === undefined ? '_sum' : '_count');
    }
  }
  return undefined;
}

function memberProblem(name: string, { labels, buckets, sum, count }: Member): Diagnosis | undefined {
  if (buckets.length === 0) {
    return distribution(
      `\`${name}${labels}\` has no buckets`,
      'The buckets are the histogram: without them there is no quantile.',
      `Write one line for each edge: ${name}_bucket{le="…"}, the last with le="+Inf".`,
    );
  }
  const odd = buckets.find(({ edge }) => Number.isNaN(edge));
  if (odd) {
    return distribution(
      `\`${name}_bucket${labels}\` has ${odd.text === '' ? 'a line without `le`' : `the edge le="${odd.text}"`}`,
      'A bucket counts what is less than or equal to its edge, so the edge has to be a number.',
      'Write each edge as a number in quotes, and the last as le="+Inf".',
    );
  }
  const sorted = [...buckets].sort((a, b) => a.edge - b.edge);
  const last = sorted.at(-1)!;
  if (last.edge !== Infinity) {
    return distribution(
      `\`${name}${labels}\` has no bucket le="+Inf"`,
      'Without it, observations above the last edge are in no bucket, and histogram_quantile() returns NaN.',
      `Add ${name}_bucket{le="+Inf"} with the count of all observations.`,
    );
  }
  const fall = sorted.findIndex((bucket, i) => i > 0 && bucket.count < sorted[i - 1]!.count);
  if (fall > 0) {
    const [before, after] = [sorted[fall - 1]!, sorted[fall]!];
    return distribution(
      `\`${name}${labels}\` falls from ${before.count} at le="${before.text}" to ${after.count} at le="${after.text}"`,
      'Buckets are cumulative: each one also counts everything in the buckets below it, so their counts never fall.',
      'Add to each bucket what the ones below it count.',
    );
  }
  if (sum === undefined || count === undefined) {
    return lacksPart(name, labels, sum === undefined ? '_sum' : '_count');
  }
  if (count !== last.count) {
    return distribution(
      `\`${name}_count${labels}\` is ${count}, and the bucket le="+Inf" counts ${last.count}`,
      'Both count all observations, so they are equal.',
      `Write the same number in both.`,
    );
  }
  return sumProblem(name, labels, sorted, sum);
}

/** The buckets bound the sum: each observation lies between two edges. */
function sumProblem(
  name: string,
  labels: string,
  sorted: readonly Bucket[],
  sum: number,
): Diagnosis | undefined {
  // Times and sizes are never negative; other things may be.
  const floor = /_(seconds|bytes)$/.test(name) ? 0 : -Infinity;
  let least = 0;
  let most = 0;
  sorted.forEach(({ edge, count }, i) => {
    const inside = count - (sorted[i - 1]?.count ?? 0);
    if (inside === 0) return;
    least += inside * (sorted[i - 1]?.edge ?? Math.min(floor, edge));
    most += inside * edge;
  });
  const room = 1e-6 * Math.max(1, Math.abs(sum));
  if (sum >= least - room && sum <= most + room) return undefined;
  return distribution(
    `\`${name}_sum${labels}\` is ${sum}, but its buckets show that it is at ${sum < least ? `least ${least}` : `most ${most}`}`,
    'The edges and the sum have the same unit, and each observation lies between two edges.',
    'Convert both, the edges in `le` and `_sum`, to the unit in the name.',
  );
}

function lacksPart(name: string, labels: string, end: '_sum' | '_count'): Diagnosis {
  return distribution(
    `\`${name}${labels}\` has no \`${name}${end}\``,
    'Averages and rates come from _sum and _count: every label set needs both.',
    `Add a line ${name}${end}${labels} with the ${end === '_sum' ? 'sum of all observations' : 'number of observations'}.`,
  );
}

function members(name: string, own: readonly ExpositionSample[]): Member[] {
  const byLabels = new Map<string, Member>();
  for (const { name: sample, labels, value } of own) {
    const { le, quantile, ...others } = labels;
    const pairs = Object.entries(others)
      .filter(([, text]) => text !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, text]) => `${label}="${text}"`);
    const key = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
    const member = byLabels.get(key) ?? { labels: key, buckets: [], quantiles: [] };
    byLabels.set(key, member);
    if (sample === `${name}_bucket`) {
      member.buckets.push({ edge: parseSampleValue(le ?? ''), text: le ?? '', count: value });
    } else if (sample === `${name}_sum`) {
      member.sum = value;
    } else if (sample === `${name}_count`) {
      member.count = value;
    } else {
      member.quantiles.push({ edge: parseSampleValue(quantile ?? ''), text: quantile ?? '' });
    }
  }
  return [...byLabels.values()];
}

function distribution(what: string, why: string, fix: string): Diagnosis {
  return { rule: 'family-distribution', severity: 'error', message: `${what}.`, why, fix };
}

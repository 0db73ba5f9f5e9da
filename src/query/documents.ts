import type { Labels, QueryResult, Sample } from '../prometheus/types.js';
import { formatSampleValue } from '../prometheus/wire.js';

/** Unix seconds, and the value as Prometheus writes it: `NaN`, `+Inf`, `-Inf`, or a number in full precision. */
export type SamplePair = readonly [time: number, value: string];

/**
 * What `query --json` prints. Stable; new fields may be added.
 * The shape of `result` follows `resultType`, as in Prometheus' HTTP API.
 */
export type QueryDocument = (
  | { resultType: 'vector'; result: readonly { labels: Labels; value: SamplePair }[] }
  | { resultType: 'matrix'; result: readonly { labels: Labels; values: readonly SamplePair[] }[] }
  | { resultType: 'scalar' | 'string'; result: SamplePair }
) & { warnings: readonly string[]; infos: readonly string[] };

/** Pure. Series keep the order in which Prometheus gave them. */
export function toDocument(answer: QueryResult): QueryDocument {
  const remarks = { warnings: answer.warnings, infos: answer.infos };
  switch (answer.resultType) {
    case 'vector':
      return {
        resultType: 'vector',
        result: answer.series.map(({ labels, sample }) => ({ labels, value: toPair(sample) })),
        ...remarks,
      };
    case 'matrix':
      return {
        resultType: 'matrix',
        result: answer.series.map(({ labels, samples }) => ({ labels, values: samples.map(toPair) })),
        ...remarks,
      };
    case 'scalar':
      return { resultType: 'scalar', result: toPair(answer.sample), ...remarks };
    case 'string':
      return { resultType: 'string', result: [answer.time, answer.value], ...remarks };
  }
}

function toPair({ time, value }: Sample): SamplePair {
  return [time, formatSampleValue(value)];
}

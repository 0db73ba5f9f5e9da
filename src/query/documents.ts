import type { Labels, QueryResult, Sample } from '../prometheus/types.js';
import { formatSampleValue } from '../prometheus/wire.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import type { Cell, Evaluation } from '../promql/meaning/compare.js';
import type { CompareReport } from './compare-report.js';
import type { Sides } from './judge-query.js';

/** The JSON documents of `obs-lab query` and `obs-lab promql compare`: stable; fields may be added. */

/** Unix seconds, and the value as Prometheus writes it: `NaN`, `+Inf`, `-Inf`, or a number in full precision. */
export type SamplePair = readonly [time: number, value: string];

/**
 * What `obs-lab query --json` prints. The shape of `result` follows `resultType`, as in Prometheus' HTTP API.
 */
export type QueryDocument = (
  | { resultType: 'vector'; result: readonly { labels: Labels; value: SamplePair }[] }
  | { resultType: 'matrix'; result: readonly { labels: Labels; values: readonly SamplePair[] }[] }
  | { resultType: 'scalar' | 'string'; result: SamplePair }
) & { warnings: readonly string[]; infos: readonly string[] };

/** Series keep the order in which Prometheus gave them. */
export function queryDocument(answer: QueryResult): QueryDocument {
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

/** What `obs-lab promql compare --json` prints. */
export interface CompareDocument {
  verdict: CompareReport['verdict'];
  diagnoses: readonly Diagnosis[];
  /** When both were evaluated, in Unix seconds, oldest first. */
  instants: readonly number[];
  reference: SideDocument;
  answer: SideDocument;
  /** not-ready: what is missing. */
  reason?: string;
}

/** One query and its result. A scalar or a string is one row without labels. */
export interface SideDocument {
  query: string;
  /** null if Prometheus refuses the query */
  resultType: Evaluation['type'] | null;
  /** A value for each instant at which the series exists; for a range vector, the samples at the newest. */
  result: readonly { labels: Labels; values: readonly SamplePair[] }[];
}

export function compareDocument(
  texts: Sides<string>,
  { verdict, diagnoses, instants, reference, answer, lacking }: CompareReport,
): CompareDocument {
  return {
    verdict,
    diagnoses,
    instants,
    reference: sideDocument(texts.reference, reference, instants),
    answer: sideDocument(texts.answer, answer, instants),
    ...(lacking !== undefined && { reason: lacking }),
  };
}

function sideDocument(
  query: string,
  evaluation: Evaluation | undefined,
  instants: readonly number[],
): SideDocument {
  if (!evaluation) return { query, resultType: null, result: [] };
  const result = evaluation.rows.map(({ labels, cells }) => ({ labels, values: valuesOf(cells, instants) }));
  return { query, resultType: evaluation.type, result };
}

function valuesOf(cells: readonly (Cell | undefined)[], instants: readonly number[]): SamplePair[] {
  const newest = cells.findLast((cell) => cell !== undefined);
  if (typeof newest === 'object') return newest.map(toPair);
  return cells.flatMap((cell, i): SamplePair[] => {
    if (cell === undefined || typeof cell === 'object') return [];
    return [[instants[i]!, typeof cell === 'number' ? formatSampleValue(cell) : cell]];
  });
}

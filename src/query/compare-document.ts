import type { Labels } from '../prometheus/types.js';
import { formatSampleValue } from '../prometheus/wire.js';
import type { Cell, Evaluation } from '../promql/meaning/compare.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import type { CompareReport } from './compare-queries.js';
import type { SamplePair } from './document.js';

/** What `obs-lab promql compare --json` prints: stable; fields may be added. */
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

/** One query and what it gave. A scalar or a string is one row without labels. */
export interface SideDocument {
  query: string;
  /** null where Prometheus refuses the query */
  resultType: Evaluation['type'] | null;
  /** A value for each instant at which the series was there; of a range vector the samples at the newest. */
  result: readonly { labels: Labels; values: readonly SamplePair[] }[];
}

export function compareDocument(
  texts: { reference: string; answer: string },
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
  if (typeof newest === 'object') return newest.map(({ time, value }) => [time, formatSampleValue(value)]);
  return cells.flatMap((cell, i): SamplePair[] => {
    if (cell === undefined || typeof cell === 'object') return [];
    return [[instants[i]!, typeof cell === 'number' ? formatSampleValue(cell) : cell]];
  });
}

import type { Diagnosis } from '../promql/diagnosis.js';
import type { Comparison, Evaluation } from '../promql/meaning/compare.js';

/** The result of `promql compare`. */
export interface CompareReport {
  verdict: 'pass' | 'wrong' | 'empty' | 'error' | 'not-ready';
  diagnoses: Diagnosis[];
  /** When both were evaluated: Unix seconds, oldest first. */
  instants: number[];
  reference: Evaluation;
  /** Undefined if Prometheus refuses the answer. */
  answer?: Evaluation;
  /** Undefined if nothing was compared. */
  comparison?: Comparison;
  /** not-ready: why the reference can't tell a right answer from a wrong one. */
  lacking?: string;
}

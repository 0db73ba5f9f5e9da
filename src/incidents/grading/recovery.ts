import type { Recovery, RecoveryProblem } from './types.js';

/** How the service looks at one moment, from its users’ side. */
export interface ServiceLevel {
  /** Requests per second that the steady traffic sends. */
  rate: number;
  /** Share of them that failed or took too long, from 0 to 1. */
  badShare: number;
}

export interface RecoverySample extends ServiceLevel {
  /** Unix seconds. */
  at: number;
  /** Whether what the incident showed still shows. */
  symptom: boolean;
}

/** How long everything has to be well. */
const HOLD_SECONDS = 30;

/** The steady traffic swings by a quarter to either side. */
const COMPLETE_SHARE = 0.5;
const BAD_MARGIN = 0.05;

/** What is not well at one moment; undefined if everything is. */
export function problemOf(sample: RecoverySample, baseline: ServiceLevel): RecoveryProblem | undefined {
  if (sample.rate < COMPLETE_SHARE * baseline.rate) return 'quiet';
  if (sample.badShare > baseline.badShare + BAD_MARGIN) return 'bad';
  return sample.symptom ? 'symptom' : undefined;
}

/**
 * Whether the service has been healthy, with complete traffic, for the last {@link HOLD_SECONDS}: stopping the traffic
 * cures nothing.
 * @param samples oldest first
 */
export function judgeRecovery(samples: readonly RecoverySample[], baseline: ServiceLevel): Recovery {
  const last = samples.at(-1);
  if (!last) return { held: false, problem: 'quiet' };
  const problem = problemOf(last, baseline);
  if (problem) return { held: false, problem };
  const lastBad = samples.findLastIndex((sample) => problemOf(sample, baseline) !== undefined);
  const since = samples[lastBad + 1]!.at;
  if (last.at - since >= HOLD_SECONDS) return { held: true, since };
  const before = samples[lastBad];
  return { held: false, ...(before && { problem: problemOf(before, baseline)! }) };
}

import type { ActionId } from '../../../lab/faults/actions.js';
import type { Instants } from '../../query/instants.js';

/** The fields of the report, in the order of the form. */
export const FIELDS = ['began', 'origin', 'cause', 'evidence', 'blast', 'mitigation'] as const;
export type Field = (typeof FIELDS)[number];

/** What a learner reported. A field that is missing was not answered. */
export interface Answers {
  /** Unix seconds; `never` says that nothing began. */
  began?: number | 'never';
  /** Ids of the options. */
  origin?: readonly string[];
  cause?: readonly string[];
  /** PromQL. */
  evidence?: string;
  /** Share of the requests, from 0 to 1. */
  blast?: number;
}

/** What grading asks the metrics about the past. */
export interface History {
  /**
   * Whether a query is true, at each instant.
   * @throws PromqlError if Prometheus refuses it
   */
  truths: (expr: string, instants: Instants) => Promise<readonly boolean[]>;
}

/** An action that the lab carried out for the learner. */
export interface DoneAction {
  action: ActionId;
  /** Unix seconds. */
  at: number;
  /** How many of the incident’s faults it ended. */
  ended: number;
}

/** How the service did after the last action. */
export interface Recovery {
  held: boolean;
  /** Unix seconds: since when everything is healthy, if it held. */
  since?: number;
  /** What is not well. */
  problem?: RecoveryProblem;
}

/** `quiet`: the traffic is not complete; `bad`: requests fail or are slow; `symptom`: requests are fine, and something else is not. */
export type RecoveryProblem = 'quiet' | 'bad' | 'symptom';

/** What happened during an incident. Times are Unix seconds. */
export interface IncidentFacts {
  startedAt: number;
  /** When the faults began; undefined for a false alarm. */
  beganAt: number | undefined;
  pagedAt: number;
  /** The first action, or the end of the incident if there was none: evidence must hold until then. */
  endedAt: number;
  /** The share of requests affected: from the lowest to the highest of several ways to count it, from 0 to 1. */
  affected: { low: number; high: number };
  actions: readonly DoneAction[];
  recovery: Recovery | undefined;
}

export type FieldVerdict = 'right' | 'partly' | 'wrong' | 'missing';

export interface GradedField {
  field: Field;
  /** The most points that it can give. */
  weight: number;
  points: number;
  verdict: FieldVerdict;
  given: string | null;
  expected: string;
  /** Why, in words. */
  reason: string;
}

/** A grade of one field, before it is weighed. */
export interface FieldGrade {
  /** From 0 to 1. */
  share: number;
  given: string | null;
  expected: string;
  reason: string;
}

import type { Intensity } from '../../../lab/faults/fault.js';
import type { GradedField } from '../grading/types.js';
import type { Difficulty } from '../plan/plan.js';
import type { Page } from '../session/incident-file.js';

/** A finished incident: what `incident finish --json` prints and the home keeps. Stable; fields may be added. */
export interface IncidentReport {
  version: 1;
  id: string;
  seed: number;
  difficulty: Difficulty;
  /** RFC 3339, as all times of the report. */
  startedAt: string;
  endedAt: string;
  /** From 0 to 100. */
  score: number;
  passed: boolean;
  /** What it was; empty for a false alarm. */
  faults: { id: string; title: string; what: string; intensity: Intensity; mitigations: readonly string[] }[];
  /** True if a harmless release happened. */
  release: boolean;
  page: Omit<Page, 'at'> & { at: string };
  fields: GradedField[];
  times: IncidentTimes;
  /** Queries that were run with `incident query` or on the screen. */
  queries: number;
  timeline: { at: string; what: string }[];
  /** The queries that show it best. */
  evidence: { fault: string; says: string; expr: string }[];
  decoys: DecoyResult[];
  charts: ReportChart[];
}

/** Seconds; null if it did not happen. */
export interface IncidentTimes {
  /** From the beginning to the page. */
  detect: number | null;
  /** From the page to the right origin and cause. */
  locate: number | null;
  /** From the beginning until the service recovered. */
  mitigate: number | null;
}

/** What would have been different if a decoy had been the cause. */
export interface DecoyResult {
  id: string;
  title: string;
  says: string;
  expr: string;
  /** At how many of the instants of the incident it was true. */
  trueAt: number;
  instants: number;
}

export interface ReportChart {
  title: string;
  expr: string;
  unit: 'per second' | 'share' | 'seconds';
  /** Unix seconds and value. */
  points: (readonly [number, number])[];
}

import type { LatencySummary, Tally } from '../generator/messages.js';
import type { Threshold } from '../request/thresholds.js';
import type { SavedRun } from '../run/load-run.js';
import type { Reconciliation } from '../run/reconcile.js';
import type { ThresholdResult } from '../run/threshold-results.js';
import type { Knee } from './knee.js';
import type { FoundLimit } from './search.js';

/** One probe of a search for the safe limit: a number of users, warmed up, then measured. */
export interface LimitProbe {
  users: number;
  /** RFC 3339 UTC: its first request. */
  startedAt: string;
  /** The fields below are measured over these seconds, after the ramp and the warm-up. */
  measuredSeconds: number;
  responses: number;
  /** Answers per second: all, and those with a 2xx. */
  rps: number;
  goodRps: number;
  latencyMs: LatencySummary;
  byStatus: Tally['byStatus'];
  errors: Tally['errors'] & { ratio: number };
  thresholds: ThresholdResult[];
  /** All of them passed. */
  holds: boolean;
  generatorLimited: boolean;
  /** Covers the whole probe, ramp and warm-up included; null if it could not be made. */
  reconciliation: Pick<Reconciliation, 'ok' | 'client' | 'server' | 'difference' | 'problems'> | null;
}

/** The result of a search: the document of `obs-lab stress --find-limit --json`. */
export interface LimitRun {
  kind: 'limit';
  /** Unique, and sorts by time. */
  run: string;
  /** The tier whose mix, timeout and thresholds were used. */
  tier: string;
  /** The server that was loaded, if not the lab's own API. */
  target?: string;
  maxUsers: number;
  /** The thresholds that must hold. */
  thresholds: readonly Threshold[];
  /** How it ended: found, out of time or probes, the server gone, stopped by the user, or interrupted. */
  ended: 'completed' | 'exhausted' | 'gone' | 'stopped' | 'interrupted';
  /** RFC 3339 UTC. */
  startedAt: string;
  endedAt: string;
  limit: FoundLimit;
  knee: Knee | null;
  probes: LimitProbe[];
  notices: string[];
}

/** A search as it is kept. */
export interface SavedLimitRun extends LimitRun {
  version: 1;
  environment: SavedRun['environment'];
}

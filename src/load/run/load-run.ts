import type { ErrorCounts, GeneratorHealth, Interval, LatencySummary } from '../generator/messages.js';
import type { Reconciliation } from './reconcile.js';
import type { ServerSeries, ServerSummary } from './server-view.js';
import type { ThresholdResult } from './threshold-results.js';
import type { Verdict } from './verdict.js';

/** The result of a load run: the document of `obs-lab stress --json`. */
export interface LoadRun {
  /** Unique, and sorts by time. */
  run: string;
  tier: string;
  /** Where it is not the lab's own API: what was loaded. Nothing is reconciled then. */
  target?: string;
  users: number;
  /** Users a second. */
  spawnRate: number;
  /** Planned, at the full number of users. */
  durationSeconds: number;
  /** How it came to its end: as planned, stopped early by the user with a result, or interrupted. */
  ended: 'completed' | 'stopped' | 'interrupted';
  /** RFC 3339 UTC: first request begun, last one answered or given up. */
  startedAt: string;
  endedAt: string;
  /** Seconds in which requests were begun: ramp and hold, as far as they went. */
  sendingSeconds: number;
  /** What was measured is the generator's limit, not the system's. */
  generatorLimited: boolean;
  /** Over the whole run; missing in runs that earlier versions saved. */
  generator?: GeneratorHealth;
  client: {
    sent: number;
    responses: number;
    /** Answers a second, while requests were begun. */
    rps: number;
    bytes: number;
    latencyMs: LatencySummary;
    byStatus: Record<string, number>;
    errors: ErrorCounts & {
      /** Of all finished requests, the share that got no answer or another one than 2xx. */
      ratio: number;
    };
  };
  /** By the API's own counters, and by Prometheus where that could be asked. */
  server: ServerSummary & { responses: number | null };
  /** Null where the API could not be read after the run, or the target is not the lab's. */
  reconciliation: Reconciliation | null;
  thresholds: ThresholdResult[];
  verdict: Verdict;
  /** In words, why that verdict. */
  reasons: string[];
  /** Remarks on how the run went. */
  notices: string[];
}

/** A run as it is kept: the document, and what a report draws. */
export interface SavedRun extends LoadRun {
  version: 1;
  intervals: readonly Interval[];
  serverSeries: ServerSeries | null;
  /** All latencies in µs: an HDR histogram (V2, compressed, base64). */
  histogram: string;
  environment: { node: string; platform: string; cpus: number };
}

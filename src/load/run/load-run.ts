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
  /** The server that was loaded, if not the lab's own API. Nothing is reconciled then. */
  target?: string;
  users: number;
  /** Users per second. */
  spawnRate: number;
  /** Planned, at the full number of users. */
  durationSeconds: number;
  /** How it ended: as planned, stopped early by the user with a result, or interrupted. */
  ended: 'completed' | 'stopped' | 'interrupted';
  /** RFC 3339 UTC: first request sent, last one answered or given up. */
  startedAt: string;
  endedAt: string;
  /** Seconds in which requests were sent: ramp and hold, as far as they went. */
  sendingSeconds: number;
  /** True if the run measured the generator's limit, not the system's. */
  generatorLimited: boolean;
  /** Over the whole run; missing in runs that earlier versions saved. */
  generator?: GeneratorHealth;
  client: {
    sent: number;
    responses: number;
    /** Answers per second, while requests were sent. */
    rps: number;
    bytes: number;
    latencyMs: LatencySummary;
    byStatus: Record<string, number>;
    errors: ErrorCounts & {
      /** The share of finished requests that got no answer, or one other than 2xx. */
      ratio: number;
    };
  };
  /** By the API's own counters, and by Prometheus if it could be queried. */
  server: ServerSummary & { responses: number | null };
  /** Null if the API could not be read after the run, or the target is not the lab's. */
  reconciliation: Reconciliation | null;
  thresholds: ThresholdResult[];
  verdict: Verdict;
  /** The reasons for the verdict, in words. */
  reasons: string[];
  /** Remarks on how the run went. */
  notices: string[];
}

/** A run as it is saved: the document, and what a report draws. */
export interface SavedRun extends LoadRun {
  version: 1;
  intervals: readonly Interval[];
  serverSeries: ServerSeries | null;
  /** All latencies in µs: an HDR histogram (V2, compressed, base64). */
  histogram: string;
  environment: { node: string; platform: string; cpus: number };
}

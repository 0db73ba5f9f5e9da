import type { WorkloadMix } from '../request/tiers.js';

/** The IPC messages between parent and generator. Plain JSON. */

/** Everything the generator needs to know. */
export interface LoadPlan {
  /** Marks the items that the run creates, so that they can all be deleted afterwards. */
  runId: string;
  /** The API's address, without trailing slash. */
  url: string;
  users: number;
  spawnRate: number;
  holdSeconds: number;
  timeoutMs: number;
  mix: WorkloadMix;
  /** If given, users only GET this path, such as /page?n=1, and the mix is ignored. */
  path?: string;
  /** If given, the time from this many seconds after the ramp on is also reported separately. */
  warmupSeconds?: number;
  /** The same seed makes the same users choose the same operations. */
  seed: number;
}

/** Milliseconds. Null if nothing was measured. */
export interface LatencySummary {
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/**
 * Why a request got no answer: the time ran out; the connection failed (refused, reset, …); the server closed
 * it without answering; the run ended first.
 */
export type LossKind = 'timeout' | 'connection' | 'closed' | 'aborted';

export interface ErrorCounts extends Record<LossKind, number> {
  /** The `connection` ones by errno, such as ECONNREFUSED. */
  byErrno: Record<string, number>;
}

/** Requests and their outcomes over a stretch of time. */
export interface Tally {
  /** Requests sent. */
  sent: number;
  /** Requests answered, with any status. */
  responses: number;
  /** Bytes received. */
  bytes: number;
  /** Status → answers. */
  byStatus: Record<string, number>;
  errors: ErrorCounts;
  /** Latency of the answered requests, and of those that timed out, which count as the timeout or more. */
  latencyMs: LatencySummary;
}

/** One second (or so) of a run. */
export interface Interval extends Tally {
  /** Seconds from the start of the run to the end of the interval. */
  second: number;
  /** Its length. */
  seconds: number;
  /** Unix seconds of its end. */
  time: number;
  /** Users at its end. */
  users: number;
  generator: GeneratorHealth;
  /** The run so far, this interval included. */
  total: Tally;
}

/** How the generator itself performed: its measurements mean little once it is the slow part. */
export interface GeneratorHealth {
  /** How late its event loop ran its timers. */
  lagMeanMs: number;
  lagP99Ms: number;
  /** Share of one core that it used, 0 to about 1. */
  cpu: number;
  rssMb: number;
}

/** Answered requests of one kind. */
export interface AnsweredRow {
  method: string;
  /** The template, as the server labels it: `/items/:id`. */
  route: string;
  status: string;
  count: number;
}

/** Requests of one kind that got no answer. */
export interface LostRow {
  method: string;
  route: string;
  kind: LossKind;
  /** With kind `connection`. */
  errno?: string;
  count: number;
}

export interface GeneratorResult {
  /** Unix seconds: first request sent, last one answered or given up. */
  startedAt: number;
  endedAt: number;
  /** Seconds in which requests were sent: without the drain at the end. */
  sendingSeconds: number;
  total: Tally;
  /** Since the end of the warm-up; missing if there was no warm-up, or the run ended before. */
  measured?: Tally;
  answered: AnsweredRow[];
  lost: LostRow[];
  /** Ids of items that the run created and did not delete. */
  leftovers: number[];
  /** Creations without an answer: the server may have created the item anyway. */
  uncertainCreates: number;
  /** The latencies in µs: an HDR histogram (V2, compressed, base64). */
  histogram: string;
}

export type ToGenerator = { type: 'start'; plan: LoadPlan } | { type: 'stop'; drainMs: number };

export type FromGenerator =
  | { type: 'ready' }
  | { type: 'interval'; interval: Interval }
  /** No more requests are sent; those in flight have until their timeout. */
  | { type: 'draining' }
  | { type: 'done'; result: GeneratorResult };

import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../util/files.js';
import type { ErrorCounts, GeneratorHealth, Interval, LatencySummary } from '../generator/messages.js';
import type { Reconciliation } from '../run/reconcile.js';
import type { ServerSeries, ServerSummary } from '../run/server-view.js';
import type { ThresholdResult } from '../request/thresholds.js';
import type { Verdict } from '../run/verdict.js';

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

/** Such as 20261122T134409Z-light-3f9a1c. */
export function createRunId(tier: string, now: Date = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${tier}-${randomBytes(3).toString('hex')}`;
}

/** @returns the file */
export async function saveRun(runsDir: string, run: SavedRun): Promise<string> {
  const path = join(runsDir, `${run.run}.json`);
  await writeFileAtomic(path, `${JSON.stringify(run)}\n`);
  return path;
}

/**
 * What was measured is shown even where it cannot be kept, as on a full disk.
 * @returns the file; null where there is none, and a notice tells why
 */
export async function saveOr(notices: string[], save: Promise<string>): Promise<string | null> {
  return save.catch((error: unknown) => {
    notices.push(`This could not be saved: ${(error as Error).message}`);
    return null;
  });
}

/** The latest completed run of a tier on the lab's API; undefined where there is none. A file that is none is passed over. */
export async function latestRun(runsDir: string, tier: string): Promise<SavedRun | undefined> {
  const names = await readdir(runsDir).catch(() => [] as string[]);
  const ofTier = names.filter(
    (name) => name.endsWith('.json') && name.split('-').slice(1, -1).join('-') === tier,
  );
  for (const name of ofTier.sort().reverse()) {
    try {
      const run = JSON.parse(await readFile(join(runsDir, name), 'utf8')) as SavedRun;
      if (run.version === 1 && run.ended === 'completed' && run.target === undefined) return run;
    } catch {
      // Not ours, or from a version to come: the one before it will do.
    }
  }
  return undefined;
}

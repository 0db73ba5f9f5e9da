import type { IncidentReport } from '../debrief/report.js';

/** The past incidents, and how the learner does. What `incident list --json` prints. Stable; fields may be added. */
export interface IncidentList {
  /** Oldest first. */
  incidents: ListedIncident[];
  /** Null without incidents. */
  trend: Trend | null;
}

export interface ListedIncident extends Pick<
  IncidentReport,
  'id' | 'seed' | 'difficulty' | 'startedAt' | 'score' | 'passed' | 'times' | 'queries'
> {
  /** Ids of the faults; empty for a false alarm. */
  faults: string[];
}

export interface Trend {
  /** Mean score of the last incidents, at most {@link RECENT} of them. */
  recentScore: number;
  /** Mean score of the ones before; null if there are none. */
  earlierScore: number | null;
  /** Mean seconds until the service recovered, recent and earlier; null if it never did. */
  recentMitigateSeconds: number | null;
  earlierMitigateSeconds: number | null;
}

export const RECENT = 5;

/** @param reports oldest first */
export function listIncidents(reports: readonly IncidentReport[]): IncidentList {
  const incidents = reports.map(
    ({ id, seed, difficulty, startedAt, score, passed, times, queries, faults }): ListedIncident => ({
      id,
      seed,
      difficulty,
      startedAt,
      score,
      passed,
      times,
      queries,
      faults: faults.map((fault) => fault.id),
    }),
  );
  const recent = reports.slice(-RECENT);
  const earlier = reports.slice(0, -RECENT);
  const score = (some: readonly IncidentReport[]): number | null => mean(some.map((report) => report.score));
  const mitigate = (some: readonly IncidentReport[]): number | null =>
    mean(some.flatMap(({ times }) => times.mitigate ?? []));
  return {
    incidents,
    trend:
      recent.length === 0
        ? null
        : {
            recentScore: score(recent)!,
            earlierScore: score(earlier),
            recentMitigateSeconds: mitigate(recent),
            earlierMitigateSeconds: mitigate(earlier),
          },
  };
}

function mean(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  return Math.round(numbers.reduce((sum, number) => sum + number, 0) / numbers.length);
}

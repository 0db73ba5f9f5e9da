import type { ReadRun } from '../load/saved/saved-run-schema.js';
import type { PassedOver } from '../load/saved/saved-runs.js';
import { pasteable } from '../util/invocation.js';
import { formatCount, formatMs, formatShare } from '../util/number-format.js';
import { padEnd, padStart, printable, widest } from '../util/text/display-width.js';

/** The document of `obs-lab report --list --json`. */
export interface RunListDocument {
  runs: {
    run: string;
    tier: string;
    users: number;
    startedAt: string;
    sendingSeconds: number;
    ended: ReadRun['ended'];
    p95Ms: number | null;
    errorRatio: number;
    reconciled: boolean | null;
    verdict: ReadRun['verdict'];
  }[];
  passedOver: readonly PassedOver[];
}

export function listDocument(
  runs: readonly ReadRun[],
  passedOver: RunListDocument['passedOver'],
): RunListDocument {
  return {
    runs: runs.map(
      ({ run, tier, users, startedAt, sendingSeconds, ended, client, reconciliation, verdict }) => ({
        run,
        tier,
        users,
        startedAt,
        sendingSeconds,
        ended,
        p95Ms: client.latencyMs.p95,
        errorRatio: client.errors.ratio,
        reconciled: reconciliation?.ok ?? null,
        verdict,
      }),
    ),
    passedOver,
  };
}

/** One line per run, the last one at the bottom. Names are never cut, so that they can be typed. */
export function renderRunList({ runs }: RunListDocument): string {
  if (runs.length === 0) return pasteable('No saved runs yet. Create one with: obs-lab stress --tier light');
  const rows = [
    ['run', 'users', 'for', 'p95', 'errors', 'verdict'],
    ...runs.map((run) => [
      printable(run.run),
      formatCount(run.users),
      `${Math.round(run.sendingSeconds)} s`,
      formatMs(run.p95Ms),
      formatShare(run.errorRatio),
      run.ended === 'completed' ? run.verdict : `${run.verdict} (${run.ended})`,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => widest(rows.map((row) => row[column]!)));
  return rows
    .map((row) =>
      row
        .map((cell, i) =>
          i === 0 || i === row.length - 1 ? padEnd(cell, widths[i]!) : padStart(cell, widths[i]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

import type { ReadRun } from '../load/saved-run-schema.js';
import { renderTable } from '../ui/table.js';
import { countText, msText, percentText, timeText } from './text.js';

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
  passedOver: { file: string; reason: string }[];
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

/** One line a run, the last one at the bottom. @param width columns of the terminal */
export function renderRunList(
  { runs }: RunListDocument,
  { width, color }: { width: number; color: boolean },
): string {
  if (runs.length === 0) return 'No saved runs yet. Make one with: obs-lab stress --tier light';
  const rows = runs.map((run) => ({
    labels: { run: run.run, begun: timeText(run.startedAt), ended: run.ended, verdict: run.verdict },
    values: [
      countText(run.users),
      `${Math.round(run.sendingSeconds)} s`,
      msText(run.p95Ms),
      percentText(run.errorRatio),
    ],
  }));
  return renderTable(rows, { valueHeaders: ['users', 'for', 'p95', 'errors'], width, color });
}

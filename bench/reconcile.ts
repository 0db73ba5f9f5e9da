import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findTier } from '../src/load/request/tiers.js';
import type { LoadRun } from '../src/load/run/load-run.js';
import { type LoadEvent, runLoad } from '../src/load/run/run-load.js';
import { type LoadLab, startLoadLab } from '../test/helpers/load-lab.js';

const TIER = { ...findTier('light'), users: 30, spawnRate: 60, holdSeconds: 2, timeoutMs: 1000 };

/** A disturbance during a run. Resolves when it is over. */
type Trouble = (lab: LoadLab, interrupt: AbortController) => Promise<void>;

const KINDS: { name: string; runs: number; holdSeconds: number; trouble?: Trouble }[] = [
  { name: 'undisturbed', runs: 11, holdSeconds: 2 },
  { name: 'the database hangs', runs: 4, holdSeconds: 4, trouble: hangDatabase },
  { name: 'interrupted', runs: 3, holdSeconds: 60, trouble: async (_lab, interrupt) => interrupt.abort() },
  { name: 'the API is killed and restarted', runs: 2, holdSeconds: 6, trouble: restartApi },
];

/** Twenty runs, each compared with the API's counters: exact, or reported as not exact. */
export async function benchReconcile(): Promise<void> {
  const runsDir = await mkdtemp(join(tmpdir(), 'obs-lab-bench-runs-'));
  const lab = await startLoadLab();
  let number = 0;
  let proven = 0;
  try {
    for (const { name, runs, holdSeconds, trouble } of KINDS) {
      for (let i = 0; i < runs; i++) {
        const run = await conduct(lab, runsDir, holdSeconds, trouble);
        const isRight = trouble === restartApi ? isResetSaid(run) : run.reconciliation?.ok === true;
        if (isRight) proven += 1;
        number += 1;
        console.log(`${String(number).padStart(2)} ${isRight ? '✓' : '✗'} ${name}: ${rowText(run)}`);
      }
    }
  } finally {
    await lab.stop();
    await rm(runsDir, { recursive: true, force: true });
  }
  console.log(`${proven} of ${number} runs are exact to the request, or said to have lost the counters`);
  if (proven < number) process.exitCode = 1;
}

async function conduct(
  lab: LoadLab,
  runsDir: string,
  holdSeconds: number,
  trouble?: Trouble,
): Promise<LoadRun> {
  const interrupt = new AbortController();
  let troubled: Promise<void> | undefined;
  const on = (event: LoadEvent) => {
    if (event.type === 'interval') troubled ??= trouble?.(lab, interrupt);
  };
  const signals = { stop: new AbortController().signal, interrupt: interrupt.signal };
  const tier = { ...TIER, holdSeconds };
  const { run } = await runLoad({ tier, thresholds: [], target: lab.target(), runsDir, ...signals, on });
  await troubled;
  return run;
}

function isResetSaid({ reconciliation }: LoadRun): boolean {
  return reconciliation?.ok === false && reconciliation.counterReset;
}

function rowText({ reconciliation }: LoadRun): string {
  if (!reconciliation) return 'the API could not be read';
  const { client, server, explained, counterReset, problems } = reconciliation;
  const { aborted499, answeredTooLate, neverCounted } = explained;
  if (counterReset) return `${client} answered; ${problems[0] ?? ''}`;
  const lost = `499 ${aborted499}, too late ${answeredTooLate}, never counted ${neverCounted}`;
  return [`${client} answered, ${server} counted (${lost})`, ...problems].join('; ');
}

/** Requests wait for the table, then for the pool: timeouts, aborted ones, 503s. */
async function hangDatabase({ postgres }: LoadLab): Promise<void> {
  const blocker = new pg.Client(postgres.url);
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE items IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT');
  await blocker.end();
}

async function restartApi(lab: LoadLab): Promise<void> {
  await lab.api.kill();
  await lab.restartApi();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode, LabError, NotRunningError } from '../../errors.js';
import { activeIn } from '../../faults/active.js';
import { requireNotBlind } from '../../faults/blind.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import { hold } from '../../stack/lease/keeper.js';
import type { ServiceLevel } from '../grading/recovery.js';
import type { Difficulty } from '../plan/plan.js';
import { latestEnd } from '../saved/records.js';
import { expiryOf, type Lab, type OpenIncident, saveIncident } from './incident-file.js';
import { serviceLevel } from './measure.js';

const POLL_MS = 1_000;
/** Seconds of good service that the learner can compare with, before anything else. */
const CALM_SECONDS = 25;
/** After an incident its traces are still in the ranges that people query. */
const REST_SECONDS = 60;
const MAX_WAIT_MS = 120_000;
const CALM: ServiceLevel = { rate: 3, badShare: 0.1 };

export interface StartOptions {
  seed: number;
  difficulty: Difficulty;
  /** Called once if it has to wait until the lab is calm. */
  onWait?: () => void;
  signal?: AbortSignal | undefined;
}

/**
 * Opens an incident: from now on, faults are hidden. Nothing is broken yet; `advance` does that when it is due.
 * @throws LabError INCIDENT_OPEN, FAULTS_ACTIVE · NotRunningError LAB_RESTLESS
 */
export async function startIncident(
  lab: Lab,
  { seed, difficulty, onWait, signal }: StartOptions,
): Promise<OpenIncident> {
  const { home, state, prometheus } = lab;
  await requireNotBlind(home, state);
  const active = await activeIn(home, state);
  if (active.length > 0) {
    const names = active.map(({ id }) => id).join(' and ');
    const what = active.length === 1 ? 'a fault is in effect' : 'faults are in effect';
    throw new LabError(`An incident needs a healthy lab to start from, but ${what}: ${names}.`, {
      code: 'FAULTS_ACTIVE',
      exitCode: ExitCode.failed,
      hints: ['End it: obs-lab fault clear', 'Then start again: obs-lab incident'],
    });
  }
  const rested = ((await latestEnd(home)) ?? 0) + REST_SECONDS;
  const baseline = await calm(prometheus, rested, onWait, signal);
  const startedAt = Date.now() / 1000;
  const incident: OpenIncident = {
    id: new Date(startedAt * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-'),
    seed,
    difficulty,
    startedAt,
    baseline,
    hidden: {},
    answers: {},
    answeredAt: {},
    actions: [],
    queries: 0,
  };
  await hold(lab, expiryOf(incident));
  await saveIncident(lab, incident);
  return incident;
}

/** Waits until the service is healthy, and has been for a while. */
async function calm(
  prometheus: PrometheusClient,
  rested: number,
  onWait: (() => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<ServiceLevel> {
  const deadline = Date.now() + MAX_WAIT_MS;
  for (let round = 0; ; round++) {
    const [level, isOld] = await Promise.all([serviceLevel(prometheus, 20), wasUp(prometheus)]);
    const well = level.rate >= CALM.rate && level.badShare <= CALM.badShare;
    if (well && isOld && Date.now() / 1000 >= rested) return level;
    if (Date.now() > deadline) {
      throw new NotRunningError(
        'The lab is not calm: requests fail or are slow before anything was broken.',
        {
          code: 'LAB_RESTLESS',
          hints: ['See what is wrong: obs-lab verify', 'Try again once no load runs.'],
        },
      );
    }
    if (round === 0) onWait?.();
    await sleep(POLL_MS, undefined, { ...(signal && { signal }) });
  }
}

async function wasUp(prometheus: PrometheusClient): Promise<boolean> {
  const result = await prometheus.query(
    `min_over_time(up{job="api"}[${CALM_SECONDS}s]) == 1 and up{job="api"} offset ${CALM_SECONDS}s`,
  );
  return result.resultType === 'vector' && result.series.length > 0;
}

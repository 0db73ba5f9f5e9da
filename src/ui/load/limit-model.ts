import type { LimitEvent } from '../../load/limit/find-limit.js';
import { type Knee, kneeOf } from '../../load/limit/knee.js';
import type { LimitProbe } from '../../load/limit/limit-run.js';
import { type FoundLimit, limitOf } from '../../load/limit/search.js';
import type { Threshold } from '../../load/request/thresholds.js';
import { formatCount, formatMs } from '../../util/number-format.js';
import { errorsText } from './measure-text.js';

/** The state of the live screen of a search for the safe limit. */
export interface LimitModel {
  thresholds: readonly Threshold[];
  maxUsers: number;
  probes: readonly LimitProbe[];
  /** The current probe. */
  current?: { number: number; users: number; seconds: number; startedAt: number };
  notices: readonly string[];
}

export function initialLimitModel(thresholds: readonly Threshold[], maxUsers: number): LimitModel {
  return { thresholds, maxUsers, probes: [], notices: [] };
}

/**
 * Applies one event.
 * @param now milliseconds since the epoch
 */
export function foldLimitEvent(model: LimitModel, event: LimitEvent, now: number): LimitModel {
  switch (event.type) {
    case 'probing': {
      const { number, users, seconds } = event;
      return { ...model, current: { number, users, seconds, startedAt: now } };
    }
    case 'probe': {
      const { current: _done, ...rest } = model;
      return { ...rest, probes: [...model.probes, event.probe] };
    }
    case 'notice':
      return { ...model, notices: [...model.notices, event.text] };
  }
}

/**
 * Progress of the current probe, 0 to 1; it may take longer than planned.
 * @param now ms since the epoch
 */
export function probeShare({ current }: LimitModel, now: number): number {
  if (!current) return 0;
  return Math.min(1, Math.max(0, (now - current.startedAt) / 1000 / current.seconds));
}

/** The result so far. */
export function standingLimit({ probes, maxUsers }: LimitModel): { limit: FoundLimit; knee: Knee | null } {
  return { limit: limitOf(probes, { maxUsers }), knee: kneeOf(probes) };
}

/** The columns of a table of probes. */
export const PROBE_HEADER = `${'users'.padStart(6)}${'req/s'.padStart(9)}${'p50'.padStart(10)}${'p95'.padStart(10)}  `;

/** A probe as a row of that table, without its mark. */
export function probeLine({ users, rps, latencyMs, byStatus, errors, generatorLimited }: LimitProbe): string {
  const wrong = errorsText({ byStatus, errors });
  return [
    formatCount(users).padStart(6),
    formatCount(rps).padStart(9),
    formatMs(latencyMs.p50).padStart(10),
    formatMs(latencyMs.p95).padStart(10),
    `  ${wrong === 'none' ? 'no errors' : wrong}`,
    generatorLimited ? ', generator-limited' : '',
  ].join('');
}

/** Such as “between 96, which holds, and 104, which fails”. */
export function gapText({ users, failsAt }: FoundLimit): string {
  if (users === null) {
    return failsAt === null ? 'nothing known yet' : `below ${formatCount(failsAt)}, which fails`;
  }
  if (failsAt === null) return `${formatCount(users)} or more: no probe has failed yet`;
  return `between ${formatCount(users)}, which holds, and ${formatCount(failsAt)}, which fails`;
}

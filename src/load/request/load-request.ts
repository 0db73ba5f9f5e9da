import { UsageError } from '../../errors.js';
import { formatDuration, parseDuration } from '../../util/duration.js';
import { effectiveThresholds, type Threshold } from './thresholds.js';
import { CUSTOM_TIER, findTier, rampSeconds, type Tier, TIER_BOUNDS } from './tiers.js';

/** The user's options on the command line, as typed. */
export interface LoadWishes {
  tier?: string | undefined;
  users?: string | undefined;
  spawnRate?: string | undefined;
  duration?: string | undefined;
  thresholds: readonly string[];
}

export interface LoadRequest {
  tier: Tier;
  thresholds: Threshold[];
}

/** The tier whose mix, timeout and thresholds are used if no tier is named. */
const DEFAULT_TIER = 'light';

/**
 * The load of a run: a tier, with the user's changes.
 * @throws UsageError for each value that cannot be used
 */
export function runRequest(wishes: LoadWishes, tiers: readonly Tier[]): LoadRequest {
  if (wishes.tier === undefined && wishes.users === undefined) {
    throw new UsageError('No load given: name a tier or a number of users.', {
      hints: ['For example: obs-lab stress --tier light', 'List the tiers with: obs-lab stress --list'],
    });
  }
  const preset = findTier(wishes.tier ?? DEFAULT_TIER, tiers);
  const tier: Tier = {
    ...preset,
    ...(wishes.users !== undefined && { name: CUSTOM_TIER, users: readUsers(wishes.users) }),
    ...(wishes.spawnRate !== undefined && { spawnRate: readSpawnRate(wishes.spawnRate) }),
    holdSeconds: readDuration(wishes.duration, TIER_BOUNDS.holdSeconds) ?? preset.holdSeconds,
  };
  if (rampSeconds(tier) > TIER_BOUNDS.holdSeconds.max) {
    const ramp = formatDuration(rampSeconds(tier));
    throw new UsageError(`At ${tier.spawnRate} per second it takes ${ramp} to start ${tier.users} users.`, {
      code: 'SPAWN_RATE_INVALID',
      hints: ['The ramp may take at most an hour: use a higher --spawn-rate.'],
    });
  }
  return { tier, thresholds: effectiveThresholds(preset.thresholds, wishes.thresholds) };
}

/** Bounds of a probe: the shortest measures little, the longest makes a search take an hour. */
const PROBE_SECONDS = { min: 2, max: 60 };
const DEFAULT_PROBE_SECONDS = 5;
const DEFAULT_MAX_USERS = 1000;

/**
 * The loads that a search for the safe limit tries: --users is the maximum, --duration the measured time of a probe.
 * @throws UsageError for each value that cannot be used
 */
export function limitRequest(wishes: Omit<LoadWishes, 'spawnRate'>, tiers: readonly Tier[]): LoadRequest {
  const preset = findTier(wishes.tier ?? DEFAULT_TIER, tiers);
  const users = wishes.users === undefined ? DEFAULT_MAX_USERS : readUsers(wishes.users);
  const holdSeconds = readDuration(wishes.duration, PROBE_SECONDS) ?? DEFAULT_PROBE_SECONDS;
  return {
    tier: { ...preset, users, holdSeconds },
    thresholds: effectiveThresholds(preset.thresholds, wishes.thresholds),
  };
}

function readUsers(text: string): number {
  const { min, max } = TIER_BOUNDS.users;
  const users = /^\d+$/.test(text) ? Number(text) : NaN;
  if (users >= min && users <= max) return users;
  throw new UsageError(`“${text}” is not a valid number of users.`, {
    code: 'USERS_INVALID',
    hints: [`Give a whole number from ${min} to ${max}.`],
  });
}

function readSpawnRate(text: string): number {
  const { min, max } = TIER_BOUNDS.spawnRate;
  const rate = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
  if (rate >= min && rate <= max) return rate;
  throw new UsageError(`“${text}” is not a valid spawn rate.`, {
    code: 'SPAWN_RATE_INVALID',
    hints: [`Give the number of new users per second, from ${min} to ${max}.`],
  });
}

function readDuration(
  text: string | undefined,
  { min, max }: { min: number; max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= min && seconds <= max) return seconds;
  throw new UsageError(`“${text}” is not a valid duration.`, {
    code: 'DURATION_INVALID',
    hints: [`Write it like 30s, 90s or 5m, from ${formatDuration(min)} to ${formatDuration(max)}.`],
  });
}

import { UsageError } from '../../errors.js';
import { nearest } from '../../util/nearest.js';

/** The operations of a simulated user: the CRUD operations of the lab API. */
export type OperationName = 'list' | 'read' | 'create' | 'update' | 'delete';

/** Operation → weight. Only the proportions count. */
export type WorkloadMix = Readonly<Partial<Record<OperationName, number>>>;

/** A graded load: how many users, how fast they start, what they do, and which thresholds must hold. */
export interface Tier {
  name: string;
  /** Closed-loop users: each sends its next request when the last one is answered. */
  users: number;
  /** New users per second, until all have started. */
  spawnRate: number;
  /** Seconds at the full number of users, after the ramp. */
  holdSeconds: number;
  /** How long a user waits for an answer; at least 1000, because autocannon refuses less. */
  timeoutMs: number;
  mix: WorkloadMix;
  /** As the user would write them with --threshold. */
  thresholds: readonly string[];
  /** The expected result of a run of this tier, in words. */
  expected: string;
}

/** Mostly reads; creates and deletes in balance, so that the table keeps its size. */
export const CRUD_MIX: WorkloadMix = { list: 40, read: 30, create: 10, update: 10, delete: 10 };

/** The name of a tier whose number of users was changed, so that “light” always means the same. */
export const CUSTOM_TIER = 'custom';
/** Replaces the tier in the name of a search for the safe limit. */
export const LIMIT_RUN = 'limit';

/** Upper bounds of any load, in users and in time. */
export const TIER_BOUNDS = {
  users: { min: 1, max: 5000 },
  spawnRate: { min: 0.1, max: 5000 },
  holdSeconds: { min: 1, max: 3600 },
  timeoutMs: { min: 1000, max: 60_000 },
} as const;

export const TIERS: readonly Tier[] = [
  {
    name: 'light',
    users: 50,
    spawnRate: 10,
    holdSeconds: 30,
    timeoutMs: 5000,
    mix: CRUD_MIX,
    thresholds: ['p95<250ms', 'errors<1%'],
    expected: 'stable: low p95, no errors',
  },
  {
    name: 'medium',
    users: 100,
    spawnRate: 10,
    holdSeconds: 30,
    timeoutMs: 5000,
    mix: CRUD_MIX,
    thresholds: ['p95<500ms', 'errors<2%'],
    expected: 'contention: higher p95, occasional errors',
  },
  {
    name: 'heavy',
    users: 1000,
    spawnRate: 20,
    holdSeconds: 30,
    timeoutMs: 5000,
    mix: CRUD_MIX,
    thresholds: ['p95<1s', 'errors<5%'],
    expected: 'overload: errors and timeouts, which a safe limit prevents',
  },
];

/**
 * The tier of that name.
 * @throws UsageError UNKNOWN_TIER
 */
export function findTier(name: string, tiers: readonly Tier[] = TIERS): Tier {
  const tier = tiers.find((candidate) => candidate.name === name);
  if (tier) return tier;
  const names = tiers.map((candidate) => candidate.name);
  const similar = nearest(name, names);
  throw new UsageError(`Unknown load tier: ${name}`, {
    code: 'UNKNOWN_TIER',
    hints: [
      ...(similar.length > 0 ? [`Did you mean ${similar.join(' or ')}?`] : []),
      `The tiers are: ${names.join(', ')}. What each is: obs-lab stress --list`,
    ],
  });
}

/** Seconds until all users have started. */
export function rampSeconds(tier: Pick<Tier, 'users' | 'spawnRate'>): number {
  return tier.users / tier.spawnRate;
}

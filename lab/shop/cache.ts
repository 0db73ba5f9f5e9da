import type { Life } from './timetable.js';
import { hashOf, unitOf } from './wave.js';

/** The keys that every instance caches: few, and hit by each request. */
const COMMON_KEYS = [
  { key: 'catalog', hitsPerRequest: 0.5 },
  { key: 'prices', hitsPerRequest: 0.35 },
  { key: 'banner', hitsPerRequest: 0.05 },
] as const;

/** The instance that also caches by user, and creates a series for each. */
const EXPLODING_INSTANCE = 'eu-3';
const USERS = 120;
/** Number of user keys right after a restart; then one is added each minute. */
const FIRST_USERS = 40;
const SECONDS_A_USER = 60;

interface CacheKey {
  key: string;
  /** Hits since the run began. Undefined before the key's first. */
  hits: (requests: number, t: number) => number | undefined;
}

export function cacheKeys({ instance, start }: Life): CacheKey[] {
  const common = COMMON_KEYS.map(({ key, hitsPerRequest }) => ({
    key,
    hits: (requests: number) => Math.floor(hitsPerRequest * requests),
  }));
  if (instance.name !== EXPLODING_INSTANCE) return common;
  return [...common, ...Array.from({ length: USERS }, (_, number) => userKey(number, start))];
}

function userKey(number: number, start: number): CacheKey {
  const first = start + Math.max(0, number + 1 - FIRST_USERS) * SECONDS_A_USER;
  const rate = 0.01 + 0.07 * unitOf(`hits of user ${number}`);
  return {
    key: `user-${10_000 + number * 700 + (hashOf(`user ${number}`) % 700)}`,
    hits: (_, t) => (t < first ? undefined : 1 + Math.floor(rate * (t - first))),
  };
}

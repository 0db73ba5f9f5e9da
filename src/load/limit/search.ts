/** The result of one probe, as far as the search needs it. */
export interface Outcome {
  users: number;
  /** Whether every threshold held. */
  holds: boolean;
}

export interface SearchBounds {
  maxUsers: number;
}

/**
 * The limit and the first number above it that failed are both probed this many times. Odd, so that a majority
 * decides.
 */
const REPEATS = 3;
/** The climb goes 1, 2, 4, 8, … */
const GROWTH = 2;
/** The smallest gap between limit and failure, as a share of the limit: anything smaller is noise. */
const RESOLUTION = 0.05;

/** All probes with one number of users. */
interface Level {
  users: number;
  held: number;
  of: number;
}

export interface FoundLimit {
  /** The largest number of users that held; null if not even one user did, or nothing was probed. */
  users: number | null;
  /** How many of its probes held. */
  held: number;
  of: number;
  /** The smallest number above it that failed; null if none did: then the limit is at least `users`. */
  failsAt: number | null;
  failed: number;
  failedOf: number;
  /**
   * high: each of three probes held at the limit, and each of three failed above it. fair: two of three did. low: the
   * search was cut short before it could be repeated.
   */
  confidence: 'high' | 'fair' | 'low';
}

/**
 * The number of users to probe next; undefined if the search is over. It depends only on the probes so far.
 * It climbs until a probe fails, halves the gap until that is small, then repeats on both sides of it. A repeat that
 * overturns a level moves the gap, and the search continues from there: one hiccup costs probes, not the result.
 */
export function nextUsers(probes: readonly Outcome[], { maxUsers }: SearchBounds): number | undefined {
  const levels = levelsOf(probes);
  const undecided = levels.find(({ held, of }) => 2 * held === of);
  if (undecided) return undecided.users;
  const { low, high } = bracket(levels);
  if (!high) {
    if (low && low.users >= maxUsers) return repeat([low]);
    return Math.min(maxUsers, low ? low.users * GROWTH : 1);
  }
  const floor = low?.users ?? 0;
  if (high.users - floor > Math.max(1, RESOLUTION * floor)) return Math.round((floor + high.users) / 2);
  return repeat(low ? [low, high] : [high]);
}

/** The result of the probes so far. */
export function limitOf(probes: readonly Outcome[], bounds: SearchBounds): FoundLimit {
  const { low, high } = bracket(levelsOf(probes));
  const sides = [low && low.held / low.of, high && 1 - high.held / high.of].filter(
    (share) => share !== undefined,
  );
  const isOver = sides.length > 0 && nextUsers(probes, bounds) === undefined;
  return {
    users: low?.users ?? null,
    held: low?.held ?? 0,
    of: low?.of ?? 0,
    failsAt: high?.users ?? null,
    failed: high ? high.of - high.held : 0,
    failedOf: high?.of ?? 0,
    confidence: !isOver ? 'low' : sides.every((share) => share === 1) ? 'high' : 'fair',
  };
}

/** Ascending. */
function levelsOf(probes: readonly Outcome[]): Level[] {
  const levels = new Map<number, Level>();
  for (const { users, holds } of probes) {
    const level = levels.get(users) ?? { users, held: 0, of: 0 };
    levels.set(users, { users, held: level.held + (holds ? 1 : 0), of: level.of + 1 });
  }
  return [...levels.values()].sort((a, b) => a.users - b.users);
}

/** The lowest level that fails by majority, and the highest below it that holds. */
function bracket(levels: readonly Level[]): { low: Level | undefined; high: Level | undefined } {
  const high = levels.find(({ held, of }) => 2 * held <= of);
  const below = levels.filter(({ users }) => users < (high?.users ?? Infinity));
  return { low: below.at(-1), high };
}

/** The level with the fewest probes, until all have enough. */
function repeat(levels: readonly Level[]): number | undefined {
  const [least] = levels.filter(({ of }) => of < REPEATS).sort((a, b) => a.of - b.of);
  return least?.users;
}

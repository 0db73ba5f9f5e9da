import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../util/random.js';
import { kneeOf } from './knee.js';
import { type FoundLimit, limitOf, nextUsers, type Outcome } from './search.js';

const BOUNDS = { maxUsers: 1000 };
/** No system, however noisy, takes more probes. */
const MAX_PROBES = 40;

/** Searches a simulated system to the end. */
function search(
  holds: (users: number, probe: number) => boolean,
  bounds = BOUNDS,
): { found: FoundLimit; probes: Outcome[] } {
  const probes: Outcome[] = [];
  for (let users = nextUsers(probes, bounds); users !== undefined; users = nextUsers(probes, bounds)) {
    expect(users).toBeGreaterThanOrEqual(1);
    expect(users).toBeLessThanOrEqual(bounds.maxUsers);
    probes.push({ users, holds: holds(users, probes.length) });
    expect(probes.length).toBeLessThanOrEqual(MAX_PROBES);
  }
  return { found: limitOf(probes, bounds), probes };
}

describe('finds the limit of a system that is always the same', () => {
  it.each([1, 2, 3, 7, 8, 9, 50, 63, 64, 65, 100, 333, 511, 777, 999])('%i users', (limit) => {
    const { found, probes } = search((users) => users <= limit);
    expect(found.users).toBeLessThanOrEqual(limit);
    expect(found.failsAt).toBeGreaterThan(limit);
    expect(found.failsAt! - found.users!).toBeLessThanOrEqual(Math.max(1, 0.05 * found.users!));
    expect(found).toMatchObject({ held: 3, of: 3, failed: 3, failedOf: 3, confidence: 'high' });
    expect(probes.length).toBeLessThan(24);
  });

  it('none, if one user is too many', () => {
    const { found, probes } = search(() => false);
    expect(found).toEqual({
      users: null,
      held: 0,
      of: 0,
      failsAt: 1,
      failed: 3,
      failedOf: 3,
      confidence: 'high',
    });
    expect(probes.map(({ users }) => users)).toEqual([1, 1, 1]);
  });

  it('at least the maximum that may be tried', () => {
    const { found } = search(() => true, { maxUsers: 100 });
    expect(found).toMatchObject({ users: 100, held: 3, of: 3, failsAt: null, confidence: 'high' });
  });

  it('climbs by doubling, halves the gap, repeats on both sides', () => {
    const { probes } = search((users) => users <= 22);
    expect(probes.map(({ users }) => users)).toEqual([1, 2, 4, 8, 16, 32, 24, 20, 22, 23, 22, 23, 22, 23]);
  });
});

describe('is not led astray by', () => {
  const limit = 100;
  const near = (found: FoundLimit) => Math.abs(found.users! - limit) / limit;

  it.each([0, 3, 6, 8, 10, 13])('one hiccup, at probe %i', (hiccup) => {
    const { found } = search((users, probe) => users <= limit && probe !== hiccup);
    expect(near(found)).toBeLessThanOrEqual(0.05);
  });

  it.each([7, 8, 9, 12])('one lucky probe, number %i', (lucky) => {
    const { found } = search((users, probe) => users <= limit || probe === lucky);
    expect(near(found)).toBeLessThanOrEqual(0.05);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))('noise in every probe, seed %i', (seed) => {
    const random = seededRandom(seed);
    // Its limit differs by up to 10 % from probe to probe.
    const { found, probes } = search((users) => users <= limit * (0.9 + 0.2 * random()));
    expect(near(found)).toBeLessThanOrEqual(0.15);
    expect(probes.length).toBeLessThanOrEqual(MAX_PROBES);
  });
});

it.each<[string, Outcome[], Partial<FoundLimit>]>([
  ['nothing', [], { users: null, failsAt: null, confidence: 'low' }],
  [
    'a climb',
    [1, 2, 4].map((users) => ({ users, holds: true })),
    { users: 4, failsAt: null, confidence: 'low' },
  ],
  [
    'two of three',
    [
      { users: 1, holds: true },
      { users: 1, holds: true },
      { users: 1, holds: false },
      ...[false, true, false].map((holds) => ({ users: 2, holds })),
    ],
    { users: 1, held: 2, of: 3, failsAt: 2, failed: 2, failedOf: 3, confidence: 'fair' },
  ],
])('says of %s', (_what, probes, expected) => {
  expect(limitOf(probes, BOUNDS)).toMatchObject(expected);
});

describe('the knee', () => {
  const LEVELS = [1, 2, 4, 8, 16, 32, 64, 128];
  /**
   * A closed system by its asymptotic bounds: one user takes 1 / single seconds, and its throughput never exceeds
   * `most`.
   */
  const curve = (single: number, most: number) =>
    LEVELS.map((users) => ({ users, goodRps: Math.min(users * single, most) }));

  it.each([
    ['where throughput stops growing', curve(100, 1600), 16],
    ['at one user, if one saturates it', curve(100, 100), 1],
    ['before a collapse', LEVELS.map((users) => ({ users, goodRps: users <= 32 ? 50 * users : 10 })), 32],
    ['of a smooth curve', LEVELS.map((users) => ({ users, goodRps: (4000 * users) / (users + 8) })), 8],
    [
      'by the mean of repeats',
      [...curve(100, 1600), { users: 8, goodRps: 1000 }, { users: 8, goodRps: 700 }],
      16,
    ],
  ])('is %s', (_where, points, users) => expect(kneeOf(points)?.users).toBe(users));

  it.each([
    ['nothing', []],
    ['two levels', curve(100, 100).slice(0, 2)],
    ['a system that still grows', curve(100, 1e6)],
  ])('is unknown for %s', (_what, points) => expect(kneeOf(points)).toBeNull());
});

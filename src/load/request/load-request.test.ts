import { describe, expect, it } from 'vitest';
import { limitRequest, type LoadWishes, runRequest } from './load-request.js';
import { formatThreshold } from './thresholds.js';
import { findTier, TIERS } from './tiers.js';

const wishes = (some: Partial<LoadWishes>): LoadWishes => ({ thresholds: [], ...some });
const light = findTier('light');

describe('a run', () => {
  it.each<[Partial<LoadWishes>, object]>([
    [{ tier: 'light' }, light],
    [
      { tier: 'heavy', duration: '1m' },
      { ...findTier('heavy'), holdSeconds: 60 },
    ],
    [
      { tier: 'light', spawnRate: '0.5' },
      { ...light, spawnRate: 0.5 },
    ],
    [{ users: '75' }, { ...light, name: 'custom', users: 75 }],
    [
      { tier: 'heavy', users: '500' },
      { ...findTier('heavy'), name: 'custom', users: 500 },
    ],
    [
      { users: '5000', spawnRate: '5000', duration: '1h' },
      { users: 5000, spawnRate: 5000, holdSeconds: 3600 },
    ],
  ])('%o', (some, tier) => expect(runRequest(wishes(some), TIERS).tier).toMatchObject(tier));

  it('keeps the tier’s thresholds, except those that the user replaced', () => {
    const { thresholds } = runRequest(wishes({ tier: 'medium', thresholds: ['errors<5%', 'rps>10'] }), TIERS);
    expect(thresholds.map(formatThreshold)).toEqual(['p95<500ms', 'errors<5%', 'rps>10']);
  });

  it.each<[Partial<LoadWishes>, string]>([
    [{}, 'USAGE'],
    [{ spawnRate: '5' }, 'USAGE'],
    [{ tier: 'lihgt' }, 'UNKNOWN_TIER'],
    [{ users: '0' }, 'USERS_INVALID'],
    [{ users: '-5' }, 'USERS_INVALID'],
    [{ users: '5.5' }, 'USERS_INVALID'],
    [{ users: '5001' }, 'USERS_INVALID'],
    [{ users: 'many' }, 'USERS_INVALID'],
    [{ users: '' }, 'USERS_INVALID'],
    [{ users: '5', spawnRate: '0' }, 'SPAWN_RATE_INVALID'],
    [{ users: '5', spawnRate: 'fast' }, 'SPAWN_RATE_INVALID'],
    [{ users: '5', spawnRate: '1e3' }, 'SPAWN_RATE_INVALID'],
    [{ users: '5000', spawnRate: '1' }, 'SPAWN_RATE_INVALID'],
    [{ users: '5', duration: '0s' }, 'DURATION_INVALID'],
    [{ users: '5', duration: '61m' }, 'DURATION_INVALID'],
    [{ users: '5', duration: '30' }, 'DURATION_INVALID'],
    [{ users: '5', thresholds: ['p95'] }, 'THRESHOLD_INVALID'],
  ])('%o is refused as %s', (some, code) => {
    expect(() => runRequest(wishes(some), TIERS)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a search for the limit', () => {
  it.each<[Partial<LoadWishes>, object]>([
    [{}, { name: 'light', users: 1000, holdSeconds: 5, mix: light.mix }],
    [
      { tier: 'heavy', users: '200', duration: '10s' },
      { name: 'heavy', users: 200, holdSeconds: 10 },
    ],
  ])('%o', (some, tier) => expect(limitRequest(wishes(some), TIERS).tier).toMatchObject(tier));

  it('uses the default SLO, or the user’s', () => {
    const limits = (thresholds: string[]) =>
      limitRequest({ thresholds }, TIERS).thresholds.map(formatThreshold);
    expect(limits([])).toEqual(['p95<250ms', 'errors<1%']);
    expect(limits(['p95<50ms'])).toEqual(['p95<50ms', 'errors<1%']);
  });

  it.each<[Partial<LoadWishes>, string]>([
    [{ duration: '1s' }, 'DURATION_INVALID'],
    [{ duration: '61s' }, 'DURATION_INVALID'],
    [{ users: '0' }, 'USERS_INVALID'],
    [{ tier: 'none' }, 'UNKNOWN_TIER'],
  ])('%o is refused as %s', (some, code) => {
    expect(() => limitRequest(wishes(some), TIERS)).toThrow(expect.objectContaining({ code }));
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTier, TIERS } from './tiers.js';
import { loadTiers, parseTiers } from './tiers-file.js';

it('reads tiers, durations in seconds and milliseconds', () => {
  const text = `tiers:
  sale:
    users: 200
    spawnRate: 25
    hold: 1m30s
    timeout: 2s
    mix: { list: 8, read: 2 }
    thresholds: ['p99<1s']
    expected: contention
`;
  expect(parseTiers(text, 'my.yaml')).toEqual([
    {
      name: 'sale',
      users: 200,
      spawnRate: 25,
      holdSeconds: 90,
      timeoutMs: 2000,
      mix: { list: 8, read: 2 },
      thresholds: ['p99<1s'],
      expected: 'contention',
    },
  ]);
});

it('requires only the number of users', () => {
  const [tier] = parseTiers('tiers: {tiny: {users: 3}}', 'my.yaml');
  const { spawnRate, holdSeconds, timeoutMs, mix, thresholds } = findTier('light');
  expect(tier).toMatchObject({ users: 3, spawnRate, holdSeconds, timeoutMs, mix, thresholds });
});

describe('reports the position and the reason', () => {
  const tier = (body: string) => `tiers:\n  sale:\n    users: 5\n    ${body}\n`;
  it.each([
    ['tiers: [', /^my\.yaml:1:\d+: /m],
    ['users: 5', /^my\.yaml:1:1: users is not a field of a file of load tiers; valid fields: tiers$/m],
    ['tiers: {}\ntiers: {}', /^my\.yaml:2:1: duplicate field/m],
    ['tiers:\n  Sale: {users: 5}', /^my\.yaml:2:\d+: tiers\.Sale .*hyphens/m],
    ['tiers:\n  light: {users: 5}', /^my\.yaml:2:\d+: tiers\.light .*built-in/m],
    ['tiers:\n  custom: {users: 5}', /^my\.yaml:2:\d+: tiers\.custom .*built-in/m],
    ['tiers:\n  sale: {hold: 5s}', /^my\.yaml:2:9: tiers\.sale\.users is missing$/m],
    ['tiers:\n  sale: {users: 0}', /^my\.yaml:2:17: tiers\.sale\.users /m],
    ['tiers:\n  sale: {users: 5001}', /^my\.yaml:2:17: tiers\.sale\.users /m],
    ['tiers:\n  sale: {users: 2.5}', /^my\.yaml:2:17: tiers\.sale\.users /m],
    [tier('spawn: 5'), /^my\.yaml:4:5: tiers\.sale\.spawn is not a field/m],
    [tier('hold: 30'), /^my\.yaml:4:11: tiers\.sale\.hold /m],
    [tier('hold: 30'), /must be a duration such as 30s/],
    [tier('spawnRates: 5'), /did you mean spawnRate\?$/m],
    [tier('hold: 2h'), /^my\.yaml:4:11: tiers\.sale\.hold must be a duration .*to 3600 s$/m],
    [tier('timeout: 500ms'), /^my\.yaml:4:14: tiers\.sale\.timeout .*from 1 s/m],
    [tier('spawnRate: 0'), /^my\.yaml:4:16: tiers\.sale\.spawnRate /m],
    ['tiers: {sale: {users: 5000, spawnRate: 0.5}}', /tiers\.sale\.spawnRate is so low/m],
    [tier('mix: {list: 0}'), /^my\.yaml:4:10: tiers\.sale\.mix must give/m],
    [tier('mix: {list: -1}'), /tiers\.sale\.mix\.list must not be negative/m],
    [tier('mix: {browse: 1}'), /^my\.yaml:4:11: tiers\.sale\.mix\.browse is not a field/m],
    [
      tier('thresholds: [p95<1s, speed<1]'),
      /^my\.yaml:4:26: tiers\.sale\.thresholds\[1\] .*“speed” is not a metric/m,
    ],
  ])('%j', (text, message) => {
    expect(() => parseTiers(text, 'my.yaml')).toThrow(
      expect.objectContaining({ code: 'TIERS_INVALID', message: expect.stringMatching(message) }),
    );
  });
});

describe('a file of tiers is found', () => {
  const nowhere = join(import.meta.dirname, 'nowhere.yaml');

  it('nowhere: the built-in ones', async () => expect(await loadTiers(undefined, {})).toBe(TIERS));

  it.each([
    ['by --tiers', nowhere, {}, '--tiers points to it.'],
    ['by OBS_LAB_TIERS', undefined, { OBS_LAB_TIERS: nowhere }, 'OBS_LAB_TIERS points to it.'],
    ['by --tiers before OBS_LAB_TIERS', nowhere, { OBS_LAB_TIERS: '/x' }, '--tiers points to it.'],
  ])('%s, or it is said that it is not there', async (_how, file, env, hint) => {
    await expect(loadTiers(file, env)).rejects.toMatchObject({
      code: 'TIERS_UNREADABLE',
      message: expect.stringContaining(nowhere),
      hints: [hint],
    });
  });
});

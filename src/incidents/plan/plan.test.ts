import { describe, expect, test } from 'vitest';
import { BLIND_FAULTS, knownFault, PAIRS } from './faults.js';
import { ORIGIN_OF } from './origins.js';
import { DIFFICULTIES, NOTHING, planIncident } from './plan.js';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);

describe.each(DIFFICULTIES)('difficulty %i', (difficulty) => {
  const plans = SEEDS.map((seed) => planIncident(seed, difficulty));

  test('the same seed is the same incident', () => {
    expect(SEEDS.map((seed) => planIncident(seed, difficulty))).toEqual(plans);
  });

  test('the right options are among the options, each once, and their number tells nothing', () => {
    const counts = new Set(
      plans.map(({ origins, causes }) => `${origins.options.length} ${causes.options.length}`),
    );
    expect(counts.size).toBe(1);
    for (const { origins, causes, faults } of plans) {
      expect(new Set(causes.options).size).toBe(causes.options.length);
      expect(new Set(origins.options).size).toBe(origins.options.length);
      expect(causes.options).toEqual(expect.arrayContaining([...causes.right, NOTHING]));
      expect(origins.options).toEqual(expect.arrayContaining([...origins.right, 'nowhere']));
      expect(causes.right).toEqual(faults.length === 0 ? [NOTHING] : faults.map(({ id }) => id));
      expect(new Set(origins.right)).toEqual(
        new Set(faults.length === 0 ? ['nowhere'] : faults.map(({ id }) => ORIGIN_OF[id])),
      );
    }
  });

  test('a release comes before the faults, with time to look at what it changed', () => {
    for (const { releaseAfterSeconds, quietSeconds } of plans) {
      expect(quietSeconds).toBeGreaterThanOrEqual(20);
      if (releaseAfterSeconds !== undefined) {
        expect(releaseAfterSeconds).toBeLessThanOrEqual(quietSeconds - 14);
      }
    }
  });

  test('no page names its fault', () => {
    for (const { page, faults } of plans) {
      for (const { id } of faults) {
        expect(page.report).not.toContain(id);
        expect(page.report).not.toContain(knownFault(id).title);
      }
    }
  });
});

test('what may happen grows with the difficulty', () => {
  const kinds = (difficulty: 1 | 2 | 3) => {
    const plans = SEEDS.map((seed) => planIncident(seed, difficulty));
    return {
      alarms: plans.some(({ faults }) => faults.length === 0),
      pairs: plans.some(({ faults }) => faults.length === 2),
      releases: plans.some(({ releaseAfterSeconds }) => releaseAfterSeconds !== undefined),
      late: plans.some(({ page }) => page.from === 'report' && page.afterSeconds > 60),
    };
  };
  expect(kinds(1)).toEqual({ alarms: false, pairs: false, releases: false, late: false });
  expect(kinds(2)).toEqual({ alarms: true, pairs: false, releases: true, late: true });
  expect(kinds(3)).toEqual({ alarms: true, pairs: true, releases: true, late: true });
});

test('every fault that can be blind is reached by some seed', () => {
  const seen = new Set(SEEDS.flatMap((seed) => planIncident(seed, 1).faults.map(({ id }) => id)));
  expect([...seen].sort()).toEqual([...BLIND_FAULTS].sort());
});

test('a broken alerting rule comes with the fault that shows it, and is a decoy elsewhere', () => {
  const plans = SEEDS.map((seed) => planIncident(seed, 3));
  const having = plans.filter(({ faults }) => faults.some(({ id }) => id === 'broken-alert-rule'));
  expect(having.length).toBeGreaterThan(5);
  for (const { faults } of having) {
    // First the rule: otherwise its alert fires before it is broken.
    expect(faults.map(({ id }) => id)).toEqual(['broken-alert-rule', 'error-burst']);
  }
  const others = plans.filter((plan) => !having.includes(plan));
  expect(others.some(({ causes }) => causes.options.includes('broken-alert-rule'))).toBe(true);
});

test.each(PAIRS)('%s and %s are at different places, and no action ends both', (a, b) => {
  expect(ORIGIN_OF[a]).not.toBe(ORIGIN_OF[b]);
  const both = knownFault(a).mitigations.filter((action) => knownFault(b).mitigations.includes(action));
  expect(both).toEqual([]);
});

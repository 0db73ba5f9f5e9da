import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPauseLease } from './lease.js';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A lease on a generator that takes this long to stop. */
function trial(drainMs = 0) {
  const calls: string[] = [];
  const lease = createPauseLease({
    start: () => void calls.push('start'),
    async stop() {
      calls.push('stop');
      if (drainMs > 0) await new Promise((resolve) => setTimeout(resolve, drainMs));
    },
  });
  return { lease, calls };
}

test('answers when nothing is in flight, and counts the time from then', async () => {
  const { lease, calls } = trial(3000);
  const until = lease.pause(10);
  expect(lease.paused).toBe(true);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await until).toEqual(new Date(13_000));
  await vi.advanceTimersByTimeAsync(9999);
  expect(calls).toEqual(['stop']);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual(['stop', 'start']);
  expect(lease.paused).toBe(false);
});

test('a later pause replaces the lease', async () => {
  const { lease } = trial();
  await lease.pause(900);
  expect(await lease.pause(5)).toEqual(new Date(5000));
  await vi.advanceTimersByTimeAsync(5000);
  expect(lease.paused).toBe(false);
});

test('resume ends the lease, and the old one does not start traffic later', async () => {
  const { lease, calls } = trial();
  await lease.pause(10);
  lease.resume();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(calls).toEqual(['stop', 'start']);
});

test('reports if a pause was resumed while it was waiting', async () => {
  const { lease } = trial(1000);
  const until = lease.pause(10);
  lease.resume();
  await vi.advanceTimersByTimeAsync(1000);
  expect(await until).toBeUndefined();
});

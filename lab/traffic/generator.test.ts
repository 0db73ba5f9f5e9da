import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGenerator } from './generator.js';
import { createRandom } from './random.js';
import type { Outcome } from './send.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A generator whose requests are answered by `answer`, and the count of what was sent. */
function trial(answer: () => Promise<Outcome>) {
  const outcomes: Outcome[] = [];
  let sent = 0;
  const generator = createGenerator({
    rate: 20,
    random: createRandom(3),
    send: () => (sent++, answer()),
    onOutcome: (_plan, outcome) => void outcomes.push(outcome),
  });
  return { generator, outcomes, sent: () => sent };
}

const empty: Outcome = { status: 200, seconds: 0.01, body: { items: [], total: 0 } };

test('sends at the configured rate', async () => {
  const { generator, outcomes, sent } = trial(() => Promise.resolve(empty));
  generator.start();
  await vi.advanceTimersByTimeAsync(240_000);
  expect(sent() / 240).toBeGreaterThan(19);
  expect(sent() / 240).toBeLessThan(21);
  await generator.stop();
  expect(outcomes).toHaveLength(sent());
});

test('does not wait for answers, but limits the number of requests in flight', async () => {
  const { generator, sent } = trial(() => new Promise<Outcome>(() => undefined));
  generator.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent()).toBe(20);
});

test('slows down while the API does not answer, keeps trying, and returns to its rate', async () => {
  let up = false;
  const { generator, sent } = trial(() => Promise.resolve(up ? empty : { status: 'error', seconds: 0 }));
  generator.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent()).toBeGreaterThan(25);
  expect(sent()).toBeLessThan(50);
  const before = sent();
  up = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent() - before).toBeGreaterThan(1000);
});

test('stop waits for requests in flight, and start continues', async () => {
  const waiting: (() => void)[] = [];
  const { generator, sent } = trial(() => new Promise((resolve) => waiting.push(() => resolve(empty))));
  generator.start();
  await vi.advanceTimersByTimeAsync(200);
  let stopped = false;
  const stop = generator.stop().then(() => (stopped = true));
  const before = sent();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([before > 0, sent() === before, stopped]).toEqual([true, true, false]);
  waiting.forEach((answer) => answer());
  await stop;
  generator.start();
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent()).toBeGreaterThan(before);
});

test.each<[string, Outcome]>([
  ['a body that is not JSON', { status: 200, seconds: 0, body: undefined }],
  ['another document', { status: 200, seconds: 0, body: 'hello' }],
  ['a list without total', { status: 201, seconds: 0, body: { items: [] } }],
])('survives an answer with %s', async (_what, outcome) => {
  const { generator, outcomes } = trial(() => Promise.resolve(outcome));
  generator.start();
  await vi.advanceTimersByTimeAsync(1000);
  await generator.stop();
  expect(outcomes.length).toBeGreaterThan(5);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PrometheusUnreachableError, PromqlError } from '../prometheus/errors.js';
import type { QueryResult } from '../prometheus/types.js';
import { openPreview } from './preview.js';

const RESULT: QueryResult = {
  resultType: 'scalar',
  sample: { time: 0, value: 1 },
  warnings: [],
  infos: [],
};
const query = vi.fn<(expr: string, options: { time: number; signal: AbortSignal }) => Promise<QueryResult>>();
const changed = vi.fn();
const asked = (): string[] => query.mock.calls.map(([expr]) => expr);
const open = () => openPreview({ query: query as never }, changed);

beforeEach(() => {
  vi.useFakeTimers({ now: 100_000 });
  query.mockReset().mockResolvedValue(RESULT);
  changed.mockReset();
});
afterEach(() => void vi.useRealTimers());

const pass = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1_000);

test('asks once typing pauses, at a moment that is settled', async () => {
  const preview = open();
  for (const text of ['u', 'up', 'up ', 'up + 1']) preview.follow(text);
  expect(query).not.toHaveBeenCalled();
  await pass();
  expect(asked()).toEqual(['up + 1']);
  expect(query.mock.calls[0]![1].time).toBeCloseTo(98.3, 1);
  expect(preview.view()).toEqual({ on: true, stale: false, answer: { result: RESULT } });
  expect(changed).toHaveBeenCalledTimes(1);
});

test.each(['', 'sum(up', 'up{job=', 'up up', 'up +'])('does not ask for %j', async (text) => {
  const preview = open();
  preview.follow(text);
  await pass();
  expect(query).not.toHaveBeenCalled();
});

test('keeps the last answer while one types on, and says that it is old', async () => {
  const preview = open();
  preview.follow('up');
  await pass();
  preview.follow('up + ');
  await pass();
  expect(preview.view()).toMatchObject({ stale: true, answer: { result: RESULT } });
  preview.follow('');
  expect(preview.view()).toEqual({ on: true, stale: false });
});

test('a newer text stops the older question, whose answer is not shown', async () => {
  const preview = open();
  let answerOld: (result: QueryResult) => void = () => undefined;
  query.mockImplementationOnce(() => new Promise((resolve) => (answerOld = resolve)));
  preview.follow('old');
  await pass();
  preview.follow('newer');
  expect(query.mock.calls[0]![1].signal.aborted).toBe(true);
  answerOld({ ...RESULT, resultType: 'scalar', sample: { time: 0, value: 666 } });
  await pass();
  expect(preview.view().answer).toEqual({ result: RESULT });
});

test('what Prometheus refuses is told; what goes wrong besides is not', async () => {
  const preview = open();
  query.mockRejectedValueOnce(new PromqlError({ expr: 'x', reason: 'bad types' }));
  preview.follow('up + "x"');
  await pass();
  expect(preview.view().answer).toEqual({ refused: 'bad types' });
  query.mockRejectedValueOnce(new PrometheusUnreachableError('http://x', 'gone'));
  preview.follow('up');
  await pass();
  expect(preview.view()).toMatchObject({ stale: true, answer: { refused: 'bad types' } });
});

test('off: asks nothing; on again: what is there', async () => {
  const preview = open();
  preview.toggle();
  preview.follow('up');
  await pass();
  expect(query).not.toHaveBeenCalled();
  expect(preview.view()).toEqual({ on: false, stale: false });
  preview.toggle();
  await pass();
  expect(asked()).toEqual(['up']);
});

test('cleared: nothing is under way', async () => {
  const preview = open();
  preview.follow('up');
  preview.clear();
  await pass();
  expect(query).not.toHaveBeenCalled();
});

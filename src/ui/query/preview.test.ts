import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PrometheusUnreachableError, PromqlError } from '../../prometheus/errors.js';
import type { QueryResult } from '../../prometheus/types.js';
import { openPreview } from './preview.js';

const RESULT: QueryResult = {
  resultType: 'scalar',
  sample: { time: 0, value: 1 },
  warnings: [],
  infos: [],
};
const samples = [{ time: 0, value: 1 }];
const COURSE: QueryResult = {
  resultType: 'matrix',
  series: [{ labels: {}, samples }],
  warnings: [],
  infos: [],
};
const vector = (count: number): QueryResult => ({
  resultType: 'vector',
  series: Array.from({ length: count }, (_, i) => ({
    labels: { i: String(i) },
    sample: { time: 0, value: i },
  })),
  warnings: [],
  infos: [],
});
type Window = Record<'start' | 'end' | 'step', number>;
const query = vi.fn<(expr: string, options: { time: number; signal: AbortSignal }) => Promise<QueryResult>>();
const queryRange =
  vi.fn<(expr: string, range: Window, options: { signal: AbortSignal }) => Promise<QueryResult>>();
const changed = vi.fn();
const asked = (): string[] => query.mock.calls.map(([expr]) => expr);
const open = () => openPreview({ query: query as never, queryRange: queryRange as never }, changed);

beforeEach(() => {
  vi.useFakeTimers({ now: 100_000 });
  query.mockReset().mockResolvedValue(RESULT);
  queryRange.mockReset().mockResolvedValue(COURSE);
  changed.mockReset();
});
afterEach(() => void vi.useRealTimers());

const pass = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1_000);

test('evaluates once typing pauses, at a time with complete scrapes', async () => {
  const preview = open();
  for (const text of ['u', 'up', 'up ', 'up + 1']) preview.follow(text);
  expect(query).not.toHaveBeenCalled();
  await pass();
  expect(asked()).toEqual(['up + 1']);
  expect(query.mock.calls[0]![1].time).toBeCloseTo(98.3, 1);
  expect(preview.view()).toMatchObject({ on: true, stale: false, answer: { result: RESULT } });
  expect(changed).toHaveBeenCalledTimes(1);
});

test.each(['', 'sum(up', 'up{job=', 'up up', 'up +'])('does not ask for %j', async (text) => {
  const preview = open();
  preview.follow(text);
  await pass();
  expect(query).not.toHaveBeenCalled();
});

test('asks again when told, and keeps the old result and its chart until both are there', async () => {
  const preview = open();
  preview.refresh();
  preview.follow('up');
  query.mockResolvedValue(vector(1));
  await pass();
  let answer: (course: QueryResult) => void = () => undefined;
  queryRange.mockReturnValue(new Promise((resolve) => (answer = resolve)));
  query.mockResolvedValue(vector(2));
  preview.refresh();
  preview.refresh();
  await pass();
  expect(asked()).toEqual(['up', 'up']);
  expect(preview.view().answer).toMatchObject({ result: vector(1), course: { series: COURSE.series } });
  answer(COURSE);
  await pass();
  expect(preview.view().answer).toMatchObject({ result: vector(2), course: { series: COURSE.series } });
});

test('keeps the last answer while typing goes on, marked as stale', async () => {
  const preview = open();
  preview.follow('up');
  await pass();
  preview.follow('up + ');
  await pass();
  expect(preview.view()).toMatchObject({ stale: true, answer: { result: RESULT } });
  preview.follow('');
  expect(preview.view()).toEqual({ on: true, stale: false });
});

test('a newer text stops the evaluation of the older one, and its answer is not shown', async () => {
  const preview = open();
  let answerOld: (result: QueryResult) => void = () => undefined;
  query.mockImplementationOnce(() => new Promise((resolve) => (answerOld = resolve)));
  preview.follow('old');
  await pass();
  preview.follow('newer');
  expect(query.mock.calls[0]![1].signal.aborted).toBe(true);
  answerOld({ ...RESULT, resultType: 'scalar', sample: { time: 0, value: 666 } });
  await pass();
  expect(preview.view().answer).toMatchObject({ result: RESULT });
});

describe('the course', () => {
  test.each([
    ['up', vector(3), 1],
    ['scalar(up)', RESULT, 1],
    ['up', vector(0), 0],
    ['up', vector(101), 0],
    ['1 + 1', RESULT, 0],
    ['vector(1)', vector(1), 0],
    ['up[1m]', COURSE, 0],
  ])('of %s (%#)', async (text, result, times) => {
    query.mockResolvedValue(result);
    const preview = open();
    preview.follow(text);
    await pass();
    expect(queryRange).toHaveBeenCalledTimes(times);
    const course = { start: -201.7, end: 98.3, step: 5, series: COURSE.series };
    expect(preview.view().answer).toEqual({ result, ...(times && { course }) });
    // Both at once: nothing is drawn twice.
    expect(changed).toHaveBeenCalledTimes(1);
  });

  test('appears after the result if it is slow', async () => {
    query.mockResolvedValue(vector(1));
    queryRange.mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      return COURSE;
    });
    const preview = open();
    preview.follow('up');
    await vi.advanceTimersByTimeAsync(600);
    expect(preview.view().answer).toEqual({ result: vector(1) });
    await vi.advanceTimersByTimeAsync(500);
    expect(preview.view().answer).toMatchObject({ course: { series: COURSE.series } });
  });

  test('that isn’t available is left out', async () => {
    query.mockResolvedValue(vector(1));
    queryRange.mockRejectedValue(new PromqlError({ expr: 'up', reason: 'too much' }));
    const preview = open();
    preview.follow('up');
    await pass();
    expect(preview.view()).toEqual({ on: true, stale: false, answer: { result: vector(1) } });
  });

  test('is stopped by a newer text', async () => {
    query.mockResolvedValue(vector(1));
    queryRange.mockImplementation(() => new Promise(() => undefined));
    const preview = open();
    preview.follow('up');
    await vi.advanceTimersByTimeAsync(350);
    expect(queryRange.mock.calls[0]![2].signal.aborted).toBe(false);
    preview.follow('up + ');
    expect(queryRange.mock.calls[0]![2].signal.aborted).toBe(true);
  });
});

test('shows that Prometheus refused the query, or did not answer', async () => {
  const preview = open();
  query.mockRejectedValueOnce(new PromqlError({ expr: 'x', reason: 'bad types' }));
  preview.follow('up + "x"');
  await pass();
  expect(preview.view().answer).toEqual({ refused: 'bad types' });
  query.mockRejectedValueOnce(new PrometheusUnreachableError('http://x', 'gone'));
  preview.follow('up');
  await pass();
  expect(preview.view()).toEqual({ on: true, stale: false, answer: { unanswered: true } });
});

test('evaluates nothing while off, and the current text when on again', async () => {
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

test('stops the evaluation when cleared', async () => {
  const preview = open();
  preview.follow('up');
  preview.clear();
  await pass();
  expect(query).not.toHaveBeenCalled();
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInjector, type Mechanism, type Undo } from './injector.js';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** An injector for two faults, and the calls of their mechanisms. */
function trial(undo: (id: string) => ReturnType<Undo> = () => undefined) {
  const calls: string[] = [];
  let tools: Parameters<Mechanism>[1] | undefined;
  const mechanism =
    (id: string): Mechanism =>
    (parameters, given) => {
      tools = given;
      calls.push(`${id} ${JSON.stringify(parameters)}`);
      return () => {
        calls.push(`undo ${id}`);
        return undo(id);
      };
    };
  const injector = createInjector({
    mechanisms: { 'table-lock': mechanism('table-lock'), 'slow-scrape': mechanism('slow-scrape') },
    actions: { 'kill-session': () => Promise.resolve(void calls.push('kill')) },
  });
  return { injector, calls, ended: () => tools?.ended() };
}

test('a fault gets the parameters of its intensity, and ends with its lease', async () => {
  const { injector, calls } = trial();
  const injected = await injector.inject('table-lock', 'low', 60);
  expect(injected).toEqual({
    id: 'table-lock',
    intensity: 'low',
    startedAt: '1970-01-01T00:00:00.000Z',
    endsAt: '1970-01-01T00:01:00.000Z',
    state: 'active',
  });
  await vi.advanceTimersByTimeAsync(59_999);
  expect(injector.list()).toEqual([injected]);
  await vi.advanceTimersByTimeAsync(1);
  expect(injector.list()).toEqual([]);
  expect(calls).toEqual(['table-lock {"heldMs":2000,"freeMs":4000}', 'undo table-lock']);
});

test('injecting a fault again replaces it, and the old lease has no effect', async () => {
  const { injector, calls } = trial();
  await injector.inject('slow-scrape', 'low', 10);
  await injector.inject('slow-scrape', 'high', 100);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(injector.list()).toMatchObject([{ intensity: 'high', state: 'active' }]);
  expect(calls.filter((call) => call === 'undo slow-scrape')).toHaveLength(1);
});

test('clears one fault, or all', async () => {
  const { injector } = trial();
  const ids = () => injector.list().map(({ id }) => id);
  await injector.inject('table-lock', 'low', 60);
  await injector.inject('slow-scrape', 'low', 60);
  await injector.clear('table-lock');
  expect(ids()).toEqual(['slow-scrape']);
  await injector.inject('table-lock', 'low', 60);
  await injector.clear();
  expect(ids()).toEqual([]);
});

test("a fault that can't be undone stays on the list, and is retried until it is", async () => {
  let fails = true;
  const { injector } = trial(() => (fails ? Promise.reject(new Error('the database is down')) : undefined));
  await injector.inject('table-lock', 'low', 60);
  await injector.clear('table-lock');
  expect(injector.list()).toMatchObject([{ id: 'table-lock', state: 'ending' }]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(injector.list()).toHaveLength(1);
  fails = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(injector.list()).toEqual([]);
});

test('an action runs, and ends the faults that it mitigates and no others', async () => {
  const { injector, calls } = trial();
  await injector.inject('table-lock', 'low', 60);
  await injector.inject('slow-scrape', 'low', 60);
  expect(await injector.act('roll-back')).toEqual([]);
  expect(await injector.act('kill-session')).toEqual(['table-lock']);
  expect(injector.list().map(({ id }) => id)).toEqual(['slow-scrape']);
  expect(calls.slice(-2)).toEqual(['kill', 'undo table-lock']);
});

test('a fault that was ended from outside leaves the list', async () => {
  const { injector, ended } = trial();
  await injector.inject('table-lock', 'low', 60);
  ended();
  await vi.advanceTimersByTimeAsync(0);
  expect(injector.list()).toEqual([]);
});

test('a mechanism that fails leaves nothing on the list', async () => {
  const injector = createInjector({
    mechanisms: { 'table-lock': () => Promise.reject(new Error('no such table')) },
  });
  await expect(injector.inject('table-lock', 'low', 60)).rejects.toThrow('no such table');
  expect(injector.list()).toEqual([]);
});

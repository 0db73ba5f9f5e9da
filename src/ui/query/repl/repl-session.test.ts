import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { displayWidth } from '../../../util/text/display-width.js';
import { promql } from '../../editor/model.js';
import type { KeyAction } from '../../terminal/keys.js';
import { plainText } from '../../text/line.js';
import { type ReplSession, startReplSession } from './repl-session.js';
import { replText } from './repl-text.js';

let session: ReplSession;
let asked: string[];
let remembered: string[];
/** Holds answers back. */
let hold: boolean;

function open(remember?: (expr: string) => Promise<unknown>): ReplSession {
  return startReplSession({
    greeting: 'Hello.',
    history: ['before'],
    range: undefined,
    columns: () => 60,
    openLanguage: () =>
      promql(() => ({ metrics: [{ name: 'up', type: 'gauge', help: 'Is it up?' }], labels: [], values: [] })),
    ask: (expr, range, signal) => {
      asked.push(range === undefined ? expr : `${expr} over ${range}`);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        if (!hold) resolve(`answer to ${expr}`);
      });
    },
    lookups: {
      metrics: async (text) => `metrics with ${text}`,
      describe: async (metric) => `about ${metric}`,
    },
    remember: remember ?? (async (expr) => remembered.push(expr)),
  });
}

beforeEach(() => {
  [asked, remembered, hold] = [[], [], false];
  session = open();
});

const KEYS: Record<string, KeyAction> = {
  Enter: { type: 'enter' },
  Esc: { type: 'escape' },
  Up: { type: 'edit', edit: { type: 'older' } },
  Delete: { type: 'edit', edit: { type: 'delete-forward' } },
  '^_': { type: 'edit', edit: { type: 'undo' } },
  Home: { type: 'edit', edit: { type: 'home' } },
};

/** Key names, `^X`, or text. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    const letter = /^\^([A-Z])$/.exec(key)?.[1]?.toLowerCase();
    session.press(
      KEYS[key] ??
        (letter ? { type: 'control', letter } : { type: 'edit', edit: { type: 'insert', text: key } }),
    );
    await new Promise(setImmediate);
  }
}

const text = (): string => session.view().editor.input.text;
const last = (): string => session.view().entries.at(-1)!.text;
const lines = (columns = 80, rows = 24): string[] =>
  replText(session.view(), { columns, rows }).lines.map(plainText);

describe('queries', () => {
  test('are answered below each other, and remembered', async () => {
    await press('up', 'Enter', 'sum(up)', 'Enter');
    expect(session.view().entries.map((entry) => entry.text)).toEqual([
      'Hello.',
      '› up\nanswer to up\n',
      '› sum(up)\nanswer to sum(up)\n',
    ]);
    expect(remembered).toEqual(['up', 'sum(up)']);
    expect(text()).toBe('');
    await press('Up', 'Up', 'Up');
    expect(text()).toBe('before');
  });

  test.each(['', '   '])('%j is not a query', async (typed) => {
    await press(typed, 'Enter');
    expect(asked).toEqual([]);
  });

  test('of several lines are shown as such', async () => {
    await press('sum(', 'Enter', 'up)', 'Enter');
    expect(last()).toBe('› sum(\n  up)\nanswer to sum(\nup)\n');
  });

  test('runs one query at a time; Ctrl-C stops it', async () => {
    hold = true;
    await press('slow', 'Enter', 'next', 'Enter');
    expect(asked).toEqual(['slow']);
    expect(lines()).toEqual(['› next', '  Running… Ctrl-C stops the query']);
    await press('^C');
    expect(last()).toBe('› slow\nStopped.\n');
    expect(text()).toBe('next');
  });

  test('charts over a range after .range', async () => {
    await press('.range 5m', 'Enter', 'up', 'Enter', '.range off', 'Enter', 'up', 'Enter');
    expect(asked).toEqual(['up over 5m', 'up']);
    expect(remembered).toEqual(['up', 'up']);
  });
});

describe('lookups', () => {
  test.each([
    ['.metrics', 'metrics with '],
    ['.metrics Http', 'metrics with Http'],
    ['.describe up', 'about up'],
  ])('%s prints what it finds, and is not a query', async (command, found) => {
    await press(command, 'Enter');
    expect(last()).toBe(`› ${command}\n${found}\n`);
    expect(remembered).toEqual([]);
  });
});

describe('.watch', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('asks again every two seconds, shows the last answer, and prints it on Ctrl-C', async () => {
    await press('.watch up', 'Enter');
    expect(session.view().live).toBe('answer to up');
    expect(lines()).toEqual(['› ', '  Every 2 s. Ctrl-C stops']);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked).toEqual(['up', 'up', 'up']);
    await press('^C');
    expect(last()).toBe('› .watch up\nanswer to up\n');
    expect(session.view().live).toBeUndefined();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked).toHaveLength(3);
  });

  test('without a query watches the last one', async () => {
    await press('sum(up)', 'Enter', '.watch', 'Enter', '^C');
    expect(asked).toEqual(['sum(up)', 'sum(up)']);
    expect(remembered).toEqual(['sum(up)']);
  });
});

describe('keys', () => {
  test('Ctrl-C clears everything typed, Ctrl-_ brings it back, and on an empty line Ctrl-C quits', async () => {
    session.press({ type: 'paste', text: 'sum(\n  up\n)' });
    await press('^C');
    expect(text()).toBe('');
    await press('^_');
    expect(text()).toBe('sum(\n  up\n)');
    await press('^C', '^C');
    expect(await session.ended).toBe('interrupted');
  });

  test('Ctrl-R searches the history; Enter runs what was found, Ctrl-C cancels', async () => {
    await press('sum(up)', 'Enter', 'draft', '^R', 'F');
    expect(lines().slice(0, 2)).toEqual([
      'history “F” › before',
      '  Ctrl-R older   Ctrl-S newer   Enter use it   Esc cancel',
    ]);
    await press('^C');
    expect(text()).toBe('draft');
    await press('^R', 'sum', 'Enter');
    expect(asked).toEqual(['sum(up)', 'sum(up)']);
  });

  test('Ctrl-D deletes a character, and quits on an empty line', async () => {
    await press('up', 'Home', '^D');
    expect(text()).toBe('p');
    await press('^D', 'Delete');
    expect(session.view().over).toBe(false);
    await press('^D');
    expect(await session.ended).toBe('left');
    expect(lines()).toEqual([]);
  });

  test.each(['.quit', '.exit', 'quit', 'exit'])('%s quits', async (command) => {
    await press(command, 'Enter');
    expect(await session.ended).toBe('left');
  });

  test('Ctrl-P and Ctrl-N are the history too', async () => {
    await press('now', '^P');
    expect(text()).toBe('before');
    await press('^N');
    expect(text()).toBe('now');
  });

  test.each(['.help', 'help'])('%s lists them', async (command) => {
    await press(command, 'Enter');
    expect(last()).toContain('Ctrl-D');
    for (const row of last().split('\n')) expect(displayWidth(row)).toBeLessThan(61);
  });
});

test.each([
  [80, '  Tab complete   ↑ history   .range 5m for charts   .help   Ctrl-D quit'],
  [60, '  Tab complete   .range 5m for charts   .help   Ctrl-D quit'],
  [40, '  Tab complete   .help   Ctrl-D quit'],
  [30, '  .help   Ctrl-D quit'],
])('in %d columns it shows the keys that fit', (columns, status) =>
  expect(lines(columns).at(-1)).toBe(status),
);

test('ends with the error if the history can’t be saved', async () => {
  session = open(() => Promise.reject(new Error('disk full')));
  const end = expect(session.ended).rejects.toThrow('disk full');
  await press('up', 'Enter');
  await end;
});

test('a signal ends it, and the running query', async () => {
  hold = true;
  await press('slow', 'Enter');
  session.end('interrupted');
  expect(await session.ended).toBe('interrupted');
});

test.each([
  [80, 24],
  [40, 10],
  [20, 5],
])('%d × %d never overflows', async (columns, rows) => {
  const listener = vi.fn();
  session.subscribe(listener);
  await press('sum(rate(up[5m])) + '.repeat(20), 'u');
  expect(listener).toHaveBeenCalled();
  for (const row of lines(columns, rows)) expect(displayWidth(row)).toBeLessThan(columns + 1);
  expect(lines(columns, rows).length).toBeLessThan(rows);
  expect(lines(columns, rows).some((row) => row.includes('▸ up'))).toBe(true);
});

import { expect, test } from 'vitest';
import { createThrottledLog, type Level } from './log.js';

test('writes each event once per interval, with the number of suppressed ones', () => {
  const lines: unknown[] = [];
  let now = 0;
  const write = (level: Level, event: string, fields: object = {}): void =>
    void lines.push([level, event, fields]);
  const log = createThrottledLog(1000, write, () => now);
  for (now = 0; now <= 2000; now += 250) log('error', 'a', { at: now });
  log('error', 'b');
  expect(lines).toEqual([
    ['error', 'a', { at: 0 }],
    ['error', 'a', { at: 1000, suppressed: 3 }],
    ['error', 'a', { at: 2000, suppressed: 3 }],
    ['error', 'b', {}],
  ]);
});

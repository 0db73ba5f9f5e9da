import { expect, it } from 'vitest';
import type { LogLine } from '../../stack/verify/log-line.js';
import { lineWidth, plainText } from '../text/line.js';
import { logLineText } from './log-text.js';

const ENTRY: LogLine = {
  service: 'api',
  line: '{"time":"2026-11-28T04:44:23.585Z","level":"error","event":"request","route":"/items/:id","status":503}',
  time: '2026-11-28T04:44:23.585Z',
  level: 'error',
};

it('shows time, level, service and message, with a colour for level and service', () => {
  const text = logLineText(ENTRY, 120);
  expect(plainText(text)).toBe('04:44:23.585 error api          request route=/items/:id status=503');
  expect(text.find(({ text: part }) => part.startsWith('error'))?.tone).toBe('bad');
  expect(text.find(({ text: part }) => part.startsWith('api'))?.tone).toMatch(/^series-/);
});

it('is one line that fits, whatever the service wrote', () => {
  const long = { ...ENTRY, line: `x${'y'.repeat(500)}\u001b[2Jz` };
  expect(lineWidth(logLineText(long, 60))).toBeLessThanOrEqual(60);
  expect(plainText(logLineText({ ...ENTRY, line: 'a\nb\u001b[2J' }, 80))).toContain('a\\nb\\u001b[2J');
});

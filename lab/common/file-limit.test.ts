import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFileLimit } from './file-limit.js';

test('a log is truncated beyond its limit, and goes on', () => {
  const directory = mkdtempSync(join(tmpdir(), 'obs-lab-test-limit-'));
  const path = join(directory, 'api.log');
  const fd = openSync(path, 'a');
  try {
    const appended = createFileLimit(fd, 100);
    const line = `${'x'.repeat(39)}\n`;
    for (let i = 0; i < 6; i++) {
      appended(line.length);
      writeSync(fd, `${i}${line.slice(1)}`);
    }
    const kept = readFileSync(path, 'utf8');
    expect(kept.length).toBeLessThanOrEqual(100 + 3 * line.length);
    expect(kept.trim().split('\n').at(-1)).toMatch(/^5x/);
    expect(kept).not.toContain('\n0x');
    expect(kept.startsWith('0')).toBe(false);
    expect(kept).not.toContain('\0');
  } finally {
    closeSync(fd);
    rmSync(directory, { recursive: true });
  }
});

test('anything but a file is left alone', () => {
  const fd = openSync('/dev/null', 'a');
  const appended = createFileLimit(fd, 10);
  expect(() => appended(100)).not.toThrow();
  closeSync(fd);
  expect(() => appended(100)).not.toThrow();
});

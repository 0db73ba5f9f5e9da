import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HTML_MARK } from './html/html.js';
import { MARKDOWN_MARK } from './markdown.js';
import { planOutput, writeReport } from './output.js';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'obs-lab-test-report-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

it.each([
  [{}, 'obs-lab-report.html', 'html'],
  [{ format: 'md' as const }, 'obs-lab-report.md', 'md'],
  [{ output: 'out.MD' }, 'out.MD', 'md'],
  [{ output: 'out.md', format: 'html' as const }, 'out.md', 'html'],
  [{ output: '-' }, '-', 'html'],
  [{ output: 'a/b.htm' }, 'a/b.htm', 'html'],
])('%j', (wanted, output, format) => expect(planOutput(wanted)).toEqual({ output, format }));

it.each(['report.pdf', 'report.'])('refuses the name %s without a format', (output) => {
  expect(() => planOutput({ output })).toThrow(expect.objectContaining({ exitCode: 2 }));
  expect(planOutput({ output, format: 'md' })).toEqual({ output, format: 'md' });
});

it.each([`<!doctype html>\n<head>${HTML_MARK}`, `${MARKDOWN_MARK}\n# x`])(
  'replaces a report: %s',
  async (old) => {
    const path = join(dir, 'report');
    await writeFile(path, old);
    expect(await writeReport(path, 'new', { force: false })).toBe(path);
    expect(await readFile(path, 'utf8')).toBe('new');
  },
);

it.each(['my own notes', '', `a page about ${MARKDOWN_MARK}`])(
  'leaves anything else alone: %j',
  async (old) => {
    const path = join(dir, 'notes.md');
    await writeFile(path, old);
    await expect(writeReport(path, 'new', { force: false })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
      exitCode: 2,
    });
    expect(await readFile(path, 'utf8')).toBe(old);
    await writeReport(path, 'new', { force: true });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(dir)).toEqual(['notes.md']);
  },
);

it('names the path that it cannot write to', async () =>
  expect(writeReport(dir, 'new', { force: true })).rejects.toMatchObject({
    code: 'OUTPUT_UNUSABLE',
    exitCode: 4,
  }));

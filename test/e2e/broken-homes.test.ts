import { execFileSync } from 'node:child_process';
import { chmod, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLab, type TestLab } from '../helpers/lab.js';

interface Refusal {
  error: { code: string; message: string };
}

async function withLab(work: (lab: TestLab) => Promise<void>): Promise<void> {
  const lab = await createLab();
  try {
    await work(lab);
  } finally {
    await lab.close();
  }
}

describe('up names the first cause', () => {
  it.each<[string, (home: string) => Promise<void>, RegExp]>([
    ['a file for logs/', (home) => writeFile(join(home, 'logs'), ''), /\/logs: something else is there/],
    ['a file for config/', (home) => writeFile(join(home, 'config'), ''), /\/config is not a directory/],
    ['a file for data/', (home) => writeFile(join(home, 'data'), ''), /\/data is not a directory/],
    [
      'a dangling link for data/',
      (home) => symlink('/nowhere', join(home, 'data')),
      /\/data is a link to \/nowhere, which does not exist/,
    ],
    [
      'a dangling link for config/',
      (home) => symlink('/nowhere', join(home, 'config')),
      /is a link to \/nowhere/,
    ],
  ])('%s', (_, prepare, message) =>
    withLab(async (lab) => {
      await prepare(lab.home.path);
      const { json, exitCode } = await lab.json<Refusal>(['up', ...lab.portFlags]);
      expect(json.error).toMatchObject({
        code: 'PATH_UNUSABLE',
        message: expect.stringMatching(message) as string,
      });
      expect(json.error.message).toContain(lab.home.path);
      expect(exitCode).toBe(4);
    }),
  );

  it.each(['{}', 'null', '{"pid":1}'])('nothing is locked by a lock file that holds %s', (content) =>
    withLab(async (lab) => {
      await writeFile(lab.home.lockFile, content);
      expect(await lab.cli(['down'])).toMatchObject({ exitCode: 0 });
    }),
  );
});

it('what a lab writes about itself is for its user only', () =>
  withLab(async (lab) => {
    expect((await lab.up('--without', 'history')).exitCode).toBe(0);
    const logs = await readdir(lab.home.logsDir);
    expect(logs).toContain('postgres.log');
    const files = ['state.json', 'credentials.json', ...logs.map((name) => join('logs', name))];
    const modes = await Promise.all(files.map(async (name) => (await stat(join(lab.home.path, name))).mode));
    expect(files.filter((_, i) => (modes[i]! & 0o077) !== 0)).toEqual([]);
  }));

describe('down of a running lab', () => {
  it('stops everything, whatever service of another version the record names', () =>
    withLab(async (lab) => {
      expect((await lab.up('--without', 'history')).exitCode).toBe(0);
      const state = JSON.parse(await readFile(lab.home.stateFile, 'utf8')) as { services: object };
      state.services = { ...state.services, teapot: { name: 'teapot', since: '', container: 'x' } };
      await writeFile(lab.home.stateFile, JSON.stringify(state));
      expect(await lab.cli(['down'])).toMatchObject({ exitCode: 0 });
    }));

  it('stops everything on a home that became read-only', async ({ skip }) =>
    withLab(async (lab) => {
      expect((await lab.up('--without', 'history')).exitCode).toBe(0);
      const seal = makeReadOnly(lab.home.path);
      if (!seal) return skip('this file system has no way to make a directory read-only for root');
      try {
        await seal.close();
        const down = await lab.cli(['down']);
        expect(down, down.stderr).toMatchObject({ exitCode: 0 });
        expect(down.stderr).toContain('Its record could not be removed');
        expect((await lab.cli(['status'])).exitCode).toBe(3);
      } finally {
        await seal.open();
      }
      await rm(lab.home.stateFile, { force: true });
    }));
});

/** For root, permissions don't count: only the file system's own flag does. */
function makeReadOnly(directory: string) {
  if (process.getuid?.() !== 0) {
    return { close: () => chmod(directory, 0o555), open: () => chmod(directory, 0o755) };
  }
  const flag = (sign: '+' | '-') => () =>
    Promise.resolve(void execFileSync('chattr', [`${sign}i`, directory], { stdio: 'pipe' }));
  try {
    execFileSync('chattr', ['+i', directory], { stdio: 'pipe' });
    execFileSync('chattr', ['-i', directory], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  return { close: flag('+'), open: flag('-') };
}

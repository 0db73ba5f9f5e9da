import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toLabError } from './error-reporter.js';

const refusal = (message: string, more: Partial<NodeJS.ErrnoException> = {}): Error =>
  Object.assign(
    new Error(message),
    { code: message.split(/[: ]/).find((word) => /^E[A-Z]+$/.test(word)) },
    more,
  );

describe('toLabError', () => {
  it.each<[thrown: unknown, code: string, exitCode: number, message: string]>([
    [refusal('ENOSPC: no space left on device, write'), 'DISK_FULL', 4, 'The disk is full.'],
    [
      refusal("EDQUOT: disk quota exceeded, open '/lab/state.json'", { path: '/lab/state.json' }),
      'DISK_FULL',
      4,
      'The disk is full: cannot write /lab/state.json.',
    ],
    [
      refusal("EROFS: read-only file system, open '/lab/lock.json'"),
      'NOT_PERMITTED',
      4,
      "The operating system refused: read-only file system, open '/lab/lock.json'",
    ],
    [
      refusal("EACCES: permission denied, open '/lab/state.json'"),
      'NOT_PERMITTED',
      4,
      "The operating system refused: permission denied, open '/lab/state.json'",
    ],
    [refusal('kill EPERM'), 'NOT_PERMITTED', 4, 'The operating system refused: kill EPERM'],
    [
      refusal('ENOENT: no such file'),
      'INTERNAL',
      1,
      'Something went wrong inside obs-lab: ENOENT: no such file',
    ],
    [
      refusal("ENAMETOOLONG: name too long, open '/lab/x'", { path: '/lab/x' }),
      'PATH_UNUSABLE',
      4,
      'Cannot use /lab/x: the path is too long.',
    ],
    [undefined, 'INTERNAL', 1, 'Something went wrong inside obs-lab: undefined'],
  ])('%s', (thrown, code, exitCode, message) =>
    expect(toLabError(thrown)).toMatchObject({ code, exitCode, message }),
  );
});

it('names what is in the way of a file or directory', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'obs-lab-test-way-')));
  try {
    writeFileSync(join(root, 'file'), '');
    symlinkSync('/nowhere/at/all', join(root, 'link'));
    const thrownBy = (path: string): unknown => {
      try {
        mkdirSync(join(root, path), { recursive: true });
      } catch (error) {
        return error;
      }
      throw new Error('nothing was in the way');
    };
    const cases = {
      'file/below': `Cannot use ${root}/file/below: ${root}/file is not a directory.`,
      'link/below': `Cannot use ${root}/link/below: ${root}/link is a link to /nowhere/at/all, which does not exist.`,
      file: `Cannot use ${root}/file: something else is there already.`,
    };
    for (const [path, message] of Object.entries(cases)) {
      expect(toLabError(thrownBy(path))).toMatchObject({ code: 'PATH_UNUSABLE', exitCode: 4, message });
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});

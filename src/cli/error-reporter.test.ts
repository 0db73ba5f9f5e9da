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
    [undefined, 'INTERNAL', 1, 'Something went wrong inside obs-lab: undefined'],
  ])('%s', (thrown, code, exitCode, message) =>
    expect(toLabError(thrown)).toMatchObject({ code, exitCode, message }),
  );
});

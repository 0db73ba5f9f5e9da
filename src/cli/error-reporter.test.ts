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
    [refusal('ENOSPC: no space left on device, write'), 'DISK_FULL', 4, 'There is no room left on the disk.'],
    [
      refusal("EDQUOT: disk quota exceeded, open '/lab/state.json'", { path: '/lab/state.json' }),
      'DISK_FULL',
      4,
      'There is no room left on the disk for /lab/state.json.',
    ],
    [
      refusal("EROFS: read-only file system, open '/lab/lock.json'"),
      'NOT_PERMITTED',
      4,
      "The system refuses: read-only file system, open '/lab/lock.json'",
    ],
    [
      refusal("EACCES: permission denied, open '/lab/state.json'"),
      'NOT_PERMITTED',
      4,
      "The system refuses: permission denied, open '/lab/state.json'",
    ],
    [refusal('kill EPERM'), 'NOT_PERMITTED', 4, 'The system refuses: kill EPERM'],
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

import { fstatSync, ftruncateSync } from 'node:fs';

/** How much may be written between two checks of the file. */
const LOOK_BYTES = 1024 * 1024;

/**
 * Keeps a log file from filling the disk: beyond the limit it is truncated, as logrotate's copytruncate does after its
 * copy. Anything that is not a file, such as a terminal or a container's pipe, is left alone.
 * @param limitBytes checked about once per megabyte
 * @returns to be called with the number of bytes that are about to be appended
 */
export function createFileLimit(fd: number, limitBytes: number): (bytes: number) => void {
  let unseen = 0;
  return (bytes) => {
    unseen += bytes;
    if (unseen < Math.min(LOOK_BYTES, limitBytes)) return;
    unseen = 0;
    try {
      const stats = fstatSync(fd);
      if (stats.isFile() && stats.size > limitBytes) ftruncateSync(fd, 0);
    } catch {
      // It was closed, or we may not change it: there is nothing to limit.
    }
  };
}

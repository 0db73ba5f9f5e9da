import { stat } from 'node:fs/promises';

/** A watch on one file, which need not exist yet. */
export interface FileWatch {
  /** Whether there was such a file at the last look. */
  exists: () => boolean;
  stop: () => void;
}

const POLL_MS = 250;

/**
 * Watches a file by looking at it regularly: that also works for editors that save by renaming, on network drives and
 * in containers, where events go missing. A save is reported once the file has stayed the same between two looks, so
 * that nobody reads half of it; an empty file is about to be written.
 * @param onSaved after a save; not for the file as it was at the beginning
 * @param onSeen when the file appears or disappears
 */
export function watchFile(
  path: string,
  {
    onSaved,
    onSeen = () => undefined,
    pollMs = POLL_MS,
  }: { onSaved: () => void; onSeen?: () => void; pollMs?: number },
): FileWatch {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let begun = false;
  /** Which content was seen last, told by size and time; undefined without a file, or for an empty one. */
  let last: string | undefined;
  let exists = false;
  let changed = false;

  async function look(): Promise<void> {
    const found = await stat(path).catch(() => undefined);
    if (stopped) return;
    const file = found?.isFile() ? found : undefined;
    const mark = file && file.size > 0 ? `${file.ino} ${file.size} ${file.mtimeMs}` : undefined;
    const settled = mark === last;
    if (begun && !settled) changed = true;
    [begun, last] = [true, mark];
    if (exists !== (file !== undefined)) {
      exists = !exists;
      onSeen();
    }
    if (changed && settled && mark !== undefined) {
      changed = false;
      onSaved();
    }
    if (!stopped) timer = setTimeout(() => void look(), pollMs);
  }

  void look();
  return {
    exists: () => exists,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

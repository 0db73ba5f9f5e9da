import type { DownResult } from '../../stack/up/down.js';
import { pasteable } from '../../util/invocation.js';

/** `down` for a person: what is gone, and how to get it back. */
export function renderDown({ stopped, strays, volumesRemoved, upAgain }: DownResult): string {
  const wasRunning = stopped.length + strays.length > 0;
  const head = wasRunning ? 'The lab is down.' : 'The lab was not running.';
  if (volumesRemoved) return `${head} Its data is removed.`;
  return wasRunning
    ? pasteable(
        `${head} Its data is kept. Start it again: ${upAgain}. Remove the data: obs-lab down --volumes.`,
      )
    : head;
}

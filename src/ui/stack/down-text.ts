import type { DownResult } from '../../stack/up/down.js';
import { type Line, line } from '../text/line.js';
import { paint } from '../text/paint.js';
import { fit } from '../text/wrap.js';

/** `down` for a person: what is gone, and how to get it back. */
export function renderDown(result: DownResult, columns = Infinity): string {
  return paint(fit(downLines(result), columns));
}

function downLines({ stopped, strays, volumesRemoved, upAgain }: DownResult): Line[] {
  const wasRunning = stopped.length + strays.length > 0;
  const head = wasRunning ? 'The lab is down.' : 'The lab was not running.';
  if (volumesRemoved) return [line(`${head} Its data is removed.`)];
  if (!wasRunning) return [line(head)];
  return [
    line(`${head} Its data is kept.`),
    line(`→ Start it again: ${upAgain}`),
    line('→ Remove the data: obs-lab down --volumes'),
  ];
}

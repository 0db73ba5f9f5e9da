import { isDashboardPath } from '../../dashboards/catalog.js';
import type { OpenDashboard } from '../../dashboards/open-dashboard.js';
import { LabError, UsageError } from '../../errors.js';
import { linkDashboard } from '../../stack/own-dashboards.js';
import { deferred } from '../../util/deferred.js';
import { watchFile } from '../../util/watch-file.js';
import { interruptSignal } from '../terminal/interrupt.js';
import { showsColor } from '../text/paint.js';
import { showOnce } from './show.js';

/** A dashboard file that is shown again after each save: `obs-lab dashboard FILE --watch`. */

/**
 * Shows the file until the user quits. A save that can't be read leaves the last dashboard on the screen, with the
 * reason.
 * @param open reads the file
 * @param options.live on the whole terminal; otherwise a frame is printed for each save
 * @returns true if the user interrupted it
 * @throws UsageError WATCH_NEEDS_FILE; what `open` throws at first
 */
export async function watchDashboard(
  name: string | undefined,
  open: () => Promise<OpenDashboard>,
  { live, print }: { live: boolean; print: (text: string) => void },
): Promise<boolean> {
  if (name === undefined || !isDashboardPath(name)) {
    throw new UsageError('--watch needs a dashboard file.', {
      code: 'WATCH_NEEDS_FILE',
      hints: ['Name its path, such as: obs-lab dashboard ./my-dashboard.json --watch'],
    });
  }
  let shown: Shown = { opened: await open() };
  await linkDashboard(name);
  let saved = deferred<void>();
  const watch = watchFile(name, { onSaved: () => saved.resolve() });
  const show = live ? showUntil : printUntil;
  try {
    for (;;) {
      const isSaved = saved.promise.then(() => 'saved' as const);
      const ended = await show(shown, isSaved, print);
      if (ended !== 'saved') return ended === 'interrupted';
      saved = deferred<void>();
      shown = await reopen(open, shown);
    }
  } finally {
    watch.stop();
  }
}

interface Shown {
  opened: OpenDashboard;
  /** Why the newest save could not be read: then an older one is shown. */
  complaint?: string;
}

type End = 'saved' | 'interrupted' | 'left';

async function reopen(open: () => Promise<OpenDashboard>, { opened }: Shown): Promise<Shown> {
  try {
    return { opened: await open() };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { opened, complaint: error.message };
  }
}

async function showUntil({ opened, complaint }: Shown, saved: Promise<'saved'>): Promise<End> {
  const { runDashboardScreen } = await import('./screen.js');
  let isSaved = false;
  const isInterrupted = await runDashboardScreen(opened, {
    color: showsColor(),
    until: saved.then(() => void (isSaved = true)),
    ...(complaint !== undefined && { complaint }),
  });
  return isInterrupted ? 'interrupted' : isSaved ? 'saved' : 'left';
}

async function printUntil(
  { opened, complaint }: Shown,
  saved: Promise<'saved'>,
  print: (text: string) => void,
): Promise<End> {
  const { signal, release } = interruptSignal();
  try {
    print(complaint ?? (await showOnce(opened)).text);
    const interrupted = new Promise<'interrupted'>((resolve) => {
      if (signal.aborted) resolve('interrupted');
      else signal.addEventListener('abort', () => resolve('interrupted'));
    });
    return await Promise.race([saved, interrupted]);
  } finally {
    release();
  }
}

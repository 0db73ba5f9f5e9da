import { render, useInput } from 'ink';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Dashboard } from '../../dashboards/model/dashboard.js';
import type { DashboardSource } from '../../dashboards/panel/read-panels.js';
import { interruptSignal } from '../terminal/interrupt.js';
import { useTerminalSize } from '../terminal/use-terminal-size.js';
import { type DashboardFeed, openDashboardFeed } from './feed.js';
import { frameLines, headerLine, pointsFor, totalHeight, visiblePanels, withTitles } from './frame.js';
import { placePanels } from './layout.js';
import { clampScroll, scrollTo } from './scroll.js';
import { DashboardView } from './view.js';

/** The lab is scraped every second, and $__interval is two seconds. */
const REFRESH_MS = 2000;
/** Header, footer, and a last line that must stay free, or Ink clears the screen at each frame. */
const OTHER_ROWS = 3;

/** Enter the alternate screen, at its top left; and leave it. */
const ENTER = '\u001B[?1049h\u001B[H';
const LEAVE = '\u001B[?1049l';

/**
 * The dashboard in the whole terminal until the user quits.
 * @returns true if it was interrupted
 */
export async function runDashboardScreen(
  source: DashboardSource,
  options: { rangeText: string; color: boolean },
): Promise<boolean> {
  const { stdout } = process;
  const { signal, release } = interruptSignal();
  const giveBack = (): void => void stdout.write(LEAVE);
  process.once('exit', giveBack);
  stdout.write(ENTER);
  const feed = openDashboardFeed(source, REFRESH_MS);
  let quit: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    quit = resolve;
    signal.addEventListener('abort', () => resolve());
  });
  const instance = render(
    <DashboardApp dashboard={source.dashboard} feed={feed} {...options} onQuit={() => quit()} />,
    { exitOnCtrlC: false },
  );
  try {
    await ended;
    return signal.aborted;
  } finally {
    feed.close();
    instance.unmount();
    process.off('exit', giveBack);
    giveBack();
    release();
  }
}

interface AppProps {
  dashboard: Dashboard;
  feed: DashboardFeed;
  rangeText: string;
  color: boolean;
  onQuit: () => void;
}

/** Subscribes to the feed, and to the terminal's keys and size. */
function DashboardApp({ dashboard, feed, rangeText, color, onQuit }: AppProps) {
  const { variables, data, regions, problem } = useSyncExternalStore(feed.subscribe, feed.state);
  const { columns, rows: height } = useTerminalSize();
  const [scroll, setScroll] = useState(0);

  const placed = useMemo(
    () => withTitles(placePanels(dashboard.panels, columns), variables),
    [dashboard, columns, variables],
  );
  const rows = Math.max(1, height - OTHER_ROWS);
  const lines = totalHeight(placed);
  const from = clampScroll(scroll, { lines, rows });

  useEffect(() => {
    const seen = visiblePanels(placed, from, rows);
    feed.show(seen.map((one) => ({ panel: one.panel, maxPoints: pointsFor(one) })));
  }, [feed, placed, from, rows]);

  useInput((input, key) => {
    // Ink reads keys raw, so Ctrl-C is a key: make it the signal that everything else listens to.
    if (key.ctrl && input === 'c') {
      process.kill(process.pid, 'SIGINT');
    } else if (input === 'q' || key.escape) {
      onQuit();
    } else {
      setScroll(
        (first) => scrollTo(clampScroll(first, { lines, rows }), input, key, { lines, rows }) ?? first,
      );
    }
  });

  return (
    <DashboardView
      header={headerLine(dashboard, variables, rangeText, { width: columns, color })}
      lines={frameLines(placed, data, { from, rows, color, regions })}
      rows={rows}
      problem={problem}
      position={lines > rows ? `lines ${from + 1}–${Math.min(lines, from + rows)} of ${lines}` : undefined}
    />
  );
}

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { openPlaylist, stepRange, withRangeOf } from '../../dashboards/navigate.js';
import type { OpenDashboard } from '../../dashboards/open-dashboard.js';
import { runFullScreen } from '../terminal/full-screen.js';
import { useCleanRedraw } from '../terminal/live/use-clean-redraw.js';
import { useKeys } from '../terminal/live/use-keys.js';
import { useTerminalSize } from '../terminal/use-terminal-size.js';
import { openDashboardFeed } from './feed.js';
import { frameLines, headerLine, pointsFor, totalHeight, visiblePanels, withTitles } from './frame.js';
import { clampScroll, type DashboardKey, dashboardKeys, scrolledTo } from './keys.js';
import { placePanels } from './layout.js';
import { DashboardView } from './view.js';

/** The lab is scraped every second, and $__interval is two seconds. */
const REFRESH_MS = 2000;
/** Header, footer, and a last line that must stay free, or Ink clears the screen at each frame. */
const OTHER_ROWS = 3;

/**
 * The dashboard in the whole terminal until the user quits.
 * @param options.until ends it, as if the user had quit
 * @param options.complaint shown in the footer, such as why a file could not be read again
 * @returns true if it was interrupted
 */
export async function runDashboardScreen(
  opened: OpenDashboard,
  { until, ...options }: { color: boolean; until?: Promise<void>; complaint?: string },
): Promise<boolean> {
  const playlist = await openPlaylist(opened);
  let end: (isInterrupted: boolean) => void = () => undefined;
  const ended = new Promise<boolean>((resolve) => (end = resolve));
  void until?.then(() => end(false));
  const view = <DashboardApp first={opened} playlist={playlist} {...options} onEnd={(how) => end(how)} />;
  return runFullScreen(view, { ended, interrupted: () => end(true) });
}

/** The dashboard on the screen, and its place in the playlist. */
interface Shown {
  at: number;
  opened: OpenDashboard;
  /** The user has changed the time range: the other dashboards get it too. */
  isRangeChosen: boolean;
}

interface AppProps {
  first: OpenDashboard;
  /** The dashboards to go to, with the first one. */
  playlist: readonly OpenDashboard[];
  color: boolean;
  complaint?: string;
  onEnd: (isInterrupted: boolean) => void;
}

/** Subscribes to the feed of the open dashboard, and to the terminal's keys and size. */
function DashboardApp({ first, playlist, color, complaint, onEnd }: AppProps) {
  // Keys can come in a burst, so each changes the state after the one before it.
  const [{ opened }, setShown] = useState<Shown>(() => ({
    at: playlist.indexOf(first),
    opened: first,
    isRangeChosen: false,
  }));
  const feed = useMemo(() => openDashboardFeed(opened.source, REFRESH_MS), [opened]);
  useEffect(() => () => feed.close(), [feed]);
  const { variables, data, regions, problem } = useSyncExternalStore(feed.subscribe, feed.state);
  const { columns, rows: height } = useTerminalSize();
  const [scroll, setScroll] = useState(0);

  const { dashboard } = opened.source;
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

  function press(key: DashboardKey): void {
    const now = Date.now() / 1000;
    switch (key.type) {
      case 'quit':
        return onEnd(false);
      case 'interrupt':
        return onEnd(true);
      case 'dashboard':
        setShown(({ at, opened: last, isRangeChosen }) => {
          const index = (at + key.by + playlist.length) % playlist.length;
          const next = playlist[index]!;
          return { at: index, opened: isRangeChosen ? withRangeOf(next, last, now) : next, isRangeChosen };
        });
        return setScroll(0);
      case 'range':
        return setShown(({ at, opened: last }) => ({
          at,
          opened: stepRange(last, key.by, now),
          isRangeChosen: true,
        }));
      default:
        setScroll((before) => scrolledTo(clampScroll(before, { lines, rows }), key, { lines, rows }));
    }
  }
  useCleanRedraw();
  useKeys((action) => dashboardKeys(action).forEach(press));

  return (
    <DashboardView
      header={headerLine(dashboard, variables, opened.rangeText, { width: columns, color })}
      lines={frameLines(placed, data, { from, rows, color, regions })}
      rows={rows}
      columns={columns}
      problem={complaint ?? problem}
      position={lines > rows ? `lines ${from + 1}–${Math.min(lines, from + rows)} of ${lines}` : undefined}
    />
  );
}

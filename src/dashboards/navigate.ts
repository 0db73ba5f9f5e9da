import { formatDuration, parseDuration } from '../util/duration.js';
import { labDashboards } from './catalog.js';
import { resolveTimeRange } from './model/time-range.js';
import type { OpenDashboard } from './open-dashboard.js';
import { dashboardTime } from './options.js';

/** From one open dashboard to the next, and from one time range to the next. */

/** Time ranges to step through. */
const RANGES = ['1m', '5m', '15m', '30m', '1h', '3h', '6h', '12h', '1d', '2d', '7d'];

/** The lab's own dashboards, with the one that was opened among them: in its place, or, if it is a file, in front. */
export async function openPlaylist(opened: OpenDashboard): Promise<OpenDashboard[]> {
  const lab = (await labDashboards()).map(({ dashboard }) => dashboard);
  const isOpened = ({ uid }: { uid?: string | undefined }): boolean =>
    uid !== undefined && uid === opened.source.dashboard.uid;
  const all = lab.map((dashboard): OpenDashboard =>
    isOpened(dashboard)
      ? opened
      : {
          source: { ...opened.source, dashboard, chosen: {}, time: dashboardTime(dashboard, undefined).time },
          rangeText: dashboardTime(dashboard, undefined).rangeText,
        },
  );
  return all.includes(opened) ? all : [opened, ...all];
}

/**
 * The dashboard over the next longer (1) or shorter (−1) time range, up to now. At the last range it stays as it is.
 * @param nowSeconds Unix seconds
 */
export function stepRange(opened: OpenDashboard, by: 1 | -1, nowSeconds: number): OpenDashboard {
  const { from, to } = resolveTimeRange(opened.source.time, nowSeconds);
  const now = Math.round(to - from);
  const longer = (range: string): boolean => parseDuration(range)! > now;
  const shorter = (range: string): boolean => parseDuration(range)! < now;
  const range = by === 1 ? RANGES.find(longer) : RANGES.findLast(shorter);
  return range === undefined ? opened : withRange(opened, range);
}

/** A dashboard over the time range of another. */
export function withRangeOf(opened: OpenDashboard, other: OpenDashboard, nowSeconds: number): OpenDashboard {
  const { from, to } = resolveTimeRange(other.source.time, nowSeconds);
  return withRange(opened, formatDuration(Math.round(to - from)));
}

function withRange({ source }: OpenDashboard, range: string): OpenDashboard {
  const { time, rangeText } = dashboardTime(source.dashboard, range);
  return { source: { ...source, time }, rangeText };
}

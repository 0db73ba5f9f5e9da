import { basename, join } from 'node:path';
import { UsageError } from '../errors.js';
import { nearest } from '../util/nearest.js';
import { packageRoot } from '../util/package-root.js';
import { listed } from '../util/text/words.js';
import { readTextFile } from '../util/text-file.js';
import { type Dashboard, DashboardFormatError, parseDashboard } from './model/dashboard.js';

/** The lab's own dashboards by their short names, in the order in which they are shown. */
const NAMES = ['service', 'business', 'saturation', 'load'] as const;

export interface CatalogEntry {
  /** Short, for the command line. */
  name: string;
  dashboard: Dashboard;
}

export async function labDashboards(): Promise<CatalogEntry[]> {
  const directory = join(packageRoot(), 'stack/grafana/dashboards');
  return Promise.all(
    NAMES.map(async (name) => ({
      name,
      dashboard: await readDashboardFile(join(directory, `${name}.json`)),
    })),
  );
}

/**
 * A dashboard by its short name, uid or title, or from a file.
 * @throws UsageError DASHBOARD_UNKNOWN, DASHBOARD_UNREADABLE or DASHBOARD_INVALID
 */
export async function findDashboard(name: string): Promise<Dashboard> {
  const entries = await labDashboards();
  const wanted = name.toLowerCase();
  const found = entries.find(({ name: short, dashboard: { uid = '', title } }) =>
    [short, uid, title.toLowerCase()].includes(wanted),
  );
  if (found) return found.dashboard;
  if (isDashboardPath(name)) return readDashboardFile(name);

  const names = entries.map((entry) => entry.name);
  const [near] = nearest(
    name,
    entries.flatMap(({ name: short, dashboard: { title } }) => [short, title]),
  );
  throw new UsageError(`Unknown dashboard: ${name}`, {
    code: 'DASHBOARD_UNKNOWN',
    hints: [
      near === undefined
        ? `There are ${listed(names)}.`
        : `Did you mean ${near}? There are ${listed(names)}.`,
      'For your own dashboard, give the path of its file, such as ./my-dashboard.json.',
    ],
  });
}

/** Whether a name that none of the lab's dashboards has is the path of a file. */
export function isDashboardPath(name: string): boolean {
  return /[/\\]|\.json$/i.test(name);
}

/** The largest exports have a few megabytes. */
const MAX_DASHBOARD_BYTES = 20_000_000;

async function readDashboardFile(path: string): Promise<Dashboard> {
  const text = await readTextFile(path, { maxBytes: MAX_DASHBOARD_BYTES }).catch((cause: Error) => {
    throw new UsageError(`Could not read the dashboard file ${path}: ${cause.message}.`, {
      code: 'DASHBOARD_UNREADABLE',
      cause,
    });
  });
  const invalid = (what: string, cause: unknown): UsageError =>
    new UsageError(`${path} is not a dashboard: ${what}`, {
      code: 'DASHBOARD_INVALID',
      hints: ['In Grafana, choose Export → Export as JSON.'],
      cause,
    });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(`it is not JSON${place(text, (cause as Error).message)}`, cause);
  }
  try {
    return parseDashboard(json);
  } catch (cause) {
    if (cause instanceof DashboardFormatError) throw invalid(`${cause.message}.`, cause);
    throw new Error(`${basename(path)} could not be read`, { cause });
  }
}

/** JSON.parse's error for a text, with line and column if it names the position. */
function place(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return `: ${message}`;
  const before = text.slice(0, Number(position)).split('\n');
  const what = message.replace(/ in JSON at position.*$/, '');
  return ` (line ${before.length}, column ${before.at(-1)!.length + 1}): ${what}.`;
}

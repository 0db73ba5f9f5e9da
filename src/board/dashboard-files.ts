import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A dashboard in the list to choose from. */
export interface DashboardEntry {
  uid: string;
  title: string;
  description: string;
  /** Changes with the file's text. */
  version: string;
}

export interface DashboardList {
  dashboards: DashboardEntry[];
  /** Files that aren't valid dashboards, and why. */
  problems: { file: string; message: string }[];
}

interface DashboardFile {
  file: string;
  entry: DashboardEntry;
  /** Grafana's JSON, unchanged. */
  text: string;
}

/** The home dashboard: what the API's users get. */
const HOME_UID = 'obs-lab-service';

/** Every dashboard in the directory, home first. Read again each time, so that edits show at the next reload. */
export async function listDashboards(directory: string): Promise<DashboardList> {
  const { found, problems } = await readAll(directory);
  const dashboards = found.map(({ entry }) => entry);
  dashboards.sort((a, b) => Number(b.uid === HOME_UID) - Number(a.uid === HOME_UID));
  return { dashboards, problems };
}

/** Grafana's JSON of one dashboard, or undefined if there is none with that uid. */
export async function readDashboard(directory: string, uid: string): Promise<string | undefined> {
  return (await readAll(directory)).found.find(({ entry }) => entry.uid === uid)?.text;
}

async function readAll(
  directory: string,
): Promise<{ found: DashboardFile[]; problems: DashboardList['problems'] }> {
  const files = (await readdir(directory).catch(() => [])).filter((file) => file.endsWith('.json')).sort();
  const read = await Promise.all(
    files.map(async (file) => {
      try {
        const text = await readFile(join(directory, file), 'utf8');
        return { file, text, entry: { ...entryOf(JSON.parse(text)), version: versionOf(text) } };
      } catch (error) {
        // A link to one's own dashboard, which has been deleted or is just being renamed.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        return { file, message: (error as Error).message };
      }
    }),
  );
  return {
    found: read.filter((result): result is DashboardFile => result !== undefined && 'entry' in result),
    problems: read.filter(
      (result): result is { file: string; message: string } => result !== undefined && 'message' in result,
    ),
  };
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function entryOf(json: unknown): Omit<DashboardEntry, 'version'> {
  const { uid, title, description = '', panels } = (json ?? {}) as Record<string, unknown>;
  if (typeof uid !== 'string' || uid === '') throw new Error('it has no uid');
  if (typeof title !== 'string' || title === '') throw new Error('it has no title');
  if (!Array.isArray(panels)) throw new Error('it has no panels');
  return { uid, title, description: String(description) };
}

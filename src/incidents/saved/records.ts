import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabHome } from '../../stack/home.js';
import { writeFileAtomic } from '../../util/files.js';
import type { IncidentReport } from '../debrief/report.js';

/** Finished incidents, one file each in the home: they may name their faults. */

function directoryOf(home: LabHome): string {
  return join(home.path, 'incidents');
}

/** Saves a report. @returns its file */
export async function saveReport(home: LabHome, report: IncidentReport): Promise<string> {
  await mkdir(directoryOf(home), { recursive: true, mode: 0o700 });
  const file = join(directoryOf(home), `${report.id}.json`);
  await writeFileAtomic(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** All reports that can be read, oldest first. */
export async function readReports(home: LabHome): Promise<IncidentReport[]> {
  const names = await readdir(directoryOf(home)).catch(() => []);
  const reports = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map(async (name) => {
        try {
          const report = JSON.parse(await readFile(join(directoryOf(home), name), 'utf8')) as IncidentReport;
          return report.version === 1 ? report : undefined;
        } catch {
          return undefined; // cut short, or edited
        }
      }),
  );
  return reports.filter((report) => report !== undefined);
}

/** When the last incident ended, in Unix seconds; undefined if there was none. */
export async function latestEnd(home: LabHome): Promise<number | undefined> {
  const last = (await readReports(home)).at(-1);
  return last && Date.parse(last.endedAt) / 1000;
}

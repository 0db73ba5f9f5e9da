import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UsageError } from '../../errors.js';
import { nearest } from '../../util/nearest.js';
import { readTextFile, TextFileError, unreadableReason } from '../../util/text-file.js';
import type { Locate } from '../../util/yaml/read-yaml.js';
import { MissionFileError, UnknownMissionError, UnknownStepError } from './errors.js';
import { readMission } from './parse.js';
import { prerequisiteProblems } from './prerequisites.js';
import type { Mission, MissionFile, Step } from './schema.js';

export interface Library {
  /** By number. */
  missions: readonly Mission[];
  /** Files with errors, with the folder they are in; the other missions still work. */
  broken: readonly { folder: string; error: MissionFileError }[];
  /** By the mission's id: the place of each value in its file. */
  places: ReadonlyMap<string, Locate>;
}

export interface Found {
  folder: string;
  file: string;
  mission: MissionFile;
  locate: Locate;
}

/**
 * Loads every `<folder>/mission.yaml` of the directories, the package's own first. A directory may itself be a
 * mission's folder. A folder named NN-… gives its mission the number NN; if that is taken or missing, it gets the
 * next free one.
 * @throws UsageError MISSIONS_UNREADABLE if a directory doesn't exist or can't be read
 */
export async function loadMissions(directories: readonly string[]): Promise<Library> {
  const found: Found[] = [];
  const broken: Library['broken'][number][] = [];
  // --path and OBS_LAB_MISSIONS may name the same directory in two ways.
  const seen = new Set<string>();
  for (const directory of directories) {
    for (const path of await foldersOf(directory)) {
      const folder = basename(resolve(path));
      const file = join(path, 'mission.yaml');
      if (seen.has(resolve(file))) continue;
      seen.add(resolve(file));
      try {
        const text = await readIfThere(file);
        if (text === undefined) continue;
        const { mission, locate } = readMission(text, file);
        refuseSameId(mission, { file, locate }, found);
        found.push({ folder, file, mission: inFolder(mission, resolve(path)), locate });
      } catch (error) {
        if (!(error instanceof MissionFileError)) throw error;
        broken.push({ folder, error });
      }
    }
  }
  // A broken file's id is not known: then no prerequisite counts as unknown.
  const problems = prerequisiteProblems(found, { complete: broken.length === 0 });
  const usable = found.filter(({ file }) => !problems.has(file));
  for (const { file, folder } of found) {
    const own = problems.get(file);
    if (own) broken.push({ folder, error: new MissionFileError(file, own) });
  }
  return {
    missions: numbered(usable),
    broken,
    places: new Map(usable.map(({ mission: { id }, locate }) => [id, locate])),
  };
}

/**
 * The directories to search for missions: the package's own, and the user's.
 * @param own directory from the command line, in addition to OBS_LAB_MISSIONS
 */
export function missionDirectories(
  packageRoot: string,
  env: NodeJS.ProcessEnv = process.env,
  own: readonly string[] = [],
): string[] {
  const directories = [join(packageRoot, 'missions'), env.OBS_LAB_MISSIONS ?? '', ...own];
  return [...new Set(directories.filter((directory) => directory !== ''))];
}

/**
 * Finds a mission by number (`1`, `01`), id, or folder name.
 * @throws MissionFileError if that mission's file has errors
 * @throws UnknownMissionError with suggestions
 */
export function findMission({ missions, broken }: Library, name: string): Mission {
  const wanted = name.toLowerCase();
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const mission = missions.find((m) => m.number === number || m.id === wanted || folderOf(m) === name);
  if (mission) return mission;
  const unusable = broken.find(
    ({ folder }) => folder === name || (number !== undefined && folderNumber(folder) === number),
  );
  if (unusable) throw unusable.error;
  const ids = missions.map(({ id }) => id);
  throw new UnknownMissionError(
    name,
    nearest(name, ids),
    missions.map((m) => `${m.number} ${m.id}`),
  );
}

/** @throws UnknownStepError with suggestions */
export function findStep(mission: Mission, name: string): Step {
  // By id, or by its number on the screen.
  const step = mission.steps.find(({ id }, i) => id === name.toLowerCase() || String(i + 1) === name);
  if (step) return step;
  const ids = mission.steps.map(({ id }) => id);
  throw new UnknownStepError(mission.id, name, nearest(name, ids), ids);
}

/** Replaces ${mission} in all texts with the folder's path: learners need its files, wherever it is installed. */
function inFolder(mission: MissionFile, folder: string): MissionFile {
  const text = JSON.stringify(mission).replaceAll('${mission}', () => JSON.stringify(folder).slice(1, -1));
  return JSON.parse(text) as MissionFile;
}

function numbered(found: readonly Found[]): Mission[] {
  const taken = new Set<number>();
  const late: Found[] = [];
  const missions: Mission[] = [];
  const add = ({ mission, file }: Found, number: number): void => {
    taken.add(number);
    missions.push({ ...mission, file, number });
  };
  for (const item of found) {
    const number = folderNumber(item.folder);
    if (number === undefined || taken.has(number)) late.push(item);
    else add(item, number);
  }
  for (const item of late) add(item, Math.max(0, ...taken) + 1);
  return missions.sort((a, b) => a.number - b.number);
}

function refuseSameId(
  { id }: MissionFile,
  { file, locate }: { file: string; locate: Locate },
  found: readonly Found[],
): void {
  const other = found.find(({ mission }) => mission.id === id);
  if (other) {
    throw new MissionFileError(file, [
      { ...locate(['id']), path: 'id', message: `${id} is taken by ${other.file}` },
    ]);
  }
}

function folderNumber(folder: string): number | undefined {
  const match = /^(\d+)-/.exec(folder);
  return match ? Number(match[1]) : undefined;
}

function folderOf({ file }: Mission): string | undefined {
  return file.split(/[\\/]/).at(-2);
}

/** The paths of a directory's folders, or its own if it is a mission's folder. */
async function foldersOf(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    if (entries.some(({ name }) => name === 'mission.yaml')) return [directory];
    return entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => join(directory, name))
      .sort();
  } catch (cause) {
    const failure = cause as NodeJS.ErrnoException;
    const reason = failure.code === 'ENOENT' ? 'it does not exist' : unreadableReason(failure);
    throw new UsageError(`The missions directory ${directory} can’t be read: ${reason}.`, {
      code: 'MISSIONS_UNREADABLE',
      hints: [
        '--path and OBS_LAB_MISSIONS name the directory that contains your own missions’ folders.',
        'Create it with a first mission: obs-lab mission new my-mission --path DIR',
      ],
      cause,
    });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readTextFile(file);
  } catch (error) {
    if (!(error instanceof TextFileError)) throw error;
    if (error.absent) return undefined;
    throw new MissionFileError(file, [
      { ...error.place, path: '', message: `can’t be read: ${error.message}` },
    ]);
  }
}

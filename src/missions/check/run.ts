import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { WORLDS_DATA } from '../../../lab/worlds/worlds.js';
import { UsageError } from '../../errors.js';
import { openWorlds } from '../../query/evaluate-worlds.js';
import type { FetchContext } from '../../stack/binaries/binary.js';
import { cacheDir } from '../../stack/home.js';
import { findTools } from '../../stack/tools/find-tools.js';
import { openAlertmanagerTools } from '../../stack/tools/private-alertmanager.js';
import { packageRoot } from '../../util/package-root.js';
import { unreadableReason } from '../../util/text-file.js';
import { FIXTURE_NOW, fixtureText } from '../fixture/index.js';
import type { World } from '../grading/types.js';
import { type Library, loadMissions, missionDirectories } from '../library/library.js';
import type { Mission } from '../library/schema.js';
import type { AttackProgress } from './attack/attack.js';
import type { Finding } from './finding.js';
import { brokenFindings, type CheckDocument, checkDocument, checkMission, type StepResult } from './index.js';
import { memoized } from './memoized.js';
import { simulatedFaults } from './simulated-faults.js';

export type CheckEvent =
  | { type: 'filling' }
  | { type: 'broken'; findings: readonly Finding[] }
  | { type: 'mission'; mission: Mission }
  | { type: 'attack'; progress: AttackProgress }
  | { type: 'step'; step: StepResult };

/**
 * Checks missions on a private Prometheus, which it removes afterwards.
 * @param options.paths missions' folders or files, or folders of missions; if empty, all missions are checked
 * @param options.attack whether mutants of accepted answers are graded, too: that takes minutes
 * @param options.depth how many changes a mutant has: 1, or 2 to try some with two as well
 * @param options.ownDirectory of the user's own missions, in addition to OBS_LAB_MISSIONS
 * @throws UsageError NO_MISSION; what findTools() and starting a Prometheus throw; once aborted, the signal's reason
 */
export async function runCheck({
  paths,
  ownDirectory,
  attack = false,
  depth = 1,
  env,
  signal,
  onProgress,
  onEvent,
}: {
  paths: readonly string[];
  ownDirectory?: string | undefined;
  attack?: boolean;
  depth?: number;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onProgress?: NonNullable<FetchContext['onProgress']>;
  onEvent: (event: CheckEvent) => void;
}): Promise<CheckDocument> {
  const directories = missionDirectories(
    packageRoot(),
    env,
    ownDirectory === undefined ? [] : [ownDirectory],
  );
  const context = { env, cache: cacheDir(env), signal, ...(onProgress && { onProgress }) };
  const begun = Date.now();
  const library = await loadChosen(paths, directories);
  const broken = brokenFindings(library);
  onEvent({ type: 'broken', findings: broken });
  const seconds = (): number => Math.round((Date.now() - begun) / 100) / 10;
  if (library.missions.length === 0) return checkDocument([], broken, seconds());

  onEvent({ type: 'filling' });
  const { promtool, startPrometheus } = await findTools(context);
  const lab = await startPrometheus({ text: fixtureText }, signal);
  const worlds = await startPrometheus(WORLDS_DATA, signal).catch(async (error: unknown) => {
    await lab.stop();
    throw error;
  });
  try {
    const freshWorld = (): World & { now: number } => ({
      prometheus: memoized(lab.prometheus),
      worlds: openWorlds(memoized(worlds.prometheus)),
      promtool,
      alertmanager: openAlertmanagerTools(env),
      savedLoad: async () => ({ runs: [], limits: [] }),
      faults: simulatedFaults(),
      now: FIXTURE_NOW,
    });
    const world = freshWorld();
    const results = [];
    for (const mission of library.missions) {
      onEvent({ type: 'mission', mission });
      const onStep = (step: StepResult): void => onEvent({ type: 'step', step });
      const options = {
        signal,
        onStep,
        onProgress: (progress: AttackProgress): void => onEvent({ type: 'attack', progress }),
        ...(attack && { freshWorld, depth }),
      };
      results.push(await checkMission(mission, library.places.get(mission.id)!, world, options));
    }
    return checkDocument(results, broken, seconds());
  } finally {
    await Promise.all([lab.stop(), worlds.stop()]);
  }
}

/** The requested missions, read together with all others: missions refer to each other. */
async function loadChosen(paths: readonly string[], directories: readonly string[]): Promise<Library> {
  const chosen = await Promise.all(paths.map(async (path) => toFolder(resolve(path))));
  const parents = await Promise.all(
    chosen.map(async (folder) => ((await exists(join(folder, 'mission.yaml'))) ? dirname(folder) : folder)),
  );
  const library = await loadMissions([...new Set([...directories.map((path) => resolve(path)), ...parents])]);
  if (chosen.length === 0) return library;
  const isChosen = (file: string): boolean => chosen.some((folder) => file.startsWith(`${folder}${sep}`));
  const missions = library.missions.filter(({ file }) => isChosen(file));
  const broken = library.broken.filter(({ error: { file } }) => isChosen(file));
  if (missions.length + broken.length === 0) throw noMission(`No missions found in ${paths.join(', ')}.`);
  return { ...library, missions, broken };
}

/** @throws UsageError NO_MISSION if the path doesn't exist, or is a file but not a mission */
async function toFolder(path: string): Promise<string> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw noMission(`${path} can’t be read: ${unreadableReason(cause)}.`, cause);
  });
  if (found.isDirectory()) return path;
  if (basename(path) !== 'mission.yaml') {
    throw noMission(`${path} is not a mission: the file must be called mission.yaml.`);
  }
  return dirname(path);
}

function noMission(message: string, cause?: unknown): UsageError {
  return new UsageError(message, {
    code: 'NO_MISSION',
    hints: [
      'Name a folder that contains mission.yaml, or a folder of such folders.',
      'Create a mission with: obs-lab mission new my-mission',
    ],
    cause,
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

import { type Locate, readYaml } from '../../util/yaml/read-yaml.js';
import { MissionFileError } from './errors.js';
import { readAhead } from './read-ahead.js';
import { type MissionFile, missionSchema } from './schema.js';

/**
 * Parses the text of a mission.yaml, and keeps the place of each value.
 * @throws MissionFileError with each error and its place
 */
export function readMission(text: string, file: string): { mission: MissionFile; locate: Locate } {
  const known = readAhead(text);
  if (known === undefined) return readAll(text, file);
  let locate: Locate | undefined;
  return { mission: known, locate: (path) => (locate ??= readAll(text, file).locate)(path) };
}

function readAll(text: string, file: string): { mission: MissionFile; locate: Locate } {
  const result = readYaml(text, missionSchema, 'mission file');
  if ('problems' in result) throw new MissionFileError(file, result.problems);
  return { mission: result.data, locate: result.locate };
}

/** The mission alone. @throws MissionFileError */
export function parseMission(text: string, file: string): MissionFile {
  return readMission(text, file).mission;
}

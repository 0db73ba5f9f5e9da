import { type Locate, readYaml } from '../../util/yaml/read-yaml.js';
import { MissionFileError } from './errors.js';
import { type MissionFile, missionSchema } from './schema.js';

/**
 * Reads the text of a mission.yaml, and keeps where everything stands. Pure.
 * @throws MissionFileError that names every place that is wrong, and why
 */
export function readMission(text: string, file: string): { mission: MissionFile; locate: Locate } {
  const result = readYaml(text, missionSchema, 'mission file');
  if ('problems' in result) throw new MissionFileError(file, result.problems);
  return { mission: result.data, locate: result.locate };
}

/** The mission alone. @throws MissionFileError */
export function parseMission(text: string, file: string): MissionFile {
  return readMission(text, file).mission;
}

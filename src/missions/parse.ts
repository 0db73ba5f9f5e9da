import { readYaml } from '../yaml-file.js';
import { MissionFileError } from './errors.js';
import { missionSchema, type MissionFile } from './schema.js';

/**
 * Reads the text of a mission.yaml. Pure.
 * @throws MissionFileError that names every place that is wrong, and why
 */
export function parseMission(text: string, file: string): MissionFile {
  const result = readYaml(text, missionSchema, 'mission file');
  if ('problems' in result) throw new MissionFileError(file, result.problems);
  return result.data;
}

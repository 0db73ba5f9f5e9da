import { missionJsonSchema } from '../../src/missions/library/schema/json-schema.js';
import type { Files } from './files.js';

/** The schema with which editors check and complete a mission.yaml. */
export function missionSchema(): Files {
  return new Map([['missions/mission.schema.json', missionJsonSchema()]]);
}

import { z } from 'zod';
import { missionSchema } from '../schema.js';

/**
 * The schema of a mission.yaml as JSON Schema, for editors: text of missions/mission.schema.json. Pure.
 *
 * It is of what an author writes, so that durations are texts and what has a default may be left out.
 */
export function missionJsonSchema(): string {
  const schema = z.toJSONSchema(missionSchema, { io: 'input', target: 'draft-7' });
  const document = {
    title: 'An obs-lab mission',
    description: 'obs-lab docs authoring tells more.',
    ...schema,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

import { z } from 'zod';
import { missionSchema } from '../schema.js';

/**
 * The schema of a mission.yaml as JSON Schema, for editors: the text of missions/mission.schema.json.
 *
 * It describes the author's input: durations are strings, and fields with a default are optional.
 */
export function missionJsonSchema(): string {
  const schema = z.toJSONSchema(missionSchema, { io: 'input', target: 'draft-7' });
  const document = {
    title: 'An obs-lab mission',
    description: 'See: obs-lab docs authoring',
    ...schema,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

import { z } from 'zod';
import { tiersFileSchema } from '../../src/load/request/tiers-file.js';
import type { Files } from './files.js';

/** The schema with which editors check and complete a file of load tiers. */
export function tiersSchema(): Files {
  const schema = z.toJSONSchema(tiersFileSchema, { io: 'input' });
  return new Map([['docs/tiers.schema.json', `${JSON.stringify(schema, null, 2)}\n`]]);
}

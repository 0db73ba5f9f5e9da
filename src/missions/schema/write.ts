import { join } from 'node:path';
import { writeFileAtomic } from '../../files.js';
import { packageRoot } from '../../package-root.js';
import { missionJsonSchema } from './json-schema.js';

/** `npm run schema`: writes the schema that editors read beside the missions. */
await writeFileAtomic(join(packageRoot(), 'missions/mission.schema.json'), missionJsonSchema());

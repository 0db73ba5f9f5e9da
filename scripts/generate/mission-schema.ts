import { join } from 'node:path';
import { writeFileAtomic } from '../../src/util/files.js';
import { packageRoot } from '../../src/util/package-root.js';
import { missionJsonSchema } from '../../src/missions/library/schema/json-schema.js';

/** `npm run schema`: writes the schema that editors read beside the missions. */
await writeFileAtomic(join(packageRoot(), 'missions/mission.schema.json'), missionJsonSchema());

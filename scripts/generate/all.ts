import { join } from 'node:path';
import { writeFileAtomic } from '../../src/util/files.js';
import { packageRoot } from '../../src/util/package-root.js';
import { GENERATORS } from './generators.js';

// `npm run generate` writes every generated file; commit what changes.
for (const generate of Object.values(GENERATORS)) {
  for (const [path, text] of await generate()) await writeFileAtomic(join(packageRoot(), path), text);
}

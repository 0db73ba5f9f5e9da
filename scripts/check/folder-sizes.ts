import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';

/** `npm run check`: a folder of src/ is one concern. One with more source files than this is several. */
const MAX_FILES = 16;

const root = join(packageRoot(), 'src');
const folders = ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })];
const crowded = folders.flatMap((folder) => {
  const files = sourceFiles(join(root, folder));
  return files.length > MAX_FILES ? [`src/${folder} has ${files.length} source files`] : [];
});

if (crowded.length > 0) {
  console.error(`${crowded.join('\n')}\nThe limit is ${MAX_FILES}: move some of them into a subfolder.`);
  process.exitCode = 1;
}

function sourceFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'));
  } catch {
    return []; // a file, not a folder
  }
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build reads. */
const SOURCES = ['src', 'lab', 'scripts/build', 'package.json', 'package-lock.json', 'esbuild.config.js'];
/** What it writes last. */
const LAST = 'oclif.manifest.json';

/**
 * Whether dist/ is newer than everything that it is made from. npm asks for a build not only after an install, and a
 * build removes files that another command may be about to load.
 */
export function isBuilt() {
  if (!existsSync('dist/cli/main.js') || !existsSync(LAST)) return false;
  const built = statSync(LAST).mtimeMs;
  return SOURCES.flatMap(filesOf).every((file) => statSync(file).mtimeMs <= built);
}

/** @param {string} path of a file or a directory @returns {string[]} */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const READER = 'dist/read-missions.js';

/**
 * Reads the shipped missions, so that commands need not: see src/missions/library/read-ahead.ts.
 * @param {import('esbuild').BuildOptions} shared how everything is built
 * @returns {Promise<Record<string, unknown>>} by the checksum of the file's text
 */
export async function readMissions(shared) {
  await build({
    ...shared,
    stdin: {
      contents: `export { parseMission } from './parse.js'; export { checksumOf } from './read-ahead.js';`,
      resolveDir: 'src/missions/library',
    },
    outfile: READER,
  });
  const { checksumOf, parseMission } = await import(pathToFileURL(READER).href);
  rmSync(READER);
  /** @type {Record<string, unknown>} */
  const missions = {};
  for (const folder of readdirSync('missions', { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    const file = join('missions', folder.name, 'mission.yaml');
    try {
      const text = readFileSync(file, 'utf8');
      missions[checksumOf(text)] = parseMission(text, file);
    } catch (error) {
      console.warn(`${file} is read at each start, where its problems are explained: ${error.message}`);
    }
  }
  return missions;
}

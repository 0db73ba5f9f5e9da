import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

/**
 * The installed package's root, which holds package.json, missions/, stack/ and dist/.
 * Found by walking up, since the code runs from src/ in development and from a bundle when installed.
 */
export function packageRoot(): string {
  if (found) return found;
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const manifest = join(dir, 'package.json');
    if (
      existsSync(manifest) &&
      (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'obs-lab'
    ) {
      found = dir;
      return dir;
    }
    if (dir === dirname(dir)) throw new Error('obs-lab is not inside its own package');
  }
}

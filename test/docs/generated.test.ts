import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GENERATORS } from '../../scripts/generate/generators.js';
import { packageRoot } from '../../src/util/package-root.js';

test.each(Object.entries(GENERATORS))('%s: npm run generate would change nothing', async (_, generate) => {
  const files = await generate();
  expect(files.size).toBeGreaterThan(0);
  for (const [path, text] of files) expect(readFileSync(join(packageRoot(), path), 'utf8')).toBe(text);
});

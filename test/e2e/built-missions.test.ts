import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseMission } from '../../src/missions/library/parse.js';
import { checksumOf } from '../../src/missions/library/read-ahead.js';
import { packageRoot } from '../../src/util/package-root.js';

const missions = readdirSync(join(packageRoot(), 'missions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join('missions', name, 'mission.yaml'));

it.each(missions)('the build has read %s, as it is', (file) => {
  const text = readFileSync(join(packageRoot(), file), 'utf8');
  const built = JSON.parse(readFileSync(join(packageRoot(), 'dist/missions.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(built[checksumOf(text)], 'npm run build reads it').toEqual(
    JSON.parse(JSON.stringify(parseMission(text, file))),
  );
});

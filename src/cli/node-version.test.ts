import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { refusal } from '../../bin/node-version.js';
import { packageRoot } from '../util/package-root.js';

it.each(['v0.12.18', 'v8.17.0', 'v12.22.12', 'v18.20.8', 'v20.9.0', 'v20.18.3'])(
  'refuses Node %s',
  (version) => {
    expect(refusal(version)).toBe(`obs-lab needs Node 20.19 or later; this is ${version}.`);
  },
);

it.each(['v20.19.0', 'v20.20.2', 'v21.0.0', 'v22.3.0', 'v24.11.1', 'v26.0.0-nightly20260401'])(
  'accepts Node %s',
  (version) => {
    expect(refusal(version)).toBeUndefined();
  },
);

it('refuses what package.json excludes', () => {
  const { engines } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(refusal('v1.0.0')).toContain(`Node ${engines.node.replace('>=', '')} or later`);
});

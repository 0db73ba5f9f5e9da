import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHome } from '../home.js';
import { freePort } from '../ports.js';
import { PORT_DEFAULTS } from '../spec.js';
import { type RuntimeName, writeState } from '../state.js';
import { openStack } from './open-stack.js';

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'obs-lab-access-'))));
afterEach(() => rm(root, { recursive: true }));

it.each([
  ['docker', 'NO_ENGINE', 4],
  ['local', 'NOT_RUNNING', 3],
] as const)('a recorded lab on %s that does not answer: %s', async (runtime: RuntimeName, code, exitCode) => {
  const home = openHome({ OBS_LAB_HOME: root });
  await writeState(home, {
    version: 1,
    runtime,
    createdAt: '2026-01-01T00:00:00Z',
    ports: { ...PORT_DEFAULTS, prometheus: await freePort() },
    skipped: {},
    services: {},
    notices: [],
  });
  const env = { DOCKER_HOST: 'unix:///no/engine/here' };
  await expect(openStack(home, env)).rejects.toMatchObject({ code, exitCode });
});

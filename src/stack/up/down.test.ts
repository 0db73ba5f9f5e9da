import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabHome, openHome } from '../home.js';
import { PORT_DEFAULTS } from '../spec.js';
import { type RuntimeName, writeState } from '../state.js';
import { down, type DownResult } from './down.js';

let root: string;
let home: LabHome;
let server: Server;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-down-'));
  home = openHome({ OBS_LAB_HOME: root });
  server = createServer((request, response) => {
    response.writeHead(request.url === '/_ping' ? 200 : 403).end('{"message":"not for you"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  env = { DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` };
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true });
});

const takeDown = (): Promise<DownResult> =>
  down({ home, env, removeVolumes: true, onStopped: () => undefined });

const record = (runtime: RuntimeName): Promise<void> =>
  writeState(home, {
    version: 1,
    runtime,
    createdAt: '2026-01-01T00:00:00Z',
    ports: PORT_DEFAULTS,
    skipped: {},
    services: { api: { name: 'api', since: '2026-01-01T00:00:00Z', container: 'c0ffee' } },
    notices: [],
  });

describe('down, with an engine that refuses', () => {
  it('cleans up a lab of local processes, and says what it could not check', async () => {
    await record('local');
    const result = await takeDown();
    expect(result).toMatchObject({ volumesRemoved: true });
    expect(result.notices).toEqual([
      expect.stringMatching(/^Containers of this lab.*not for you \(HTTP 403\)/),
    ]);
    expect(existsSync(home.stateFile)).toBe(false);
  });

  it('fails for a lab in containers, and keeps its record', async () => {
    await record('docker');
    await expect(takeDown()).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    expect(existsSync(home.stateFile)).toBe(true);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCredentials, readCredentials } from './credentials.js';
import { type LabHome, openHome } from './home.js';
import { PORT_DEFAULTS } from './spec.js';
import { readState, type StackState, writeState } from './state.js';

const STATE: StackState = {
  version: 1,
  runtime: 'local',
  createdAt: '2026-01-01T00:00:00.000Z',
  ports: PORT_DEFAULTS,
  skipped: {},
  services: {},
  notices: [],
};

let root: string;
let home: LabHome;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-test-state-'));
  home = openHome({ OBS_LAB_HOME: root });
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('readState', () => {
  it('returns what was written, or nothing if there is no file', async () => {
    expect(await readState(home)).toBeUndefined();
    await writeState(home, STATE);
    expect(await readState(home)).toEqual(STATE);
  });

  it.each([
    ['nothing', ''],
    ['half a record', '{"version":1,"runt'],
    ['no record', 'null'],
    ['a record of another version', JSON.stringify({ ...STATE, version: 2 })],
    ['one without a runtime', JSON.stringify({ ...STATE, runtime: undefined })],
    ['one without ports', JSON.stringify({ ...STATE, ports: {} })],
    ['one without services', JSON.stringify({ ...STATE, services: null })],
  ])('refuses %s', async (_, text) => {
    await writeFile(home.stateFile, text);
    await expect(readState(home)).rejects.toMatchObject({ code: 'STATE_UNREADABLE', exitCode: 4 });
  });
});

describe('loadCredentials', () => {
  it('keeps the passwords of an earlier version, and adds a control token', async () => {
    const passwords = { postgresPassword: 'p', grafanaPassword: 'g' };
    await writeFile(join(root, 'credentials.json'), JSON.stringify(passwords));
    const loaded = await loadCredentials(home);
    expect(loaded).toEqual({ ...passwords, controlToken: expect.stringMatching(/^[0-9a-f]{24}$/) as string });
    expect(await readCredentials(home)).toEqual(loaded);
    expect(await loadCredentials(home)).toEqual(loaded);
  });
});

describe('readCredentials', () => {
  it.each(['', '{', 'null', '{}', '{"postgresPassword":"x"}', '{"postgresPassword":1,"grafanaPassword":2}'])(
    'refuses %j',
    async (text) => {
      await writeFile(join(root, 'credentials.json'), text);
      await expect(readCredentials(home)).rejects.toMatchObject({
        code: 'CREDENTIALS_UNREADABLE',
        exitCode: 4,
      });
    },
  );
});

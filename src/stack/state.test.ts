import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
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
  standIns: [],
  services: {},
  notices: [],
};

const RECORD = { name: 'api', since: '2026-01-01T00:00:00.000Z', process: { pid: 4711, startId: 'x' } };

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
    expect((await stat(home.stateFile)).mode & 0o777).toBe(0o600);
  });

  it('leaves out a service that this version doesn’t have', async () => {
    const services = { api: RECORD, teapot: { ...RECORD, name: 'teapot' } };
    await writeFile(
      home.stateFile,
      JSON.stringify({ ...STATE, services, skipped: { teapot: 'cold' }, standIns: ['teapot'] }),
    );
    expect(await readState(home)).toEqual({ ...STATE, services: { api: RECORD } });
  });

  it('refuses a record of a newer version in words', async () => {
    await writeFile(home.stateFile, JSON.stringify({ ...STATE, version: 2 }));
    await expect(readState(home)).rejects.toMatchObject({
      code: 'STATE_TOO_NEW',
      exitCode: 4,
      message: expect.stringContaining('newer obs-lab (file version 2') as string,
    });
  });

  it('refuses a named pipe at once', async () => {
    await rm(home.stateFile, { force: true });
    execFileSync('mkfifo', [home.stateFile]);
    await expect(readState(home)).rejects.toMatchObject({
      code: 'STATE_UNREADABLE',
      message: expect.stringContaining('not a regular file') as string,
    });
    await rm(home.stateFile);
  });

  it('says why the lab of an earlier version has no Alertmanager', async () => {
    const { alertmanager: _, ...ports } = PORT_DEFAULTS;
    await writeFile(home.stateFile, JSON.stringify({ ...STATE, ports, skipped: { grafana: 'no' } }));
    expect(await readState(home)).toEqual({
      ...STATE,
      skipped: { grafana: 'no', alertmanager: 'an earlier version of obs-lab started this lab' },
    });
  });

  it.each([
    ['nothing', ''],
    ['half a record', '{"version":1,"runt'],
    ['no record', 'null'],
    ['a record of no version', JSON.stringify({ ...STATE, version: '1' })],
    ['one without a runtime', JSON.stringify({ ...STATE, runtime: undefined })],
    ['one without ports', JSON.stringify({ ...STATE, ports: {} })],
    ['one without services', JSON.stringify({ ...STATE, services: null })],
    [
      'one with text for a pid',
      JSON.stringify({ ...STATE, services: { api: { ...RECORD, process: { pid: '1', startId: 'x' } } } }),
    ],
    [
      'one that would signal a group',
      JSON.stringify({ ...STATE, services: { api: { ...RECORD, process: { pid: -1, startId: 'x' } } } }),
    ],
    [
      'one with a port that no port is',
      JSON.stringify({ ...STATE, ports: { ...PORT_DEFAULTS, api: 70_000 } }),
    ],
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
    expect((await stat(join(root, 'credentials.json'))).mode & 0o777).toBe(0o600);
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

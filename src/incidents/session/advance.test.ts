import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInjector, type Injector } from '../../../lab/control/injector.js';
import { startControl } from '../../../lab/control/server.js';
import { freePorts } from '../../../test/helpers/ports.js';
import { incidentFile } from '../../faults/blind.js';
import { loadCredentials } from '../../stack/credentials.js';
import { openHome } from '../../stack/home.js';
import { PORT_DEFAULTS } from '../../stack/spec.js';
import { type StackState, writeState } from '../../stack/state.js';
import { planIncident } from '../plan/plan.js';
import { advance } from './advance.js';
import { type Lab, readIncident, saveIncident } from './incident-file.js';

/** On the real control server of a program, with mechanisms that change nothing. */

let root: string;
let lab: Lab;
/** Of the program that runs now: a restart loses what it had in effect. */
let injector: Injector;
let fails: boolean;
let stop: () => Promise<void>;

const FAULTS = ['table-lock', 'connection-leak'];

function startProgram(): void {
  const mechanism = () => {
    if (fails) throw new Error('PostgreSQL is down');
    return () => undefined;
  };
  injector = createInjector({ mechanisms: Object.fromEntries(FAULTS.map((id) => [id, mechanism])) });
}

/** As after `kill` and `up`. */
async function restartProgram(since: string): Promise<void> {
  startProgram();
  await writeState(lab.home, { ...lab.state, services: { api: { name: 'api', since } } });
}

beforeEach(async () => {
  fails = false;
  startProgram();
  root = await mkdtemp(join(tmpdir(), 'obs-lab-advance-'));
  const home = openHome({ OBS_LAB_HOME: join(root, 'home') });
  const { controlToken } = await loadCredentials(home);
  const [apiControl] = await freePorts(1);
  const state: StackState = {
    version: 1,
    runtime: 'local',
    createdAt: '2026-11-22T12:00:00.000Z',
    ports: { ...PORT_DEFAULTS, apiControl: apiControl! },
    skipped: {},
    services: { api: { name: 'api', since: '2026-11-22T12:00:00.000Z' } },
    notices: [],
  };
  await writeState(home, state);
  stop = await startControl(
    { host: '127.0.0.1', port: apiControl!, token: controlToken! },
    {
      known: FAULTS,
      inject: (...of) => injector.inject(...of),
      clear: (...of) => injector.clear(...of),
      act: (...of) => injector.act(...of),
      list: () => injector.list(),
    },
  );
  // Nothing answers at these addresses: no alert pages.
  const nowhere = 'http://127.0.0.1:1';
  lab = { home, state, prometheusUrl: nowhere, trafficUrl: nowhere } as Partial<Lab> as Lab;
});

afterEach(async () => {
  await stop();
  await rm(root, { recursive: true, force: true });
});

/** An incident whose fault is due now. */
async function startWith(fault: string): Promise<void> {
  const seed = Array.from({ length: 500 }, (_, i) => i).find(
    (each) => planIncident(each, 1).faults[0]?.id === fault,
  )!;
  await saveIncident(lab, {
    id: 'test',
    seed,
    difficulty: 1,
    startedAt: Date.now() / 1000 - planIncident(seed, 1).quietSeconds,
    baseline: { rate: 20, badShare: 0 },
    hidden: {},
    answers: {},
    answeredAt: {},
    actions: [],
    queries: 0,
  });
}

const active = (): string[] => injector.list().map(({ id }) => id);

test('a fault that can’t be injected closes the incident, and says so', async () => {
  await startWith('table-lock');
  fails = true;
  await expect(advance(lab)).rejects.toMatchObject({
    code: 'FAULT_FAILED',
    exitCode: 4,
    message: expect.stringMatching(/^The incident is closed, .*PostgreSQL is down/),
    hints: expect.arrayContaining(['Then start another one: obs-lab incident start']),
  });
  expect(existsSync(incidentFile(lab.home))).toBe(false);
  await expect(advance(lab)).rejects.toMatchObject({ code: 'INCIDENT_NONE' });
});

test('a program that was started again gets its fault back, once', async () => {
  await startWith('table-lock');
  await advance(lab);
  expect(active()).toEqual(['table-lock']);
  await restartProgram('2026-11-22T12:10:00.000Z');
  expect(active()).toEqual([]);
  const { hidden, actions } = await advance(lab);
  expect(active()).toEqual(['table-lock']);
  expect(hidden.starts).toEqual({ api: '2026-11-22T12:10:00.000Z' });
  expect(actions).toEqual([]);
  await injector.clear();
  await advance(lab);
  expect(active()).toEqual([]);
});

test('a restart by hand counts as the action, if it ends the fault', async () => {
  await startWith('connection-leak');
  await advance(lab);
  await restartProgram('2026-11-22T12:10:00.000Z');
  await advance(lab);
  expect(active()).toEqual([]);
  const incident = await readIncident(lab);
  expect(incident?.actions).toEqual([
    { action: 'restart', at: Date.parse('2026-11-22T12:10:00.000Z') / 1000, ended: 1 },
  ]);
});

test('a fault that an action ended does not come back with a restart', async () => {
  await startWith('table-lock');
  const { hidden, ...begun } = await advance(lab);
  await saveIncident(lab, { ...begun, hidden: { ...hidden, over: ['table-lock'] } });
  await restartProgram('2026-11-22T12:10:00.000Z');
  await advance(lab);
  expect(active()).toEqual([]);
});

test('while the program does not answer, the incident stays open', async () => {
  await startWith('table-lock');
  await advance(lab);
  await restartProgram('2026-11-22T12:10:00.000Z');
  await stop();
  await advance(lab);
  expect(await readIncident(lab)).toMatchObject({ id: 'test', actions: [] });
});

import { expect, test } from 'vitest';
import { createApiInjector } from '../api/faults/index.js';
import type { Supervisor } from '../api/supervisor.js';
import { createTrafficInjector } from '../traffic/faults/index.js';
import { createGate } from '../traffic/gate.js';
import { ACTIONS } from './actions.js';
import { ALERTS } from './alerts.js';
import { type Fault, INTENSITIES } from './fault.js';
import { faultById, FAULTS } from './index.js';

const all: readonly Fault[] = FAULTS;

test('there are eighteen, with different ids', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(18);
  expect(faultById('table-lock')?.title).toBe('A session locks the items table');
  expect(faultById('nothing')).toBeUndefined();
});

test('every alert and every action is used, apart from doing nothing', () => {
  const alerts = new Set(all.flatMap((fault) => [...fault.alerts, ...fault.mayAlert]));
  expect([...alerts].sort()).toEqual(Object.keys(ALERTS).sort());
  const actions = new Set(['do-nothing', ...all.flatMap(({ mitigations }) => mitigations)]);
  expect([...actions].sort()).toEqual(Object.keys(ACTIONS).sort());
});

test.each(all)('$id can be carried out by the program that it names', ({ id, program, mitigations }) => {
  const hooks = {};
  const supervisor = { hooks, options: { version: '1.0.0' } } as unknown as Supervisor;
  const known = {
    api: createApiInjector(supervisor, Promise.resolve()).known,
    traffic: createTrafficInjector(new URL('http://127.0.0.1'), createGate({ next: () => 0.5 })).known,
    rules: ['broken-alert-rule'],
  };
  for (const [name, ids] of Object.entries(known)) expect(ids.includes(id)).toBe(name === program);
  for (const action of mitigations) expect(ACTIONS[action].program).toBe(program);
});

test.each(all)('$id has the same parameters at each intensity, and an alert is listed once', (fault) => {
  const [names, ...others] = INTENSITIES.map((intensity) => Object.keys(fault.parameters[intensity]));
  for (const other of others) expect(other).toEqual(names);
  const alerts = [...fault.alerts, ...fault.mayAlert];
  expect(new Set(alerts).size).toBe(alerts.length);
  expect(fault.evidence.length).toBeGreaterThan(0);
});

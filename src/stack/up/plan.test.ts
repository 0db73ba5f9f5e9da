import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.js';
import { PORT_DEFAULTS, type ServiceName } from '../spec.js';
import type { StackState } from '../state.js';
import { openPlan, parsePorts, type UpPlan } from './plan.js';

describe('parsePorts', () => {
  it.each<[string[], object]>([
    [[], {}],
    [['api=3130'], { api: 3130 }],
    [['api=3130', 'prometheus=9190'], { api: 3130, prometheus: 9190 }],
    // two services that swap ports do not clash
    [['api=9090', 'prometheus=3030'], { api: 9090, prometheus: 3030 }],
    [['api=default', 'grafana=auto'], { api: 'default', grafana: 'auto' }],
    [
      ['auto', 'api=4000'],
      {
        api: 4000,
        prometheus: 'auto',
        alertmanager: 'auto',
        grafana: 'auto',
        postgres: 'auto',
        traffic: 'auto',
      },
    ],
    [['default'], Object.fromEntries(Object.keys(PORT_DEFAULTS).map((name) => [name, 'default']))],
  ])('%j', (values, expected) => expect(parsePorts(values)).toEqual(expected));

  it.each<[string[], RegExp]>([
    [['api'], /Invalid value for --port: api$/],
    [['api=x'], /api=x/],
    [['redis=1'], /redis=1/],
    [['api=0'], /1 to 65535/],
    [['api=65536'], /1 to 65535/],
    [['grafana=6000'], /grafana=6000. Browsers refuse port 6000/],
    [['3030'], /Invalid value for --port: 3030/],
    [['redis=auto'], /redis=auto/],
    [['api=4000', 'grafana=4000'], /grafana=4000. api has the same port/],
  ])('refuses %j', (values, message) => {
    expect(() => parsePorts(values)).toThrow(UsageError);
    expect(() => parsePorts(values)).toThrow(message);
  });
});

describe('openPlan', () => {
  const wish = (plan: Partial<UpPlan> = {}): UpPlan => ({ ports: {}, without: [], history: true, ...plan });
  const recorded: StackState = {
    version: 1,
    runtime: 'local',
    createdAt: '2026-01-01T00:00:00.000Z',
    ports: { ...PORT_DEFAULTS, api: 3130 },
    skipped: { grafana: 'not installed' },
    services: { api: { name: 'api', since: '' }, postgres: { name: 'postgres', since: '' } },
    notices: [],
  };
  const alive = (...names: ServiceName[]): Set<ServiceName> => new Set(names);

  it('starts with the defaults and what was asked for', () => {
    const state = openPlan(wish({ ports: { api: 4000 }, without: ['grafana'] }), undefined, 'local', alive());
    expect(state.ports).toEqual({ ...PORT_DEFAULTS, api: 4000 });
    expect(state.skipped).toEqual({ grafana: 'left out by --without' });
  });

  it('starts on the ports that the home was given, until they are set to the default again', () => {
    const given = { api: 4000, traffic: 4001 };
    const portsOf = (ports: UpPlan['ports']) =>
      openPlan(wish({ ports }), undefined, 'local', alive(), given).ports;
    expect(portsOf({})).toEqual({ ...PORT_DEFAULTS, ...given });
    expect(portsOf({ api: 'default' })).toEqual({ ...PORT_DEFAULTS, traffic: 4001 });
    expect(portsOf({ api: 'auto' })).toEqual({ ...PORT_DEFAULTS, ...given });
  });

  it('refuses one port for two services, also if the home was given one of them', () => {
    const both = /api and prometheus would both be on port 9090/;
    expect(() => openPlan(wish({ ports: { api: 9090 } }), undefined, 'local', alive())).toThrow(both);
    expect(() => openPlan(wish(), undefined, 'local', alive(), { api: 9090 })).toThrow(both);
  });

  it('on a running lab, accepts any port, and names the command for another one', () => {
    expect(openPlan(wish({ ports: { api: 'auto' } }), recorded, 'local', alive('api')).ports.api).toBe(3130);
    const other = wish({ ports: { api: 'default' }, without: ['grafana'] });
    expect(() => openPlan(other, recorded, 'local', alive('api'))).toThrow(
      expect.objectContaining({
        hints: [
          'Keep the running lab: obs-lab up',
          'Restart with the new settings (data is kept): obs-lab down && obs-lab up --port api=default --without grafana',
        ],
      }),
    );
  });

  it('keeps the ports of a stack that died, and retries what was skipped', () => {
    const state = openPlan(wish(), recorded, 'local', alive());
    expect(state).toMatchObject({ ports: { api: 3130 }, skipped: {}, services: {} });
  });

  it('keeps running services and forgets the others', () => {
    const state = openPlan(wish({ ports: { api: 3130 } }), recorded, 'local', alive('api'));
    expect(Object.keys(state.services)).toEqual(['api']);
    expect(state).toMatchObject({ skipped: { grafana: 'not installed' }, createdAt: recorded.createdAt });
  });

  it('keeps a stand-in that was killed, unless the service it replaces is left out', () => {
    const standing: StackState = { ...recorded, standIns: ['board'] };
    expect(openPlan(wish(), standing, 'local', alive('api')).standIns).toEqual(['board']);
    expect(openPlan(wish({ without: ['grafana'] }), standing, 'local', alive('api')).standIns).toEqual([]);
    expect(openPlan(wish(), standing, 'local', alive()).standIns).toBeUndefined();
  });

  it('does not remove a stand-in while it runs', () => {
    const standing: StackState = { ...recorded, standIns: ['board'] };
    expect(() => openPlan(wish({ without: ['grafana'] }), standing, 'local', alive('board'))).toThrow(
      /it includes Board/,
    );
  });

  it.each<[string, UpPlan, 'local' | 'docker', RegExp]>([
    ['another port', wish({ ports: { api: 3030 } }), 'local', /api is on port 3130/],
    ['without what runs', wish({ without: ['api'] }), 'local', /it includes API/],
  ])('refuses %s while it runs', (_name, plan, runtime, message) => {
    expect(() => openPlan(plan, recorded, runtime, alive('api'))).toThrow(message);
  });
});

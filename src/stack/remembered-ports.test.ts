import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LabHome, openHome } from './home.js';
import { labPorts, rememberedPorts, rememberPorts } from './remembered-ports.js';
import { PORT_DEFAULTS } from './spec.js';
import { writeState } from './state.js';

let home: LabHome;
beforeEach(async () => {
  home = openHome({ OBS_LAB_HOME: await mkdtemp(join(tmpdir(), 'remembered-ports-')) });
});
afterEach(() => rm(home.path, { recursive: true, force: true }));

it('remembers the ports that differ from the defaults, and forgets the others', async () => {
  expect(await rememberedPorts(home)).toEqual({});
  await rememberPorts(home, { ...PORT_DEFAULTS, api: 4000, traffic: 4001, worlds: 40_000 });
  expect(await rememberedPorts(home)).toEqual({ api: 4000, traffic: 4001 });
  await rememberPorts(home, { ...PORT_DEFAULTS, traffic: 4001 });
  expect(await rememberedPorts(home)).toEqual({ traffic: 4001 });
});

it.each(['', 'null', '[]', '{"api": "4000", "grafana": 70000, "redis": 1}'])(
  'starts over from %j, because ports can be given again',
  async (text) => {
    await writeFile(join(home.path, 'ports.json'), text);
    expect(await rememberedPorts(home)).toEqual({});
  },
);

it('the lab’s ports are those it runs on, or else those it would start on', async () => {
  await rememberPorts(home, { ...PORT_DEFAULTS, api: 4000 });
  expect(await labPorts(home)).toEqual({ ...PORT_DEFAULTS, api: 4000 });
  const ports = { ...PORT_DEFAULTS, api: 5000 };
  await writeState(home, {
    version: 1,
    runtime: 'local',
    createdAt: '',
    ports,
    skipped: {},
    services: {},
    notices: [],
  });
  expect(await labPorts(home)).toEqual(ports);
});

import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Ports } from '../../src/stack/spec.js';
import { createLab, type TestLab } from '../helpers/lab.js';

let lab: TestLab;
const servers: Server[] = [];
beforeEach(async () => void (lab = await createLab()));
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await lab.close();
});

async function take(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}

const used = async (): Promise<Ports> => (await lab.state())!.ports;
const light = ['--without', 'grafana', '--without', 'history'];

it('a home keeps its ports through down, and picks free ones for those that are taken', async () => {
  const { api, traffic } = lab.ports;
  await take(api);
  await take(traffic);
  const refused = await lab.json<{ error: { message: string; hints: string[] } }>([
    ...['up', ...lab.portFlags, ...light],
  ]);
  expect(refused.exitCode).toBe(4);
  expect(refused.json.error.message).toContain(`- ${api} (api)`);
  expect(refused.json.error.message).toContain(`- ${traffic} (traffic)`);
  expect(refused.json.error.hints.join()).toContain('obs-lab up --port auto');

  const others = ['prometheus', 'postgres', 'grafana'] as const;
  const named = others.flatMap((name) => ['--port', `${name}=${lab.ports[name]}`]);
  const up = await lab.cli(['up', '--port', 'auto', ...named, ...light]);
  expect(up.exitCode, up.stderr).toBe(0);
  const first = await used();
  expect([api, traffic]).not.toContain(first.api);
  expect(first).toMatchObject({ prometheus: lab.ports.prometheus, postgres: lab.ports.postgres });

  const script = await lab.cli(['export', 'k6', '--tier', 'light']);
  expect(script.stdout).toContain(`OBS_LAB_TARGET=http://127.0.0.1:${first.api} `);

  const down = await lab.cli(['down']);
  expect(down.stdout).toContain('Start it again: obs-lab up\n');
  expect((await lab.cli(['export', 'k6', '--tier', 'light'])).stdout).toContain(`:${first.api} `);
  const again = await lab.cli(['up', ...light]);
  expect(again.exitCode, again.stderr).toBe(0);
  for (const name of ['api', 'prometheus', 'postgres', 'traffic'] as const) {
    expect((await used())[name]).toBe(first[name]);
  }
});

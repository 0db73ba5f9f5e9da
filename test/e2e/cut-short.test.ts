import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMarked } from '../../src/stack/processes.js';
import { createLab, expectNothingLeft, type TestLab } from '../helpers/lab.js';
import { sampled } from '../helpers/sample.js';
import { until } from '../helpers/wait.js';

describe('an up that ends before its time', () => {
  let lab: TestLab;
  beforeEach(async () => void (lab = await createLab()));
  afterEach(() => lab.close());

  const PHASES = [
    'prometheus seeding',
    'postgres starting',
    'prometheus starting',
    'api starting',
    'traffic starting',
    'waiting for the first scrape',
  ];

  it.each(sampled(PHASES))('killed at "%s": down leaves nothing', async (line) => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until(`up says "${line}"`, () => up.output().stderr.replace(/ +/g, ' ').includes(line));
    up.child.kill('SIGKILL');
    await up.done;
    const down = await lab.cli(['down']);
    expect(down.exitCode, down.stderr).toBe(0);
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('killed while initdb works: down ends that too, and leaves nothing', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('initdb is at work', async () =>
      (await findMarked(lab.home.id)).some(({ command }) => command.includes('initdb')),
    );
    up.child.kill('SIGKILL');
    await up.done;
    expect((await lab.cli(['down', '--volumes'])).exitCode).toBe(0);
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('killed while it starts: the next up takes over and succeeds', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('up starts the API', () => /^api +starting/m.test(up.output().stderr));
    up.child.kill('SIGKILL');
    await up.done;
    const second = await lab.up('--without', 'history');
    expect(second.exitCode, second.stderr).toBe(0);
    const past = await lab.json<{ result: unknown[] }>(['query', 'shop_queue_length offset 6h']);
    expect(past.json.result.length).toBeGreaterThan(0);
  });

  it('killed with its record lost: down finds the processes by their mark', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('up starts the API', () => /^api +starting/m.test(up.output().stderr));
    up.child.kill('SIGKILL');
    await up.done;
    await writeFile(lab.home.stateFile, '{ not json');
    const refused = await lab.cli(['down']);
    expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('state.json') as string });
    await rm(lab.home.stateFile);
    const down = await lab.cli(['down']);
    expect(down).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('left over from a run that was killed') as string,
    });
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('interrupted: rolls everything back and exits 130', async () => {
    const up = lab.start(['up', ...lab.portFlags]);
    await until('up starts the API', () => /^api +starting/m.test(up.output().stderr));
    up.child.kill('SIGINT');
    const { exitCode, stderr } = await up.done;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('Interrupted');
    // Its history was removed too: the next up creates one up to its own start.
    expect(await readdir(lab.home.dataDir)).not.toContain('prometheus');
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('whose port is taken by another program at the last moment: says so, and rolls everything back', async () => {
    const other = createServer((_req, res) => res.end('ok'));
    const up = lab.start(['up', ...lab.portFlags, '--without', 'history']);
    try {
      // Ports are checked before anything is recorded; the API starts much later.
      await until('up has recorded its plan', () => existsSync(lab.home.stateFile));
      await new Promise<void>((resolve) => other.listen(lab.ports.api, '127.0.0.1', resolve));
      const { exitCode, stderr } = await up.done;
      expect(exitCode, stderr).toBe(4);
      expect(stderr).toMatch(/API did not start[\s\S]*the port is in use/);
    } finally {
      other.close();
    }
    await expectNothingLeft(lab.home, lab.ports);
  });

  it('two at once: one wins, the other says who holds the lock', async () => {
    const first = lab.start(['up', ...lab.portFlags]);
    await until('the first is at work', () => first.output().stderr.includes('starting'));
    const second = await lab.json<{ error: { code: string; message: string } }>(['up', ...lab.portFlags]);
    expect(second.exitCode).toBe(4);
    expect(second.json.error).toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(`pid ${first.child.pid}`) as string,
    });
    expect((await first.done).exitCode).toBe(0);
  });
});

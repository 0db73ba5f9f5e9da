import { spawn as spawnChild } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn as spawnPty } from '@lydell/node-pty';
import { freePorts } from '../test/helpers/ports.js';
import { inTurn, printRatio } from './stats.js';

const ENTRY = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const ROUNDS = 15;

/** `--version`, and the first frame that `up` draws, against a Node that does nothing. */
export async function benchStartup(): Promise<void> {
  const bare = (): Promise<number> => timeToExit(['-e', '0']);
  await bare();
  const version = await inTurn(ROUNDS, () => timeToExit([ENTRY, '--version']), bare);
  printRatio('--version', version.a, version.b, {
    a: 'obs-lab',
    b: 'node -e 0',
    unit: 'ms',
    limit: 'at most 1.8',
  });

  const home = await mkdtemp(join(tmpdir(), 'obs-lab-bench-'));
  const names = ['api', 'prometheus', 'alertmanager', 'grafana', 'postgres', 'traffic'];
  const ports = await freePorts(names.length);
  const args = [
    'up',
    '--without',
    'grafana',
    ...names.flatMap((name, i) => ['--port', `${name}=${ports[i]}`]),
  ];
  try {
    const frame = await inTurn(ROUNDS, () => timeToFirstFrame(args, home), bare);
    printRatio('first frame of up', frame.a, frame.b, {
      a: 'obs-lab',
      b: 'node -e 0',
      unit: 'ms',
      limit: 'at most 3.3',
    });
  } finally {
    // In case one came up before it was interrupted.
    await timeToExit([ENTRY, 'down', '--volumes'], { ...process.env, OBS_LAB_HOME: home });
    await rm(home, { recursive: true, force: true });
  }
}

/** Milliseconds from spawn to exit. */
async function timeToExit(args: string[], env = process.env): Promise<number> {
  const start = performance.now();
  await new Promise((resolve) =>
    spawnChild(process.execPath, args, { stdio: 'ignore', env }).once('exit', resolve),
  );
  return performance.now() - start;
}

/** Milliseconds from spawn to the first row that a person can read; then it is interrupted and waited for. */
async function timeToFirstFrame(args: string[], home: string): Promise<number> {
  const start = performance.now();
  const env = { ...process.env, CI: 'false', OBS_LAB_HOME: home };
  const pty = spawnPty(process.execPath, [ENTRY, ...args], { cols: 80, rows: 24, env });
  const exited = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  const time = await new Promise<number>((resolve) =>
    pty.onData((data) => data.includes('Prometheus') && resolve(performance.now() - start)),
  );
  pty.kill('SIGINT');
  await exited;
  return time;
}

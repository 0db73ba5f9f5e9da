import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type LabHome, openHome } from '../../src/stack/home.js';
import { findMarked } from '../../src/stack/processes.js';
import type { PortName, Ports } from '../../src/stack/spec.js';
import { readState, type StackState } from '../../src/stack/state.js';
import type { VerifyResult } from '../../src/stack/verify/verify.js';
import { type CliResult, runCli, runJson, type RunningCli, startCli } from './cli.js';
import { freePorts } from './ports.js';

const VERIFIED_MS = 30_000;

/** A test's private lab: its own home and ports, and a check at the end that nothing is left. */
export interface TestLab {
  home: LabHome;
  ports: Ports;
  env: Record<string, string>;
  /** `--port` flags that put every service on the lab's ports. */
  portFlags: string[];
  cli: (args: readonly string[], env?: Record<string, string>) => Promise<CliResult>;
  json: <T>(args: readonly string[], env?: Record<string, string>) => Promise<CliResult & { json: T }>;
  start: (args: readonly string[], env?: Record<string, string>) => RunningCli;
  /** `up` with the lab's ports. */
  up: (...flags: string[]) => Promise<CliResult>;
  /** Waits until `verify` passes: on a machine that is busy, an answer can be late. Fails with the checks that don't. */
  verified: <T = object>() => Promise<VerifyResult & T>;
  state: () => Promise<StackState | undefined>;
  /** `down --volumes`, then fails the test for anything that is left: process, listener, lock, temporary file. */
  close: () => Promise<void>;
}

/** @param more environment for every command, such as another engine or other images */
export async function createLab(more: Record<string, string> = {}): Promise<TestLab> {
  const root = await mkdtemp(join(tmpdir(), 'obs-lab-e2e-'));
  // A private temporary directory, so that leftovers can only be this lab's.
  const temporary = join(root, 'tmp');
  await mkdir(temporary);
  const home = openHome({ OBS_LAB_HOME: join(root, 'home') });
  const names: PortName[] = ['api', 'prometheus', 'alertmanager', 'grafana', 'postgres', 'traffic'];
  const numbers = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, i) => [name, numbers[i]])) as Ports;
  const portFlags = names.flatMap((name) => ['--port', `${name}=${ports[name]}`]);
  // Local processes on every machine: tests of containers override it.
  const nowhere = 'unix:///no/engine/in/this/test';
  const env = { OBS_LAB_HOME: home.path, TMPDIR: temporary, DOCKER_HOST: nowhere, ...more };
  const lab: TestLab = {
    home,
    ports,
    env,
    portFlags,
    cli: (args, own) => runCli(args, { env: { ...env, ...own } }),
    json: (args, own) => runJson(args, { env: { ...env, ...own } }),
    start: (args, own) => startCli(args, { env: { ...env, ...own } }),
    up: (...flags) => lab.cli(['up', ...portFlags, ...flags]),
    async verified<T>() {
      const end = Date.now() + VERIFIED_MS;
      for (;;) {
        const { json, exitCode } = await lab.json<VerifyResult & T>(['verify']);
        if (json.ok || Date.now() > end) {
          expect(json.checks.filter(({ status }) => status === 'fail')).toEqual([]);
          expect(exitCode).toBe(0);
          return json;
        }
      }
    },
    state: () => readState(home),
    async close() {
      const result = await lab.cli(['down', '--volumes']);
      expect(result, result.stderr).toMatchObject({ exitCode: 0 });
      await expectNothingLeft(home, ports);
      expect(await readdir(temporary)).toEqual([]);
      await rm(root, { recursive: true, force: true });
    },
  };
  return lab;
}

/** Fails if a stopped lab still has a process, a listener, a lock or a half-written file. */
export async function expectNothingLeft(home: LabHome, ports: Ports): Promise<void> {
  expect(await findMarked(home.id)).toEqual([]);
  for (const port of Object.values(ports)) {
    expect(await listens(port), `port ${port} still answers`).toBe(false);
  }
  expect(existsSync(home.lockFile)).toBe(false);
  const left = (await readdir(home.path, { recursive: true })).filter((entry) => /\.tmp|\.stale/.test(entry));
  expect(left).toEqual([]);
}

/** True if something accepts connections on a loopback port. */
async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), resolve(true))).once('error', () => resolve(false));
  });
}

/** The pid of a service in the lab's record. */
export async function pidOf(lab: TestLab, service: keyof StackState['services']): Promise<number> {
  const state = JSON.parse(await readFile(lab.home.stateFile, 'utf8')) as StackState;
  const pid = state.services[service]?.process?.pid;
  if (pid === undefined) throw new Error(`${service} is not recorded`);
  return pid;
}

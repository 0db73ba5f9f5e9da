import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { EnvironmentError } from '../../errors.js';
import { fetchWithin } from '../../util/fetch-within.js';
import { temporaryFor } from '../../util/temporary.js';
import { amtoolBeside, findAlertmanager } from '../binaries/alertmanager.js';
import type { Binary } from '../binaries/binary.js';
import { cacheDir, type LabHome, openHome } from '../home.js';
import { freePort } from '../ports.js';
import { MARK, OWNER_MARK } from '../processes.js';

const START_MS = 15_000;
const POLL_MS = 20;
const GRACE_MS = 2000;
const PROBE_MS = 1000;

/** An Alertmanager that belongs to one command: it knows no alerts yet, and no other one. */
export interface PrivateAlertmanager {
  /** Without trailing slash. */
  url: string;
  /** Stops it and removes its data. */
  stop: () => Promise<void>;
}

/** Alertmanager's programs for one command. Both throw BinaryNotFoundError if there is none. */
export interface AlertmanagerTools {
  /** Why Alertmanager can't use a configuration; undefined if it can. */
  refusal: (config: string) => Promise<string | undefined>;
  /** @throws EnvironmentError START_FAILED */
  start: (config: string) => Promise<PrivateAlertmanager>;
}

/** Alertmanager, searched for as `up` does, at the first use. */
export function openAlertmanagerTools(env: NodeJS.ProcessEnv = process.env): AlertmanagerTools {
  let found: Promise<Binary> | undefined;
  const binary = (): Promise<Binary> => {
    found ??= findAlertmanager({ env, cache: cacheDir(env) }).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  return {
    refusal: async (config) => checkConfig(await binary(), config, openHome(env)),
    start: async (config) => startAlertmanager(await binary(), { config, home: openHome(env), env }),
  };
}

/** By amtool. Without it, whatever Alertmanager itself says when it starts has to do. */
async function checkConfig(binary: Binary, config: string, home: LabHome): Promise<string | undefined> {
  const amtool = amtoolBeside(binary);
  if (amtool === undefined) return undefined;
  const directory = temporaryFor(join(home.dataDir, 'alertmanager-check'));
  try {
    await mkdir(directory, { recursive: true });
    const file = join(directory, 'alertmanager.yml');
    await writeFile(file, config);
    const { exitCode, all } = await execa(amtool, ['check-config', file], {
      // Debian's finds its templates from there.
      cwd: dirname(binary.path),
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: START_MS,
    });
    if (exitCode === 0) return undefined;
    const [, reason = all] = /FAILED: ([^]*?)(?=\n\n|amtool: error|$)/.exec(all) ?? [];
    return reason
      .replaceAll(file, 'the file')
      .replace(/yaml: unmarshal errors:\s*/, '')
      .trim()
      .split(/\n\s*/)
      .join('; ');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Another program may take a port between the search for it and its use: then the next one is tried. */
const MOST_PORTS = 5;

async function startAlertmanager(
  binary: Binary,
  options: { config: string; home: LabHome; env: NodeJS.ProcessEnv },
): Promise<PrivateAlertmanager> {
  let said = '';
  for (let i = 0; i < MOST_PORTS; i++) {
    const started = await startOnPort(binary, await freePort(), options);
    if ('url' in started) return started;
    said = started.reason;
    if (!said.includes('address already in use')) break;
  }
  throw new EnvironmentError(`Could not start an Alertmanager to grade with${said ? `: ${said}` : '.'}`, {
    code: 'START_FAILED',
    hints: ['Check that Alertmanager runs on this machine: obs-lab doctor'],
  });
}

async function startOnPort(
  binary: Binary,
  port: number,
  { config, home, env }: { config: string; home: LabHome; env: NodeJS.ProcessEnv },
): Promise<PrivateAlertmanager | { reason: string }> {
  const directory = temporaryFor(join(home.dataDir, 'alertmanager-check'));
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'alertmanager.yml');
  await writeFile(file, config);
  const listen = `127.0.0.1:${port}`;
  const server = execa(
    binary.path,
    [
      `--config.file=${file}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=${listen}`,
      '--cluster.listen-address=', // alone
    ],
    {
      cwd: dirname(binary.path),
      env: { ...env, [MARK]: home.id, [OWNER_MARK]: String(process.pid) },
      stdin: 'ignore',
      all: true,
      reject: false,
      forceKillAfterDelay: GRACE_MS,
    },
  );
  let output = '';
  server.all.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const stop = async (): Promise<void> => {
    server.kill();
    await server;
    await rm(directory, { recursive: true, force: true });
  };
  const url = `http://${listen}`;
  const deadline = performance.now() + START_MS;
  // Only its own log tells that it is not another program that answers there.
  while (!(output.includes('Listening on') && (await isReady(url)))) {
    if (server.exitCode !== null || performance.now() > deadline) {
      await stop();
      return { reason: /err="(.*)"/.exec(output)?.[1] ?? '' };
    }
    await sleep(POLL_MS);
  }
  return { url, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetchWithin(PROBE_MS, `${url}/-/ready`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

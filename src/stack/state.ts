import { readFile, rm } from 'node:fs/promises';
import { EnvironmentError } from '../errors.js';
import { writeFileAtomic } from '../util/files.js';
import type { LabHome } from './home.js';
import { PORT_DEFAULTS, type PortName, type Ports, type ServiceName } from './spec.js';

export type RuntimeName = 'docker' | 'local';

/** How a started service is found again. */
export interface ServiceRecord {
  name: ServiceName;
  /** RFC 3339 UTC. */
  since: string;
  /** Local runtime: the process, and what distinguishes it from a later one with the same pid. */
  process?: { pid: number; startId: string };
  /** Docker runtime: the container's id. */
  container?: string;
}

/** What `up` has started, written before anything is waited for. */
export interface StackState {
  version: 1;
  runtime: RuntimeName;
  /** RFC 3339 UTC. */
  createdAt: string;
  ports: Ports;
  /** Services left out, by name, with the reason in words. */
  skipped: Partial<Record<ServiceName, string>>;
  /** Services that are part of the stack because the one they replace is not available. */
  standIns?: ServiceName[];
  services: Partial<Record<ServiceName, ServiceRecord>>;
  /** Remarks that `status` repeats, such as a fallback that was used. */
  notices: string[];
}

/**
 * The recorded stack, or undefined if there is none.
 * @throws EnvironmentError STATE_UNREADABLE if the file exists but is not ours
 */
export async function readState(home: LabHome): Promise<StackState | undefined> {
  let text: string;
  try {
    text = await readFile(home.stateFile, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    return requireState(JSON.parse(text) as Partial<StackState> | null);
  } catch (cause) {
    throw new EnvironmentError(`Cannot read the state file ${home.stateFile}: ${(cause as Error).message}`, {
      code: 'STATE_UNREADABLE',
      hints: ['Delete it, then run: obs-lab down (it finds what is still running without the file)'],
      cause,
    });
  }
}

/** A file that was cut short or edited may lack what every command relies on. */
function requireState(found: Partial<StackState> | null): StackState {
  const { version, runtime, ports, services, skipped, notices } = found ?? {};
  if (version !== 1) throw new Error(`unknown version ${String(version)}`);
  const whole =
    (runtime === 'docker' || runtime === 'local') &&
    (Object.keys(PORT_DEFAULTS) as PortName[]).every((name) => Number.isInteger(ports?.[name])) &&
    services &&
    skipped &&
    Array.isArray(notices);
  if (!whole) throw new Error('parts of it are missing');
  return found as StackState;
}

/**
 * Replaces the record in one step: a reader sees the old one or the new one. Mode 0600: `down` signals the processes
 * in it.
 */
export async function writeState(home: LabHome, state: StackState): Promise<void> {
  await writeFileAtomic(home.stateFile, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

/** Removes the record, once nothing runs any more. */
export async function removeState(home: LabHome): Promise<void> {
  await rm(home.stateFile, { force: true });
}

import { EnvironmentError } from '../errors.js';
import { removeFile, writeFileAtomic } from '../util/files.js';
import {
  DecodeError,
  type Decoder,
  integer,
  list,
  object,
  oneOf,
  optional,
  record,
  text,
} from '../util/json/decode.js';
import { readRegularFile, TextFileError } from '../util/text-file.js';
import type { LabHome } from './home.js';
import { PORT_DEFAULTS, type Ports, SERVICE_NAMES, type ServiceName } from './spec.js';

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

const VERSION = 1;

const decodeState = object<StackState>({
  version: oneOf([VERSION]),
  runtime: oneOf(['docker', 'local']),
  createdAt: text,
  ports: decodePorts,
  skipped: knownServices(text),
  standIns: optional(list(text), []) as Decoder<ServiceName[]>,
  services: knownServices(
    object<ServiceRecord>({
      name: text as Decoder<ServiceName>,
      since: text,
      process: optional(object({ pid: integer(1), startId: text })) as Decoder<ServiceRecord['process'] & {}>,
      container: optional(text) as Decoder<string>,
    }),
  ),
  notices: list(text),
});

/** Every port that a user can choose, and the private ones that were. */
function decodePorts(value: unknown): Ports {
  const ports = record(integer(1, 65_535))(value);
  const missing = Object.keys(PORT_DEFAULTS).find((name) => !Object.hasOwn(ports, name));
  if (missing !== undefined) throw new DecodeError([missing], 'is missing');
  return ports as Ports;
}

/** Leaves out services that this version doesn't have: what runs of them carries the home's mark, for `down`. */
function knownServices<T>(decode: Decoder<T>): Decoder<Partial<Record<ServiceName, T>>> {
  const decodeAll = record(decode);
  return (value) =>
    Object.fromEntries(
      Object.entries(decodeAll(value)).filter(([name]) => SERVICE_NAMES.includes(name as ServiceName)),
    );
}

/**
 * The recorded stack, or undefined if there is none.
 * @throws EnvironmentError STATE_UNREADABLE if the file exists but is not ours, STATE_TOO_NEW
 */
export async function readState(home: LabHome): Promise<StackState | undefined> {
  let content: string;
  try {
    content = (await readRegularFile(home.stateFile)).toString('utf8');
  } catch (cause) {
    if (cause instanceof TextFileError && cause.absent) return undefined;
    throw unreadable(home, cause);
  }
  try {
    const found: unknown = JSON.parse(content);
    const version = (found as { version?: unknown } | null)?.version;
    if (typeof version === 'number' && version > VERSION) throw tooNew(home, version);
    const state = decodeState(withoutLaterServices(found));
    // Under its own name, as everything else looks it up.
    for (const [name, service] of Object.entries(state.services)) service.name = name as ServiceName;
    state.standIns = state.standIns?.filter((name) => SERVICE_NAMES.includes(name)) ?? [];
    return state;
  } catch (cause) {
    throw cause instanceof EnvironmentError ? cause : unreadable(home, cause);
  }
}

function unreadable({ stateFile }: LabHome, cause: unknown): EnvironmentError {
  return new EnvironmentError(`Cannot read the state file ${stateFile}: ${(cause as Error).message}`, {
    code: 'STATE_UNREADABLE',
    hints: [
      `Delete it (rm -r ${stateFile}), then run: obs-lab down (it finds what is still running without the file)`,
    ],
    cause,
  });
}

function tooNew({ stateFile }: LabHome, version: number): EnvironmentError {
  return new EnvironmentError(
    `The lab in ${stateFile} was started by a newer obs-lab (file version ${version}; this one knows version ${VERSION}).`,
    {
      code: 'STATE_TOO_NEW',
      hints: ['Use that obs-lab, or set OBS_LAB_HOME to another directory.'],
    },
  );
}

/** A lab that an earlier version started has no Alertmanager, and its Prometheus is not configured for one. */
function withoutLaterServices(found: unknown): unknown {
  const { ports, skipped } = (found ?? {}) as { ports?: Partial<Ports>; skipped?: object };
  if (typeof ports !== 'object' || ports === null || ports.alertmanager !== undefined) return found;
  return {
    ...(found as object),
    ports: { ...ports, alertmanager: PORT_DEFAULTS.alertmanager },
    skipped: { ...skipped, alertmanager: 'an earlier version of obs-lab started this lab' },
  };
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
  await removeFile(home.stateFile);
}

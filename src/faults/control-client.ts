import type { Injected } from '../../lab/control/injector.js';
import type { ActionId } from '../../lab/faults/actions.js';
import type { Fault, Intensity } from '../../lab/faults/fault.js';
import { EnvironmentError, NotRunningError } from '../errors.js';
import { readCredentials } from '../stack/credentials.js';
import type { LabHome } from '../stack/home.js';
import { SERVICES } from '../stack/services/index.js';
import type { StackState } from '../stack/state.js';
import { fetchWithin } from '../util/fetch-within.js';

/** A program of the lab that can carry out faults. */
export type FaultProgram = Exclude<Fault['program'], 'rules'>;

/** The control port of one of the lab's programs. Every call can reject with CONTROL_UNREACHABLE. */
export interface ControlClient {
  /** The faults that are in effect. */
  list: () => Promise<Injected[]>;
  /**
   * Puts a fault into effect for that many seconds; one of the same id is replaced.
   * @throws EnvironmentError FAULT_FAILED
   */
  inject: (id: string, intensity: Intensity, seconds: number) => Promise<Injected>;
  /** Ends one fault, or all. @returns the faults that are still in effect */
  clear: (id?: string) => Promise<Injected[]>;
  /**
   * Carries out a mitigation.
   * @returns the ids of the faults that it ended
   * @throws EnvironmentError FAULT_FAILED
   */
  act: (action: ActionId) => Promise<string[]>;
}

/** A program that is busy answers late, but not this late. */
const LIST_TIMEOUT_MS = 2_000;
/** Injecting fills tables and restarts servers, clearing undoes that. */
const CHANGE_TIMEOUT_MS = 60_000;

/** The control port that a recorded lab gave to a program. Connects to nothing yet. */
export async function openControl(
  home: LabHome,
  { ports }: Pick<StackState, 'ports'>,
  program: FaultProgram,
): Promise<ControlClient> {
  const { title, controlPort } = SERVICES[program];
  const port = controlPort && ports[controlPort];
  const token = (await readCredentials(home))?.controlToken;

  const send = async (method: string, path: string, timeoutMs: number, body?: object): Promise<Response> => {
    if (port === undefined || token === undefined) {
      throw new NotRunningError('An earlier version of obs-lab, without faults, started this lab.', {
        code: 'CONTROL_UNREACHABLE',
        hints: ['Restart it (data is kept): obs-lab down && obs-lab up'],
      });
    }
    return fetchWithin(timeoutMs, `http://127.0.0.1:${port}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw unreachable(title, 'does not answer', cause);
    });
  };
  const ask = async <T>(...request: Parameters<typeof send>): Promise<T> => {
    const response = await send(...request);
    const document = (await response.json().catch(() => ({}))) as T & { detail?: string };
    if (response.ok) return document;
    if (response.status === 503) throw failed(title, document.detail ?? 'unknown reason');
    throw unreachable(title, `answers with HTTP ${response.status}`);
  };
  return {
    list: async () => (await ask<{ faults: Injected[] }>('GET', '/list', LIST_TIMEOUT_MS)).faults,
    inject: (id, intensity, seconds) =>
      ask<Injected>('POST', '/inject', CHANGE_TIMEOUT_MS, { id, intensity, seconds }),
    clear: async (id) =>
      (await ask<{ faults: Injected[] }>('POST', '/clear', CHANGE_TIMEOUT_MS, { id })).faults,
    act: async (action) =>
      (await ask<{ ended: string[] }>('POST', '/act', CHANGE_TIMEOUT_MS, { action })).ended,
  };
}

function unreachable(title: string, what: string, cause?: unknown): NotRunningError {
  return new NotRunningError(`The control port of the lab’s ${title} ${what}.`, {
    code: 'CONTROL_UNREACHABLE',
    hints: ['See what is wrong: obs-lab verify', 'Restart what is stopped: obs-lab up'],
    cause,
  });
}

function failed(title: string, why: string): EnvironmentError {
  return new EnvironmentError(`The lab’s ${title} could not do this: ${why}`, {
    code: 'FAULT_FAILED',
    hints: ['See what is wrong: obs-lab verify'],
  });
}

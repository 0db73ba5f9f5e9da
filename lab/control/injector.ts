import { type ActionId, ACTIONS } from '../faults/actions.js';
import type { Intensity } from '../faults/fault.js';
import { injectableById } from '../faults/index.js';

/** Undoes what a mechanism did. May be called again after it rejected. */
export type Undo = () => Promise<void> | void;

/** Puts a fault into effect, and returns what undoes it. */
export type Mechanism = (parameters: Readonly<Record<string, number>>, tools: Tools) => Promise<Undo> | Undo;

interface Tools {
  /** Takes the fault off the list: it was ended from outside, for example because somebody killed its session. */
  ended: () => void;
}

/** A fault in effect. Times are RFC 3339. */
export interface Injected {
  id: string;
  intensity: Intensity;
  startedAt: string;
  /** When it ends by itself. */
  endsAt: string;
  /** `ending`: it is over, but undoing it failed and is retried, for example because the database is down. */
  state: 'active' | 'ending';
}

export interface Injector {
  /** The faults that this program can carry out. */
  known: readonly string[];
  /** Puts a fault into effect for that many seconds; if it is in effect already, it is replaced. @throws what the mechanism throws */
  inject: (id: string, intensity: Intensity, seconds: number) => Promise<Injected>;
  /** Undoes one fault, or all. Resolves when it is undone, or when the first attempt failed and will be retried. */
  clear: (id?: string) => Promise<void>;
  /** Carries out a mitigation and undoes the faults that it ends. @returns their ids */
  act: (action: ActionId) => Promise<string[]>;
  list: () => Injected[];
}

export interface InjectorOptions {
  mechanisms: Readonly<Record<string, Mechanism>>;
  /** What an action does apart from ending faults, such as the restart itself. Runs first. */
  actions?: Partial<Record<ActionId, () => Promise<void>>>;
}

const RETRY_MS = 1_000;

interface Entry extends Injected {
  undo: Undo;
  lease: NodeJS.Timeout | undefined;
}

/** Keeps the faults that are in effect, in memory only. Each ends when its lease does. Operations run one at a time. */
export function createInjector({ mechanisms, actions = {} }: InjectorOptions): Injector {
  const entries = new Map<string, Entry>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const end = async (entry: Entry): Promise<void> => {
    clearTimeout(entry.lease);
    if (entries.get(entry.id) !== entry) return;
    entry.state = 'ending';
    try {
      await entry.undo();
      entries.delete(entry.id);
    } catch {
      entry.lease = later(() => inTurn(() => end(entry)), RETRY_MS);
    }
  };

  const begin = async (id: string, intensity: Intensity, seconds: number): Promise<Injected> => {
    const mechanism = mechanisms[id];
    const fault = injectableById(id);
    if (!mechanism || !fault) throw new Error(`this program has no ${id}`);
    const earlier = entries.get(id);
    if (earlier) await end(earlier);
    if (entries.has(id)) throw new Error(`the previous ${id} is still being undone`);

    let ended = false;
    const forget = (): void => {
      ended = true;
      const entry = entries.get(id);
      if (entry) void inTurn(() => end(entry));
    };
    const undo = await mechanism(fault.parameters[intensity], { ended: forget });
    const now = Date.now();
    const entry: Entry = {
      id,
      intensity,
      startedAt: new Date(now).toISOString(),
      endsAt: new Date(now + seconds * 1000).toISOString(),
      state: 'active',
      undo,
      lease: undefined,
    };
    entries.set(id, entry);
    entry.lease = later(() => inTurn(() => end(entry)), ended ? 0 : seconds * 1000);
    return shown(entry);
  };

  return {
    known: Object.keys(mechanisms),
    inject: (id, intensity, seconds) => inTurn(() => begin(id, intensity, seconds)),
    clear: (id) =>
      inTurn(async () => {
        for (const entry of [...entries.values()]) if (id === undefined || entry.id === id) await end(entry);
      }),
    act: (action) =>
      inTurn(async () => {
        const over = [...entries.values()].filter((entry) =>
          injectableById(entry.id)?.mitigations.includes(action),
        );
        await actions[action]?.();
        for (const entry of over) await end(entry);
        return over.map(({ id }) => id);
      }),
    list: () => [...entries.values()].map(shown),
  };
}

/** True for the id of an action of any program. */
export function isAction(text: unknown): text is ActionId {
  return typeof text === 'string' && Object.hasOwn(ACTIONS, text);
}

function shown({ id, intensity, startedAt, endsAt, state }: Entry): Injected {
  return { id, intensity, startedAt, endsAt, state };
}

function later(work: () => Promise<unknown>, ms: number): NodeJS.Timeout {
  return setTimeout(() => void work(), ms).unref();
}

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../test/helpers/wait.js';

/** Long enough to weigh more than taking up work again; short enough that the machine is the same one for both. */
const TURN_MS = 2000;
const WARM_UP_MS = 4000;
/** Of the processors' time, what the host may take for others in a turn that counts. */
const MOST_STOLEN = 0.01;
/** For each round that is wanted, so many are tried. */
const TRIES = 2;

/** A load generator that runs for as long as it is let. */
export interface Contender {
  /** Of all its processes. */
  pids: readonly number[];
  /** Resolves when it is gone, and nothing of it is left. */
  ended(): Promise<void>;
}

/** A program of one's own as a contender; its output is left alone. */
export function startContender(command: string, args: readonly string[]): Contender {
  const child = spawn(command, args, { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  return { pids: [child.pid], ended: () => exited };
}

/**
 * Requests/s of two load generators against one server. Both run all the time and are held in turn (SIGSTOP), two
 * seconds each: a shared machine's speed changes by a factor of two within seconds, and so it changes for both. The
 * server counts, while both are held and nothing is under way: what was sent in a turn is what was answered in it.
 * @returns of each round
 */
export async function takeTurns(
  rounds: number,
  start: readonly [() => Promise<Contender>, () => Promise<Contender>],
  count: () => Promise<{ answered: number; inFlight: number }>,
): Promise<{ rates: [a: number, b: number][]; leftOut: number }> {
  const contenders: Contender[] = [];
  const settled = async () => {
    let last: number | undefined;
    await until('nothing is under way', async () => {
      const { answered, inFlight } = await count();
      const isSettled = inFlight === 0 && answered === last;
      last = answered;
      return isSettled;
    });
    return last as number;
  };
  try {
    for (const begin of start) {
      const contender = await begin();
      contenders.push(contender);
      await sleep(WARM_UP_MS);
      signal(contender, 'SIGSTOP');
    }
    const clean: [number, number][] = [];
    const disturbed: [number, number][] = [];
    let before = await settled();
    for (let round = 0; clean.length < rounds && round < rounds * TRIES; round++) {
      const rate: [number, number] = [0, 0];
      let isDisturbed = false;
      // Whoever goes first in a round may have it easier.
      for (const turn of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const contender = contenders[turn] as Contender;
        const stolen = await watchStolen();
        const since = performance.now();
        signal(contender, 'SIGCONT');
        await sleep(TURN_MS);
        signal(contender, 'SIGSTOP');
        const seconds = (performance.now() - since) / 1000;
        isDisturbed ||= (await stolen()) > MOST_STOLEN;
        const after = await settled();
        rate[turn] = (after - before) / seconds;
        before = after;
      }
      (isDisturbed ? disturbed : clean).push(rate);
    }
    return clean.length > 0 ? { rates: clean, leftOut: disturbed.length } : { rates: disturbed, leftOut: 0 };
  } finally {
    for (const contender of contenders) {
      // Every one: a child that is held does not notice that its parent is gone.
      signal(contender, 'SIGKILL');
      await contender.ended();
    }
  }
}

function signal({ pids }: Contender, name: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, name);
}

/** The share of all processors' time that the host has taken since the call; 0 where the system does not tell. */
async function watchStolen(): Promise<() => Promise<number>> {
  const before = await processorTicks();
  return async () => {
    const after = await processorTicks();
    const total = after.total - before.total;
    return total > 0 ? (after.stolen - before.stolen) / total : 0;
  };
}

/** The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; then guests, counted already. */
async function processorTicks(): Promise<{ stolen: number; total: number }> {
  const stat = await readFile('/proc/stat', 'utf8').catch(() => '');
  const ticks = (stat.split('\n')[0] ?? '').split(/ +/).slice(1, 9).map(Number);
  return { stolen: ticks[7] ?? 0, total: ticks.reduce((sum, count) => sum + count, 0) };
}

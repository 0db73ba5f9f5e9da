import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../test/helpers/wait.js';

/** Long enough that resuming doesn't matter; short enough that the machine's speed is the same for both. */
const TURN_MS = 2000;
const WARM_UP_MS = 4000;
/** A turn counts only if the host took at most this share of CPU time for other guests. */
const MAX_STOLEN = 0.01;
/** Number of attempts per round. */
const TRIES = 2;

/** A load generator that runs until it is stopped. */
export interface Contender {
  /** The pids of all its processes. */
  pids: readonly number[];
  /** Resolves when it is gone, and nothing of it is left. */
  ended(): Promise<void>;
}

/** Starts any program as a contender; its output is ignored. */
export function startContender(command: string, args: readonly string[]): Contender {
  const child = spawn(command, args, { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  return { pids: [child.pid], ended: () => exited };
}

/**
 * Requests/s of two load generators against one server. Both run all the time and are paused in turn (SIGSTOP), two
 * seconds each: a shared machine's speed changes by a factor of two within seconds, and so it changes for both. The
 * server's count is read while both are paused and nothing is in flight: a turn's requests were answered in that
 * turn.
 * @returns the rates of each round
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
      // Going first in a round may be an advantage.
      for (const turn of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const contender = contenders[turn] as Contender;
        const stolen = await watchStolen();
        const since = performance.now();
        signal(contender, 'SIGCONT');
        await sleep(TURN_MS);
        signal(contender, 'SIGSTOP');
        const seconds = (performance.now() - since) / 1000;
        isDisturbed ||= (await stolen()) > MAX_STOLEN;
        const after = await settled();
        rate[turn] = (after - before) / seconds;
        before = after;
      }
      (isDisturbed ? disturbed : clean).push(rate);
    }
    return clean.length > 0 ? { rates: clean, leftOut: disturbed.length } : { rates: disturbed, leftOut: 0 };
  } finally {
    for (const contender of contenders) {
      // All of them: a paused child does not notice that its parent is gone.
      signal(contender, 'SIGKILL');
      await contender.ended();
    }
  }
}

function signal({ pids }: Contender, name: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, name);
}

/** The share of CPU time that the host has stolen since the call; 0 if the system doesn't report it. */
async function watchStolen(): Promise<() => Promise<number>> {
  const before = await processorTicks();
  return async () => {
    const after = await processorTicks();
    const total = after.total - before.total;
    return total > 0 ? (after.stolen - before.stolen) / total : 0;
  };
}

/**
 * The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; then guests, counted already.
 */
async function processorTicks(): Promise<{ stolen: number; total: number }> {
  const stat = await readFile('/proc/stat', 'utf8').catch(() => '');
  const ticks = (stat.split('\n')[0] ?? '').split(/ +/).slice(1, 9).map(Number);
  return { stolen: ticks[7] ?? 0, total: ticks.reduce((sum, count) => sum + count, 0) };
}

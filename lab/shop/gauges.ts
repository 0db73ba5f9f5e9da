import type { Demand } from './demand.js';
import { SLOW_INSTANCE } from './latency.js';
import type { Life } from './timetable.js';
import { noiseWave, unitOf } from './wave.js';

/** The request rate (per second) at which the queue has this length; it grows with the square. */
const BUSY_RATE = 40;
const BUSY_QUEUE = 24;

/** Additional waiting requests: on the slow instance, and with a slow version. */
const SLOW_QUEUE = 8;
const BAD_VERSION_QUEUE = 12;

/** Number of requests that wait for a worker at a moment: a whole number. */
export function queueLength({ instance, bad }: Life, demand: Demand, t: number): number {
  const load = demand.rateAt(t) / BUSY_RATE;
  const extra = (instance.name === SLOW_INSTANCE ? SLOW_QUEUE : 0) + (bad ? BAD_VERSION_QUEUE : 0);
  const noise = 8 * noiseWave(`queue ${instance.name}`).at(t);
  return Math.max(0, Math.round(BUSY_QUEUE * load ** 2 + extra + noise));
}

const GB = 1e9;
const HOUR = 3600;
const BLOCK_BYTES = 4096;

/** A disk that fills steadily and is emptied at the end of each cycle: a sawtooth. */
interface Disk {
  periodSeconds: number;
  mostFree: number;
  leastFree: number;
}

/**
 * Emptied at 03:00 UTC each day, that of us-1 at 03:00, 11:00 and 19:00: it would be full a quarter of an hour later.
 */
const EMPTIED_AT = 3 * HOUR;
const FAST_DISK: Disk = { periodSeconds: 8 * HOUR, mostFree: 18 * GB, leastFree: 0.6 * GB };

function diskOf(instance: string): Disk {
  if (instance === 'us-1') return FAST_DISK;
  const leastFree = (11 + 2 * unitOf(`disk ${instance}`)) * GB;
  return { periodSeconds: 24 * HOUR, mostFree: 18 * GB, leastFree };
}

/** Free bytes of an instance's disk at a moment. Restarts do not change it. */
export function diskFreeBytes(instance: string, t: number): number {
  const { periodSeconds, mostFree, leastFree } = diskOf(instance);
  const passed = (((t - EMPTIED_AT) % periodSeconds) + periodSeconds) % periodSeconds;
  const ripple = 0.06 * GB * noiseWave(`disk ${instance}`).at(t);
  const free = mostFree - (mostFree - leastFree) * (passed / periodSeconds) + ripple;
  return Math.floor(free / BLOCK_BYTES) * BLOCK_BYTES;
}

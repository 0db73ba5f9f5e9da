import { hashOf } from './wave.js';

/** One of the shop's servers. */
export interface Instance {
  name: string;
  region: 'eu' | 'us';
}

/** In the order of restarts in a deploy: neighbours are in different regions. */
export const INSTANCES: readonly Instance[] = [
  { name: 'eu-1', region: 'eu' },
  { name: 'us-1', region: 'us' },
  { name: 'eu-2', region: 'eu' },
  { name: 'us-2', region: 'us' },
  { name: 'eu-3', region: 'eu' },
];

/** A run of an instance between two restarts. All times are Unix seconds. */
export interface Life {
  instance: Instance;
  /** The first second it is up. */
  start: number;
  /** The second it goes down for the next restart: no longer up. */
  end: number;
  version: string;
  commit: string;
  /** True for the version of each cycle that answers with errors. */
  bad: boolean;
}

const MINUTE = 60;
const HOUR = 3600;

/** The length of a cycle; cycles start at 00:00, 04:00, 08:00 … UTC. */
const CYCLE_SECONDS = 4 * HOUR;

/** When the deploys of a cycle restart the first instance. `release` numbers the versions of a cycle. */
const DEPLOYS = [
  { at: 30 * MINUTE, release: 1, bad: false },
  { at: 120 * MINUTE, release: 2, bad: true },
  // Rolled back: the previous version again.
  { at: 144 * MINUTE, release: 1, bad: false },
] as const;
const RELEASES_A_CYCLE = 2;

/** From one instance's restart to the next one's. */
const STAGGER_SECONDS = 4 * MINUTE;

/**
 * How long a restart takes: more than the five minutes that a query looks back. History has no staleness markers;
 * were it shorter, old and new `shop_build_info` would be seen at once, and no join on it would work.
 */
const OUT_SECONDS = 5.5 * MINUTE;

/** The runs of an instance that overlap `from` to `to` (inclusive), in order. */
export function livesBetween(instance: Instance, from: number, to: number): Life[] {
  const lives: Life[] = [];
  // The run at `from` may have begun in the previous cycle.
  for (let cycle = Math.floor(from / CYCLE_SECONDS) - 1; cycle * CYCLE_SECONDS <= to; cycle++) {
    for (let number = 0; number < DEPLOYS.length; number++) {
      const life = lifeAfter(instance, cycle, number);
      if (life.start <= to && life.end > from) lives.push(life);
    }
  }
  return lives;
}

/** The runs at a moment: one for each instance that isn't restarting. */
export function livesAt(t: number): Life[] {
  return INSTANCES.flatMap((instance) => livesBetween(instance, t, t));
}

/** The seconds at which one of these instances goes down or comes up, between two moments (exclusive), in order. */
export function changesBetween(instances: readonly Instance[], from: number, to: number): number[] {
  return instances
    .flatMap((instance) => livesBetween(instance, from, to).flatMap(({ start, end }) => [start, end]))
    .filter((t) => t > from && t < to)
    .sort((a, b) => a - b);
}

/** The run that a deploy starts, by the cycle's number since 1970 and the deploy's number in the cycle. */
function lifeAfter(instance: Instance, cycle: number, number: number): Life {
  const deploy = DEPLOYS[number] as (typeof DEPLOYS)[number];
  const following = DEPLOYS[number + 1];
  const next = following ? cycle * CYCLE_SECONDS + following.at : (cycle + 1) * CYCLE_SECONDS + DEPLOYS[0].at;
  const turn = INSTANCES.indexOf(instance) * STAGGER_SECONDS;
  const version = versionOf(cycle, deploy.release);
  return {
    instance,
    start: cycle * CYCLE_SECONDS + deploy.at + turn + OUT_SECONDS,
    end: next + turn,
    version,
    commit: hashOf(version).toString(16).padStart(8, '0').slice(0, 7),
    bad: deploy.bad,
  };
}

/** The date, and a number within the day: "2026.11.22-5". */
function versionOf(cycle: number, release: number): string {
  const day = new Date(cycle * CYCLE_SECONDS * 1000).toISOString().slice(0, 10).replaceAll('-', '.');
  const cycleOfDay = cycle % ((24 * HOUR) / CYCLE_SECONDS);
  return `${day}-${cycleOfDay * RELEASES_A_CYCLE + release}`;
}

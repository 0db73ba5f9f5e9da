import { join } from 'node:path';
import { UsageError } from '../errors.js';
import type { RunningStack } from '../stack/access.js';
import { type LabHome, openHome } from '../stack/home.js';
import { withLock } from '../stack/lock.js';
import { readState } from '../stack/state.js';
import { resolveLocalhost } from '../util/loopback.js';
import { findLimit, type LimitEvent } from './limit/find-limit.js';
import type { LimitRun } from './limit/limit-run.js';
import { limitRequest, type LoadRequest, type LoadWishes, runRequest } from './request/load-request.js';
import { isSameServer, type LoadTarget, parseTarget } from './request/target.js';
import { loadTiers } from './request/tiers-file.js';
import type { LoadRun } from './run/load-run.js';
import { type LoadEvent, runLoad } from './run/run-load.js';

/** The user's options on the command line, as typed. */
export interface StressWishes extends LoadWishes {
  /** A file of tiers to add to the built-in ones. */
  tiersFile: string | undefined;
  /** A URL to load instead of the lab's API. */
  target: string | undefined;
  /** The host of that URL, if it is another machine and the user says that it is theirs. */
  ownHost: string | undefined;
  /** Search for the safe limit instead of running one load. */
  findLimit: boolean;
}

/** A load that can start. */
export interface StressPlan {
  findLimit: boolean;
  request: LoadRequest;
  target: LoadTarget;
  /** Keeps the result. */
  home: LabHome;
}

/**
 * Checks everything about a request before any load is sent.
 * @param lab called only if the lab's own API is the target, once the request itself is known to be valid
 * @throws UsageError for each value that can't be used; whatever `lab` throws
 */
export async function planStress(
  wishes: StressWishes,
  lab: () => Promise<RunningStack>,
): Promise<StressPlan> {
  const tiers = await loadTiers(wishes.tiersFile);
  const request = wishes.findLimit ? limitRequest(wishes, tiers) : runRequest(wishes, tiers);
  return { findLimit: wishes.findLimit, request, ...(await targetOf(wishes, lab)) };
}

/** A server other than the lab's API needs no running lab. */
async function targetOf(
  { target: url, ownHost }: Pick<StressWishes, 'target' | 'ownHost'>,
  lab: () => Promise<RunningStack>,
): Promise<Pick<StressPlan, 'home' | 'target'>> {
  if (url !== undefined) {
    const parsed = parseTarget(url, ownHost);
    const target = { ...parsed, url: await resolveLocalhost(parsed.url) };
    const home = openHome();
    const state = await readState(home);
    const isLab = state && isSameServer(target.url, `http://127.0.0.1:${state.ports.api}`);
    if (!isLab) return { home, target };
    if (target.path !== undefined) {
      throw new UsageError('A load on the lab’s own API can’t be limited to one path.', {
        code: 'TARGET_INVALID',
        hints: ['Remove --target. A tier of your own can have a different mix: obs-lab docs load'],
      });
    }
  }
  const { home, apiUrl, trafficUrl, prometheus } = await lab();
  return { home, target: { url: apiUrl, lab: { trafficUrl, prometheus } } };
}

/** The screen that shows the events of a run or a search. */
export interface EventScreen<Event> {
  on(event: Event): void;
  /** Gives the terminal back; may be called twice. */
  close(): void;
}

export interface StressScreens {
  /**
   * @param target the server that is loaded, if it isn't the lab's own API
   * @param onStop called when the user asks to stop early and see the result
   */
  openRun(
    request: LoadRequest,
    target: string | undefined,
    onStop: () => void,
  ): Promise<EventScreen<LoadEvent>>;
  openSearch(request: LoadRequest, onStop: () => void): Promise<EventScreen<LimitEvent>>;
}

/** A finished run or search. */
export type StressResult = ({ type: 'run'; run: LoadRun } | { type: 'limit'; run: LimitRun }) & {
  /** Saves it; null if it could not be written. */
  file: string | null;
};

/**
 * Runs a load, or searches for the safe limit, while no other load uses this home.
 * @param interrupt ends it as soon as the requests in flight allow; what was measured is saved
 * @throws LabError if another load is running, nothing answers, or the generator died; InterruptedError if nothing
 *   was sent
 */
export function runStress(
  { findLimit: isSearch, request, target, home }: StressPlan,
  screens: StressScreens,
  interrupt: AbortSignal,
): Promise<StressResult> {
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  const options = { ...request, target, runsDir: home.runsDir, stop: stop.signal, interrupt };
  return withLock<StressResult>(stressLock(home), 'stress', async () => {
    if (isSearch) {
      const screen = await screens.openSearch(request, onStop);
      const { run, file } = await findLimit({ ...options, on: screen.on }).finally(screen.close);
      return { type: 'limit', run, file };
    }
    const name = target.lab ? undefined : `${target.url}${target.path ?? ''}`;
    const screen = await screens.openRun(request, name, onStop);
    const { run, file } = await runLoad({ ...options, on: screen.on }).finally(screen.close);
    return { type: 'run', run, file };
  });
}

/** Two loads at once would count each other's requests. `up` and `down` have a lock of their own. */
function stressLock(home: LabHome): LabHome {
  return { ...home, lockFile: join(home.path, 'stress-lock.json') };
}

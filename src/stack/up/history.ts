import { shopHistory } from '../../../lab/shop/exposition.js';
import { EngineError } from '../runtimes/docker/endpoints.js';
import type { Runtime, StackContext } from '../runtimes/runtime.js';
import type { ServiceSpec } from '../spec.js';

/** The simulated history that a new lab begins with: two of the shop's cycles, at a common scrape interval. */
const HOURS = 8;
const STEP_SECONDS = 30;

const WHAT = `${HOURS} h of simulated history`;

export interface SeedResult {
  seeded: boolean;
  /** What happened, for the user; `status` repeats it. */
  notice: string;
}

/**
 * Gives a Prometheus that never ran the shop's history, up to now; one that has data keeps it.
 * If it fails, the lab starts without the history.
 *
 * @param onSeeding called with a description before the work begins
 * @returns undefined if there was nothing to do
 * @throws EngineError · AbortError
 */
export async function seedHistory(
  runtime: Runtime,
  prometheus: ServiceSpec,
  context: StackContext,
  onSeeding: (what: string) => void,
): Promise<SeedResult | undefined> {
  if (!(await runtime.isNew(prometheus, context))) return undefined;
  onSeeding(WHAT);
  const end = Math.floor(Date.now() / 1000 / STEP_SECONDS) * STEP_SECONDS;
  try {
    await runtime.backfill(prometheus, context, { text: () => historyText(end) });
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof EngineError) throw error;
    const why = (error as Error).message;
    return {
      seeded: false,
      notice: `No simulated history: ${why} Try again: obs-lab down --volumes && obs-lab up`,
    };
  }
  const until = new Date(end * 1000).toISOString().slice(0, 19);
  return {
    seeded: true,
    notice: `Prometheus starts with ${WHAT} of a shop, up to ${until}Z (obs-lab docs history)`,
  };
}

function* historyText(end: number): Generator<string> {
  yield* shopHistory({ start: end - HOURS * 3600, end, step: STEP_SECONDS });
  yield '# EOF\n';
}

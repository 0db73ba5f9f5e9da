import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORLDS_DATA, WORLDS_VERSION } from '../../../lab/worlds/worlds.js';
import { writeFileAtomic } from '../../util/files.js';
import { EngineError } from '../runtimes/docker/endpoints.js';
import type { Runtime, StackContext } from '../runtimes/runtime.js';
import type { ServiceSpec } from '../spec.js';
import { UnavailableError } from '../unavailable.js';

/** Which worlds a home's grading Prometheus holds. */
const VERSION_FILE = 'worlds-version';

/**
 * Fills the grading Prometheus with the made-up worlds, unless it holds them already.
 * @param onSeeding called before the work begins
 * @throws UnavailableError if promtool can't do it: answers are then graded on live data only · EngineError ·
 * AbortError
 */
export async function seedWorlds(
  runtime: Runtime,
  spec: ServiceSpec,
  context: StackContext,
  onSeeding: (what: string) => void,
): Promise<void> {
  const file = join(context.home.path, VERSION_FILE);
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== WORLDS_VERSION) await runtime.discard(spec, context.home);
  else if (!(await runtime.isNew(spec, context))) return;
  onSeeding('made-up worlds');
  try {
    await runtime.backfill(spec, context, WORLDS_DATA);
    await writeFileAtomic(file, WORLDS_VERSION);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof EngineError) throw error;
    throw new UnavailableError(`The grading data could not be created: ${(error as Error).message}`, {
      code: 'NO_PROMTOOL',
      inBrief: `answers are graded on live data only: ${(error as Error).message.replace(/\.$/, '')}`,
      hints: ['Point OBS_LAB_PROMETHEUS_BIN at a Prometheus with promtool in the same directory.'],
      cause: error,
    });
  }
}

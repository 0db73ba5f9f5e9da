import { pbkdf2Sync } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Undo } from '../../control/injector.js';
import type { ParametersOf } from '../../faults/index.js';
import type { Supervisor } from '../supervisor.js';

/** event-loop-block: computes password hashes on the server's only thread. */
export function eventLoopBlock(
  _supervisor: Supervisor,
  { blockedMs, everyMs }: ParametersOf<'event-loop-block'>,
): Undo {
  const timer = setInterval(() => {
    const until = performance.now() + blockedMs;
    while (performance.now() < until) pbkdf2Sync('password', 'salt', 500, 32, 'sha256');
  }, everyMs);
  return () => clearInterval(timer);
}

const STEP_MS = 100;
/** About 170 bytes each. */
const OBJECTS_PER_MB = 5_900;

/** memory-leak: keeps small objects, the most expensive kind for the garbage collector; at the limit the API crashes. */
export function memoryLeak(
  supervisor: Supervisor,
  { mbPerSecond, limitMb }: ParametersOf<'memory-leak'>,
): Undo {
  let kept: object[][] = [];
  const count = Math.ceil((mbPerSecond * OBJECTS_PER_MB * STEP_MS) / 1000);
  const mostSteps = (limitMb / mbPerSecond) * (1000 / STEP_MS);
  let crashing = false;
  const release = (): void => {
    kept = [];
    setImmediate(collectGarbage); // not in this frame, which still holds them
  };
  const timer = setInterval(() => {
    if (crashing) return;
    kept.push(
      Array.from({ length: count }, (_, id) => ({ id, at: Math.random(), name: `item ${id}`, links: [id] })),
    );
    if (kept.length < mostSteps) return;
    crashing = true;
    release();
    void supervisor.restart('out of memory').finally(() => (crashing = false));
  }, STEP_MS);
  return () => {
    clearInterval(timer);
    release();
  };
}

/** A new process would start with an empty heap; this one has to empty its own. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  gc();
}

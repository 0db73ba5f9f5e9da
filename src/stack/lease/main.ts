import { setTimeout as sleep } from 'node:timers/promises';
import { openHome } from '../home.js';
import { settleRules } from '../rules/change-rules.js';
import { openRuntime } from '../runtimes/index.js';
import { readState } from '../state.js';
import { release } from './keeper.js';
import { isOver, readLease } from './lease.js';

// Waits for the end of what has a lease, and undoes it. Ends when nothing has one any more, whatever ended it.

/** A lease may have been ended or prolonged meanwhile; or the engine does not answer, or the disk is full. */
const LOOK_MS = 1_000;

const home = openHome();
for (;;) {
  const lease = await readLease(home);
  const state = await readState(home).catch(() => undefined);
  if (!lease || !state) break;
  if (lease.rules && isOver(lease.rules.endsAt)) {
    const restored = await openRuntime(state.runtime)
      .then((runtime) => settleRules({ home, state, runtime }))
      .then(() => true)
      .catch(() => false);
    if (restored) continue;
  } else if (!lease.rules && isOver(lease.heldUntil ?? '')) {
    await release(home).catch(() => undefined);
    break;
  }
  await sleep(LOOK_MS);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { openHome } from '../home.js';
import { openRuntime } from '../runtimes/index.js';
import { readState } from '../state.js';
import { settleRules } from './change-rules.js';
import { readRulesLease } from './lease.js';

// Waits for the end of a rules lease, then restores the lab's own rules. Ends with the lease, whatever ended it.

const RETRY_MS = 1_000;
/** The lease may have been removed or prolonged meanwhile. */
const LOOK_MS = 5_000;

const home = openHome();
for (;;) {
  const lease = await readRulesLease(home);
  const state = await readState(home).catch(() => undefined);
  if (!lease || !state) break;
  const left = Date.parse(lease.endsAt) - Date.now();
  if (left > 0) {
    await sleep(Math.min(left, LOOK_MS));
    continue;
  }
  try {
    await settleRules({ home, state, runtime: await openRuntime(state.runtime) });
    break;
  } catch {
    await sleep(RETRY_MS); // the engine does not answer, or the disk is full
  }
}

import type { RuntimeName } from '../state.js';
import type { Runtime } from './runtime.js';

/** Loads a runtime: each drags its own libraries along, and a command needs one. */
export async function openRuntime(_name: RuntimeName): Promise<Runtime> {
  const { LocalRuntime } = await import('./local.js');
  return new LocalRuntime();
}

import type { LabHome } from '../home.js';
import type { Runtime } from '../runtimes/runtime.js';
import type { ServiceSpec } from '../spec.js';

/** More than PostgreSQL writes while it starts. */
const LINES = 60;
/** For an image that logs elsewhere. */
const PATIENCE_MS = 5_000;

/**
 * Whether a service may be asked if it works. PostgreSQL accepts connections before it can answer, and logs each one
 * as FATAL, which a healthy start must not show: it is only asked once it has logged that it is ready.
 * @param startedAt performance.now() when it was started
 */
export async function mayBeAsked(
  spec: ServiceSpec,
  { runtime, home, startedAt }: { runtime: Runtime; home: LabHome; startedAt: number },
): Promise<boolean> {
  if (spec.health.kind !== 'postgres' || performance.now() - startedAt > PATIENCE_MS) return true;
  return isReady(await runtime.lastLines(home, spec.name, LINES));
}

/** The log keeps earlier starts, and an image first starts a server only for its own set-up. */
export function isReady(lines: readonly string[]): boolean {
  const last = (pattern: RegExp): number => lines.findLastIndex((line) => pattern.test(line));
  const ready = last(/database system is ready to accept connections/);
  return ready > last(/starting PostgreSQL|database system is shut down/);
}

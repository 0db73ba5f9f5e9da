import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GeneratorHealth } from './messages.js';

const RESOLUTION_MS = 10;

/** Watches the process it runs in; each call covers the time since the last one. */
export function watchHealth(): () => GeneratorHealth {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let at = performance.now();
  return () => {
    const used = process.cpuUsage(cpu);
    const now = performance.now();
    const health = {
      lagMeanMs: lagMs(delay.mean),
      lagP99Ms: lagMs(delay.percentile(99)),
      cpu: Math.round(((used.user + used.system) / 1000 / (now - at)) * 1000) / 1000,
      rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
    };
    delay.reset();
    cpu = process.cpuUsage();
    at = now;
    return health;
  };
}

/**
 * The histogram holds times between ticks, in ns: a punctual timer shows the resolution itself, and if there was no
 * tick it gives NaN.
 */
function lagMs(nanoseconds: number): number {
  const ms = nanoseconds / 1e6 - RESOLUTION_MS;
  return ms > 0 ? Math.round(ms * 10) / 10 : 0;
}

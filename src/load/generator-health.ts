import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GeneratorHealth } from './messages.js';

const RESOLUTION_MS = 10;

/** Watches the process it runs in; each call tells of the time since the last one. */
export function watchHealth(): () => GeneratorHealth {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let at = performance.now();
  return () => {
    const used = process.cpuUsage(cpu);
    const now = performance.now();
    // The histogram holds times between ticks: a punctual timer shows the resolution itself.
    const lagP99Ms = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
    const health = {
      lagP99Ms: Math.round(lagP99Ms * 10) / 10,
      cpu: Math.round(((used.user + used.system) / 1000 / (now - at)) * 1000) / 1000,
      rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
    };
    delay.reset();
    cpu = process.cpuUsage();
    at = now;
    return health;
  };
}

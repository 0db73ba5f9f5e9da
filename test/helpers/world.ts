import type { World } from '../../src/missions/grading/types.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { openPromtool } from '../../src/stack/tools/find-tools.js';

/** What a test grades against. @param more such as the time, or saved load runs; by default there are none */
export function testWorld(prometheus: PrometheusClient, more: Partial<World> = {}): World {
  return { prometheus, promtool: openPromtool(), savedLoad: async () => ({ runs: [], limits: [] }), ...more };
}

import type { World } from '../../src/missions/grading/types.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { openPromtool } from '../../src/stack/tools/find-tools.js';

/**
 * The world that a test grades against.
 * @param more such as the time, or saved load runs; none by default
 */
export function testWorld(prometheus: PrometheusClient, more: Partial<World> = {}): World {
  return { prometheus, promtool: openPromtool(), savedLoad: async () => ({ runs: [], limits: [] }), ...more };
}

import type { World } from '../../src/missions/grading/grade.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { openPromtool } from '../../src/stack/tools/find-tools.js';

/** What a test grades against. @param more such as the time, or a home's saved runs; without them it has none */
export function testWorld(prometheus: PrometheusClient, more: Partial<World> = {}): World {
  return { prometheus, promtool: openPromtool(), runsDir: '/no/runs/in/this/test', ...more };
}

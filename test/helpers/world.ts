import type { World } from '../../src/missions/grade.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { localPromtool } from '../../src/stack/promtool.js';

/** What a test grades against. @param more such as the time, or a home's saved runs; without them it has none */
export function testWorld(prometheus: PrometheusClient, more: Partial<World> = {}): World {
  return { prometheus, promtool: localPromtool(), runsDir: '/no/runs/in/this/test', ...more };
}

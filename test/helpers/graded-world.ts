import { WORLDS_DATA } from '../../lab/worlds/worlds.js';
import { memoized } from '../../src/missions/check/memoized.js';
import { FIXTURE_NOW as now, fixtureText } from '../../src/missions/fixture/index.js';
import type { World } from '../../src/missions/grading/types.js';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import { isStepOf, type StepOf } from '../../src/missions/library/schema.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { openWorlds } from '../../src/query/evaluate-worlds.js';
import { packageRoot } from '../../src/util/package-root.js';
import { startPrometheus, type TestPrometheus } from './prometheus.js';
import { testWorld } from './world.js';

/** Two private Prometheus servers with the fixture and the made-up worlds, and every query step of our missions. */
export interface GradedWorld {
  world: World & { now: number; scrapeIntervalSeconds: number };
  /** By the number of the mission and the step's id, such as `01/error-ratio`. */
  steps: ReadonlyMap<string, StepOf<'promql'>>;
  stop: () => Promise<void>;
}

/** Starts the servers; they take about ten seconds. */
export async function startGradedWorld(): Promise<GradedWorld> {
  const servers: TestPrometheus[] = [];
  for (const data of [{ text: fixtureText }, WORLDS_DATA]) {
    servers.push(await startPrometheus({ data }));
  }
  const [lab, worlds] = servers.map(({ url }) => memoized(createPrometheusClient(url)));
  const steps = new Map<string, StepOf<'promql'>>();
  const { missions } = await loadMissions(missionDirectories(packageRoot(), {}, []));
  for (const { file, steps: all } of missions) {
    const [number] = /(?<=\/)\d\d(?=-[^/]*\/mission\.yaml$)/.exec(file) ?? [];
    for (const step of all) if (isStepOf('promql', step)) steps.set(`${number}/${step.id}`, step);
  }
  return {
    world: { ...testWorld(lab!, { worlds: openWorlds(worlds!) }), now, scrapeIntervalSeconds: 1 },
    steps,
    stop: async () => {
      await Promise.all(servers.map(({ stop }) => stop()));
    },
  };
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoized } from '../../src/missions/check/memoized.js';
import { grade } from '../../src/missions/grading/grade.js';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import { isStepOf, type StepOf } from '../../src/missions/library/schema.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { metricNames } from '../../src/promql/meaning/topic.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';
import { packageRoot } from '../../src/util/package-root.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { mutants } from '../helpers/promql/mutants.js';
import { QUIET_NOW as now, quietLab } from '../helpers/quiet-lab.js';
import { testWorld } from '../helpers/world.js';

/** No false pass on data with little variation: a lab in which everything is steady, and hardly anything fails. */

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const steps = missions.flatMap((mission) =>
  mission.steps
    .filter((step) => isStepOf('promql', step))
    .map((step) => [`${mission.id}/${step.id}`, step] as const),
);

let server: TestPrometheus;
let prometheus: PrometheusClient;
beforeAll(async () => {
  server = await startPrometheus({ openMetrics: quietLab() });
  prometheus = memoized(createPrometheusClient(server.url));
});
afterAll(async () => {
  await server?.stop();
});

const verdictOf = async (step: StepOf<'promql'>, answer: string): Promise<string> => {
  const { verdict, diagnoses } = await grade(step, answer, testWorld(prometheus, { now }));
  return `${verdict} ${diagnoses[0]?.rule ?? ''}`.trim();
};

/** Known to be indistinguishable: the last value of a constant gauge is also its mean. */
const KNOWN: ReadonlySet<string> = new Set(['last_over_time(scrape_duration_seconds[1m])']);

const tried = { steps: 0, wrong: 0, accident: 0 };

test.each(steps)('%s', async (_, step) => {
  const { reference, accept, reject } = step.answer;
  const ready = (await verdictOf(step, reference)) !== 'not-ready';
  for (const text of accept) {
    expect(await verdictOf(step, text), text).toMatch(ready ? /^pass/ : /^not-ready/);
  }
  const { expr } = parsePromql(reference);
  const series = new Map(
    await Promise.all(metricNames(expr).map(async (name) => [name, await prometheus.series(name)] as const)),
  );
  const made = ready ? mutants(expr, series) : [];
  const witnesses = new Map(made.map(({ text, witness }) => [text, witness]));
  const misses: string[] = [];
  // What only a made-up world tells apart is for worlds.test.ts.
  const rejected = reject.filter(({ diagnosis }) => diagnosis !== 'equal-by-accident');
  for (const text of [...rejected.map(({ answer }) => answer), ...made.map(({ text }) => text)]) {
    const verdict = await verdictOf(step, text);
    tried.wrong++;
    if (verdict === 'wrong equal-by-accident') tried.accident++;
    if (!verdict.startsWith('pass') || KNOWN.has(text)) continue;
    const witness = witnesses.get(text);
    if (witness === undefined || (await givesSomething(witness))) misses.push(text);
  }
  if (ready) tried.steps++;
  expect(misses).toEqual([]);
});

async function givesSomething(query: string): Promise<boolean> {
  const result = await prometheus.query(query, { time: now });
  return 'series' in result && result.series.length > 0;
}

test('some answers were equal by accident', () => {
  console.log(
    `${tried.steps} steps are ready; ${tried.wrong} wrong answers, of which ${tried.accident} are equal by accident`,
  );
  expect(tried.steps).toBeGreaterThan(30);
  expect(tried.accident).toBeGreaterThan(30);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { worldsText } from '../../lab/worlds/worlds.js';
import { memoized } from '../../src/missions/check/memoized.js';
import { FIXTURE_NOW as now, fixtureText } from '../../src/missions/fixture/index.js';
import { grade } from '../../src/missions/grading/grade.js';
import type { World } from '../../src/missions/grading/types.js';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import { isStepOf, type StepOf } from '../../src/missions/library/schema.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { openWorlds } from '../../src/query/evaluate-worlds.js';
import { packageRoot } from '../../src/util/package-root.js';
import { MISCONCEPTIONS } from '../fixtures/promql/misconceptions.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { testWorld } from '../helpers/world.js';

/** Verdicts of a real Prometheus with made-up worlds beside the live data. */

const servers: TestPrometheus[] = [];
const steps = new Map<string, StepOf<'promql'>>();
let world: World & { now: number; scrapeIntervalSeconds: number };

beforeAll(async () => {
  for (const text of [fixtureText(), worldsText()]) {
    servers.push(await startPrometheus({ openMetrics: [...text].join('') }));
  }
  const [lab, worlds] = servers.map(({ url }) => memoized(createPrometheusClient(url)));
  world = { ...testWorld(lab!, { worlds: openWorlds(worlds!) }), now, scrapeIntervalSeconds: 1 };
  const { missions } = await loadMissions(missionDirectories(packageRoot(), {}, []));
  for (const { file, steps: all } of missions) {
    const [number] = /(?<=\/)\d\d(?=-[^/]*\/mission\.yaml$)/.exec(file) ?? [];
    for (const step of all) if (isStepOf('promql', step)) steps.set(`${number}/${step.id}`, step);
  }
}, 180_000);
afterAll(async () => {
  await Promise.all(servers.map(({ stop }) => stop()));
});

/** The verdict on each answer, in its order. */
async function verdictsOn(step: string, answers: readonly string[]): Promise<string[]> {
  const verdicts: string[] = [];
  for (const answer of answers) verdicts.push((await grade(steps.get(step)!, answer, world)).verdict);
  return verdicts;
}

const REFUSALS = new Set(['wrong', 'empty', 'error']);

test('there are wrong answers to every query step, and right ones to every third', () => {
  expect(MISCONCEPTIONS.map(({ step }) => step).sort()).toEqual([...steps.keys()].sort());
  expect(Math.min(...MISCONCEPTIONS.map(({ wrong }) => wrong.length))).toBeGreaterThanOrEqual(8);
  const right = MISCONCEPTIONS.flatMap(({ right: answers = [] }) => (answers.length >= 10 ? [answers] : []));
  expect(right.length).toBeGreaterThanOrEqual(MISCONCEPTIONS.length / 3);
  expect(right.flat().length).toBeGreaterThanOrEqual(150);
});

describe.each(MISCONCEPTIONS)('$step', ({ step, wrong, right = [] }) => {
  test('refuses every wrong answer', async () => {
    const verdicts = await verdictsOn(
      step,
      wrong.map(([query]) => query),
    );
    expect(wrong.filter((_, i) => !REFUSALS.has(verdicts[i]!))).toEqual([]);
  }, 60_000);

  test.runIf(right.length > 0)(
    'passes every right answer',
    async () => {
      const verdicts = await verdictsOn(step, right);
      expect(right.filter((_, i) => verdicts[i] !== 'pass')).toEqual([]);
    },
    60_000,
  );
});

test('tells in numbers how a world differs', async () => {
  const graded = await grade(
    steps.get('01/error-ratio')!,
    MISCONCEPTIONS.find(({ step }) => step === '01/error-ratio')!.wrong[0]![0],
    world,
  );
  expect(graded.diagnoses[0]).toMatchObject({
    rule: 'equal-by-accident',
    message: expect.stringMatching(
      /^On your data both return 0\.\d+\. With answers with 1xx and 3xx as well, yours returns 0\.\d+ and the right query 0\.\d+\./,
    ),
  });
});

import { grade } from '../src/missions/grading/grade.js';
import { openWorld } from '../src/missions/grading/world.js';
import { loadMissions, missionDirectories } from '../src/missions/library/library.js';
import { isStepOf, type StepOf } from '../src/missions/library/schema.js';
import { requireStack } from '../src/stack/access.js';
import { packageRoot } from '../src/util/package-root.js';
import { createLab } from '../test/helpers/lab.js';
import { until } from '../test/helpers/wait.js';
import { inTurn, quantile } from './stats.js';

/** The limit: a delay that learners don't notice. */
const LIMIT_MS = 60;
/** The share of steps that must be ready: some wait for a load run or a fault. */
const READY_SHARE = 0.6;
const ROUNDS = 300;

type Query = StepOf<'promql'>;

/**
 * Milliseconds to grade one answer on the live stack, evaluation included: right and wrong answers of the shipped
 * missions in turn. The baseline is the two queries, reference and answer, as bare HTTP requests.
 */
export async function benchGrade(): Promise<void> {
  const lab = await createLab();
  try {
    const { exitCode, stderr } = await lab.up('--without', 'grafana');
    if (exitCode !== 0) throw new Error(stderr);
    const world = openWorld(await requireStack(lab.home));
    const steps = await readySteps(async (step) => (await grade(step, step.answer.reference, world)).verdict);
    const pairs = steps.flatMap((step) =>
      [step.answer.reference, ...step.answer.accept, ...step.answer.reject.map(({ answer }) => answer)].map(
        (answer) => ({ step, answer }),
      ),
    );
    let turn = 0;
    const verdicts: Record<string, number> = {};
    const graded = await inTurn(
      ROUNDS,
      async () => {
        const { step, answer } = pairs[turn % pairs.length]!;
        return milliseconds(async () => {
          const { verdict } = await grade(step, answer, world);
          verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
        });
      },
      async () => {
        const { step, answer } = pairs[turn++ % pairs.length]!;
        return milliseconds(() =>
          Promise.all([step.answer.reference, answer].map((query) => ask(world.prometheus.url, query))),
        );
      },
    );
    const [p50, p95] = [quantile(graded.a, 0.5), quantile(graded.a, 0.95)];
    const [bare, bareSlow] = [quantile(graded.b, 0.5), quantile(graded.b, 0.95)];
    console.log(
      `grading an answer: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (at most ${LIMIT_MS}); two bare queries p50 ${bare.toFixed(1)} ms, p95 ${bareSlow.toFixed(1)} ms; ` +
        `ratio ${(p50 / bare).toFixed(2)} (${steps.length} steps, ${pairs.length} answers, ${ROUNDS} rounds: ${JSON.stringify(verdicts)})`,
    );
  } finally {
    await lab.close();
  }
}

/** The steps for which the lab has data; waits until there are enough. */
async function readySteps(verdictOf: (step: Query) => Promise<string>): Promise<Query[]> {
  const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
  const steps = missions.flatMap((mission) => mission.steps.filter((step) => isStepOf('promql', step)));
  return until(
    'the lab has data for most steps',
    async () => {
      const ready: Query[] = [];
      for (const step of steps) if ((await verdictOf(step)) === 'pass') ready.push(step);
      return ready.length >= READY_SHARE * steps.length && ready;
    },
    300,
  );
}

async function ask(url: string, query: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query }),
  });
  await response.text();
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

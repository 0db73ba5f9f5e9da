import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoized } from '../../src/missions/check/memoized.js';
import { FIXTURE_NOW, fixtureText } from '../../src/missions/fixture/index.js';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import { isStepOf } from '../../src/missions/library/schema.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { PromqlError } from '../../src/prometheus/errors.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { judge } from '../../src/promql/judge/judge.js';
import type { JudgeOptions } from '../../src/promql/judge/options.js';
import type { Evaluation } from '../../src/promql/meaning/compare.js';
import { noFacts } from '../../src/promql/meaning/facts.js';
import { metricNames } from '../../src/promql/meaning/topic.js';
import type { Expr } from '../../src/promql/syntax/ast.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';
import { evaluate } from '../../src/query/evaluate.js';
import { evaluateImagined } from '../../src/query/evaluate-imagined.js';
import { settledInstants } from '../../src/query/instants.js';
import { packageRoot } from '../../src/util/package-root.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { type Catalogue, equivalents } from '../helpers/promql/equivalents.js';
import { mutants } from '../helpers/promql/mutants.js';
import { print } from '../helpers/promql/print.js';

/**
 * No false verdict: for every query that the shipped missions ask for, what means the same passes and what does not fails, on a
 * real Prometheus with data that never changes. The missions' own examples, and many more that are made by rule.
 */

/** How many answers are graded at least, so that a broken generator does not look like a success. */
const FLOOR = { equivalents: 1800, mutants: 1400 };
const AT_ONCE = 8;
const SCRAPE_INTERVAL_SECONDS = 1;

const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
const steps = missions.flatMap((mission) =>
  mission.steps
    .filter((step) => isStepOf('promql', step))
    .map((step) => ({ id: `${mission.id}/${step.id}`, ...step.answer })),
);
type Task = (typeof steps)[number];

const window = settledInstants(FIXTURE_NOW, SCRAPE_INTERVAL_SECONDS);
const graded = { equivalents: 0, mutants: 0, proven: 0 };

let server: TestPrometheus;
let prometheus: PrometheusClient;

beforeAll(async () => {
  server = await startPrometheus({ openMetrics: [...fixtureText()].join('') });
  prometheus = memoized(createPrometheusClient(server.url));
});
afterAll(async () => {
  await server?.stop();
});

test.each(steps.flatMap(({ reference, accept }) => [reference, ...accept]).map((text) => [text]))(
  'is written as it was read: %s',
  (text) => {
    const { expr, complete } = parsePromql(text);
    expect(complete).toBe(true);
    expect(withoutPlaces(parsePromql(print(expr)).expr)).toEqual(withoutPlaces(expr));
  },
);

describe.each(steps.map((step) => [step.id, step] as const))('%s', (_, step) => {
  const expr = parsePromql(step.reference).expr;
  let reference: Evaluation;
  let catalogue: Catalogue;

  beforeAll(async () => {
    reference = await evaluate(step.reference, expr, window, prometheus);
    catalogue = await lookUpSeries(metricNames(expr));
  });

  const verdictOf = async (text: string): Promise<string> => {
    const answer = parsePromql(text).expr;
    try {
      const evaluation = await evaluate(text, answer, window, prometheus);
      const sides = { reference: { expr, evaluation: reference }, answer: { expr: answer, evaluation } };
      const written = { reference: { text: step.reference, expr }, answer: { text, expr: answer } };
      const imagined = () => evaluateImagined(written, window, prometheus);
      return (await judge(sides, { ...judging(step), imagined })).verdict;
    } catch (error) {
      if (error instanceof PromqlError) return 'error';
      throw error;
    }
  };

  test('what means the same passes', async () => {
    const texts = [step.reference, ...step.accept, ...equivalents(expr, catalogue, step)];
    const misses = await missesOf(texts, async (text) => (await verdictOf(text)) === 'pass');
    graded.equivalents += texts.length;
    expect(misses).toEqual([]);
  });

  test('what does not, does not', async () => {
    const made = mutants(expr, catalogue);
    const witnesses = new Map(made.map(({ text, witness }) => [text, witness]));
    const texts = [...step.reject.map(({ answer }) => answer), ...made.map(({ text }) => text)];
    const misses = await missesOf(texts, async (text) => {
      const verdict = await verdictOf(text);
      if (verdict !== 'pass') return ['wrong', 'empty', 'error'].includes(verdict);
      const witness = witnesses.get(text);
      if (witness === undefined || (await givesSomething(witness))) return false;
      graded.proven++;
      return true;
    });
    graded.mutants += texts.length;
    expect(misses).toEqual([]);
  });
});

test('and there were many of both', () => {
  const { equivalents: same, mutants: wrong, proven } = graded;
  console.log(
    `${steps.length} steps: ${same} equivalents, ${wrong} wrong answers, of which ${proven} are proven to be none; ${same + wrong} in all`,
  );
  expect(same).toBeGreaterThanOrEqual(FLOOR.equivalents);
  expect(wrong - proven).toBeGreaterThanOrEqual(FLOOR.mutants);
});

/** As the grader judges. The fixture has no metadata, as the types of backfilled metrics are not stored. */
function judging({ about, metricName }: Task): Omit<JudgeOptions, 'imagined'> {
  const scrapeIntervalSeconds = SCRAPE_INTERVAL_SECONDS;
  return {
    about,
    metricName,
    scrapeIntervalSeconds,
    lookUp: () => Promise.resolve(noFacts(scrapeIntervalSeconds)),
  };
}

function withoutPlaces(expr: Expr): unknown {
  return JSON.parse(
    JSON.stringify(expr, (key, value: unknown) => (key === 'from' || key === 'to' ? undefined : value)),
  );
}

async function lookUpSeries(names: readonly string[]): Promise<Catalogue> {
  return new Map(
    await Promise.all(
      names.map(
        async (name) => [name, await prometheus.series(`{__name__=${JSON.stringify(name)}}`)] as const,
      ),
    ),
  );
}

async function givesSomething(query: string): Promise<boolean> {
  const { rows } = await evaluate(query, parsePromql(query).expr, window, prometheus);
  return rows.length > 0;
}

/** The texts that a check does not hold for; several are checked at once. */
async function missesOf(
  texts: readonly string[],
  holds: (text: string) => Promise<boolean>,
): Promise<string[]> {
  const misses: string[] = [];
  const queue = [...texts];
  const work = async (): Promise<void> => {
    for (let text = queue.shift(); text !== undefined; text = queue.shift()) {
      if (!(await holds(text))) misses.push(text);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return misses;
}

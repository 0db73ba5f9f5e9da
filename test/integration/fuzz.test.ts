import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { LabError } from '../../src/errors.js';
import { MissionFileError } from '../../src/missions/library/errors.js';
import { parseMission } from '../../src/missions/library/parse.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { Diagnosis } from '../../src/promql/diagnosis.js';
import { judge } from '../../src/promql/judge/judge.js';
import { lint } from '../../src/promql/lint/lint.js';
import { explainRejection, explainSyntax } from '../../src/promql/refusals/rejection.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';
import { compareQueries } from '../../src/query/compare-queries.js';
import { lintQuery } from '../../src/query/lint-query.js';
import { seededRandom } from '../../src/util/random.js';
import { DEMO_MISSION } from '../fixtures/demo-mission.js';
import { evaluationOf } from '../fixtures/promql/differences.js';
import { FACTS } from '../fixtures/promql/facts.js';
import { LINT_EXAMPLES } from '../fixtures/promql/lint.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { mutated, randomText } from '../helpers/promql/fuzz.js';
import { ALL_CASES } from '../helpers/sample.js';

/**
 * Random bytes and mutated queries: whatever is typed, nothing crashes and nothing passes. The same texts at every
 * run; a failure names the text. What is bounded is their size, so that a slow machine does not fail the test.
 */

const COUNT = ALL_CASES ? 10_000 : 2500;
/** Bounded by their size; the timeout only ends a hang. */
const PATIENCE_MS = 300_000;
/** How many of these are sent to a real Prometheus too. */
const ASKED = 500;

const QUERIES = Object.values(LINT_EXAMPLES).flatMap(({ speaks, silent }) => [...speaks, ...silent]);

function texts(seed: number, count: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? randomText(random) : mutated(QUERIES[Math.floor(random() * QUERIES.length)]!, random),
  );
}

/** The text that a learner would read. */
function expectReadable(diagnoses: readonly Diagnosis[], text: string): void {
  for (const { rule, message, why, fix, at } of diagnoses) {
    const words = [rule, message, why, fix];
    if (words.some((word) => word === '' || /undefined|\[object|\n\s+at /.test(word.replaceAll(text, '')))) {
      expect.fail(`unreadable for ${JSON.stringify(text)}: ${JSON.stringify(words)}`);
    }
    if (at && !(at.from >= 0 && at.from <= at.to && at.to <= text.length + 1)) {
      expect.fail(`no place in ${JSON.stringify(text)}: ${JSON.stringify(at)}`);
    }
  }
}

test(`lint takes ${COUNT} texts`, { timeout: PATIENCE_MS }, () => {
  for (const text of texts(1, COUNT)) {
    const { expr, stoppedAt } = parsePromql(text);
    const mistake = explainSyntax(text, stoppedAt);
    expectReadable(
      [...lint(expr, FACTS), ...(mistake ? [mistake] : []), explainRejection('no reason', text)],
      text,
    );
  }
});

test(`compare lets none of ${COUNT} texts pass`, { timeout: PATIENCE_MS }, async () => {
  const reference = {
    expr: parsePromql('sum by (a) (db_pool_connections)').expr,
    evaluation: evaluationOf({ 'a=1': [1, 2] }),
  };
  // As if the text returned nothing, or something else.
  const results = [evaluationOf({}), evaluationOf({ 'a=1': [3, 4], 'b=1': [NaN, undefined] })];
  const lookUp = () => Promise.resolve(FACTS);
  const imagined = () => Promise.resolve(undefined);
  for (const [i, text] of texts(2, COUNT).entries()) {
    const answer = { expr: parsePromql(text).expr, evaluation: results[i % results.length]! };
    const judgement = await judge({ reference, answer }, { scrapeIntervalSeconds: 1, lookUp, imagined });
    if (judgement.verdict !== 'wrong' && judgement.verdict !== 'empty') {
      expect.fail(`${judgement.verdict} for ${JSON.stringify(text)}`);
    }
    expectReadable(judgement.diagnoses, text);
  }
});

test(`the mission loader takes ${COUNT} files`, { timeout: PATIENCE_MS }, () => {
  const random = seededRandom(3);
  const { number: _, file: __, ...mission } = DEMO_MISSION;
  const step = mission.steps[0]!;
  const file = stringify({ ...mission, steps: [step] });
  for (let i = 0; i < COUNT; i++) {
    const text = i % 2 === 0 ? randomText(random) : mutatedFile(file, random);
    try {
      parseMission(text, 'mission.yaml');
    } catch (error) {
      if (!(error instanceof MissionFileError)) expect.fail(`${String(error)} for ${JSON.stringify(text)}`);
      if (error.problems.length === 0 || /\n\s+at /.test(error.message)) {
        expect.fail(`unreadable for ${JSON.stringify(text)}: ${error.message}`);
      }
    }
  }
});

/** A file with one of its lines broken. */
function mutatedFile(file: string, random: () => number): string {
  const lines = file.split('\n');
  const i = Math.floor(random() * lines.length);
  return lines.with(i, mutated(lines[i]!, random)).join('\n');
}

describe('with a real Prometheus', () => {
  const NOW = 1_700_000_060;
  let server: TestPrometheus;
  beforeAll(async () => {
    const samples = Array.from(
      { length: 60 },
      (_, i) => `db_pool_connections{a="1"} ${i % 7} ${NOW - 60 + i}`,
    );
    const others = Array.from({ length: 60 }, (_, i) => `up{job="api"} ${i % 3} ${NOW - 60 + i}`);
    server = await startPrometheus({
      openMetrics: [
        '# TYPE db_pool_connections gauge',
        ...samples,
        '# TYPE up gauge',
        ...others,
        '# EOF\n',
      ].join('\n'),
    });
  });
  afterAll(async () => {
    await server?.stop();
  });

  test(`lint and compare take ${ASKED} texts, and none passes`, { timeout: PATIENCE_MS }, async () => {
    const prometheus = createPrometheusClient(server.url);
    for (const text of texts(4, ASKED)) {
      try {
        const [linted, compared] = await Promise.all([
          lintQuery(text, prometheus, { now: NOW }),
          compareQueries({ reference: 'db_pool_connections', answer: text }, prometheus, {
            at: NOW,
            now: NOW,
          }),
        ]);
        expectReadable([...linted.diagnoses, ...compared.diagnoses], text);
        if (!['wrong', 'empty', 'error'].includes(compared.verdict)) {
          expect.fail(`${compared.verdict} for ${JSON.stringify(text)}`);
        }
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        expect.fail(`${error.code} ${error.message} for ${JSON.stringify(text)}`);
      }
    }
  });
});

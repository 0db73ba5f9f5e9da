import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { grade } from '../../src/missions/grading/grade.js';
import { findMission, findStep, type Library, loadMissions } from '../../src/missions/library/library.js';
import { isStepOf } from '../../src/missions/library/schema.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { packageRoot } from '../../src/util/package-root.js';
import { RULE_CASES } from '../fixtures/rules/cases.js';
import type { Replacements, RuleCases } from '../fixtures/rules/type.js';
import { sampled } from '../helpers/sample.js';
import { testWorld } from '../helpers/world.js';

/** Rule files against the shipped steps, by a real promtool: no wrong one passes, and no right one is refused. */

const EACH_MS = 30_000;

let library: Library;
// One for all, as in a session: what a reference does is computed once. No rule file asks Prometheus.
const world = testWorld(createPrometheusClient('http://127.0.0.1:9'));

beforeAll(async () => {
  library = await loadMissions([join(packageRoot(), 'missions')]);
});

async function gradeCase({ mission, step }: RuleCases, replacements: Replacements): Promise<string> {
  const found = findMission(library, mission);
  const task = findStep(found, step);
  if (!isStepOf('rules', task)) throw new Error(`${step} asks for no rule file`);
  const solution = await readFile(join(dirname(found.file), task.answer.accept[0]!.file!), 'utf8');
  const text = replacements.reduce((rules, [from, to]) => {
    if (!rules.includes(from)) throw new Error(`the solution has no “${from}”`);
    return rules.replaceAll(from, to);
  }, solution);
  const { verdict, diagnoses, ...more } = await grade(task, text, world);
  return `${verdict} ${diagnoses[0]?.message ?? ('reason' in more ? more.reason : '')}`.trim();
}

describe.each(RULE_CASES)('$step', (cases) => {
  test.each(sampled(Object.entries(cases.right)))(
    'right: %s',
    async (_, replacements) => {
      expect(await gradeCase(cases, replacements)).toBe('pass');
    },
    EACH_MS,
  );

  test.each(sampled(Object.entries(cases.wrong)))(
    'wrong: %s',
    async (_, replacements) => {
      expect(await gradeCase(cases, replacements)).toMatch(/^wrong ./);
    },
    EACH_MS,
  );
});

test('there are enough of them', () => {
  const count = (kind: 'wrong' | 'right'): number =>
    RULE_CASES.reduce((sum, cases) => sum + Object.keys(cases[kind]).length, 0);
  expect(RULE_CASES).toHaveLength(8);
  expect(count('wrong')).toBeGreaterThanOrEqual(90);
  expect(count('right')).toBeGreaterThanOrEqual(45);
});

import type { Promtool } from '../../../prometheus/promtool.js';
import {
  type RuleScenario,
  runScenarios,
  type ScenarioAnswer,
  type ScenarioQuestion,
} from '../../../prometheus/rule-scenario.js';
import type { AnswerOf } from '../../library/schema.js';
import { isGrade, readAnswerFile } from '../answer-file.js';
import { compareRules, comparisonQuestions, type Demands } from './compare.js';
import type { RuleDiagnosis } from './explain-rule.js';
import { type GeneratedScenario, generateScenarios, knownSeries } from './generate.js';
import { readRules, type Rule } from './rule-file.js';

/** A step's reference, with the scenarios that are made from it. */
export interface RuleReference {
  rules: readonly Rule[];
  runs: readonly { scenario: RuleScenario; questions: readonly ScenarioQuestion[] }[];
  /**
   * What differs from the reference.
   * @param answers of the answer's rules, one list for each of the runs; undefined for a run that was left out
   */
  judge: (
    answer: readonly Rule[],
    answers: readonly (readonly ScenarioAnswer[] | undefined)[],
  ) => Promise<RuleDiagnosis[]>;
}

/** What a reference did on its scenarios: the same for every answer of a step. */
const known = new WeakMap<Promtool, Map<string, Promise<ScenarioAnswer[][]>>>();

/**
 * @returns undefined if the step has no reference
 * @throws Error where it can't be read, or promtool refuses it: a fault of the mission
 */
export async function openReference(
  { reference, scenarios }: AnswerOf<'rules'>,
  promtool: Promtool,
): Promise<RuleReference | undefined> {
  if (reference === undefined) return undefined;
  const file = await readAnswerFile(reference);
  if (isGrade(file)) throw new Error(`The reference can’t be read: ${file.diagnoses[0]?.message ?? ''}`);
  const rules = readRules(file.text);
  const demands = demandsOf(rules, scenarios);
  const made = generateScenarios(rules, knownSeries(scenarios.flatMap(({ input }) => input)));
  const runs = made.map((scenario) => ({ scenario, questions: comparisonQuestions(scenario, demands) }));
  const ran = referenceAnswers(file.text, runs, promtool);
  // It is awaited only once the answer has run.
  ran.catch(() => undefined);
  return {
    rules,
    runs,
    judge: async (given, answers) => {
      const reference = await ran;
      const compared = made.flatMap((scenario, i) => {
        const answer = answers[i];
        return answer ? [{ scenario, reference: reference[i]!, answer }] : [];
      });
      return compareRules(compared, demands, { reference: rules, answer: given });
    },
  };
}

function referenceAnswers(
  text: string,
  runs: readonly { scenario: GeneratedScenario; questions: readonly ScenarioQuestion[] }[],
  promtool: Promtool,
): Promise<ScenarioAnswer[][]> {
  const own = known.get(promtool) ?? new Map<string, Promise<ScenarioAnswer[][]>>();
  known.set(promtool, own);
  const key = JSON.stringify([
    text,
    runs.map(({ scenario: { input }, questions }) => [input, questions[0]?.query]),
  ]);
  const run = own.get(key) ?? runReference(text, runs, promtool);
  own.set(key, run);
  run.catch(() => own.delete(key));
  return run;
}

async function runReference(
  text: string,
  runs: Parameters<typeof runScenarios>[1],
  promtool: Promtool,
): Promise<ScenarioAnswer[][]> {
  const answers = await runScenarios(text, runs, promtool);
  if ('reason' in answers) throw new Error(`promtool did not run the reference: ${answers.reason}`);
  return answers;
}

/** What the step names: an answer may have helper rules, and other labels than those that are asked for. */
function demandsOf(rules: readonly Rule[], scenarios: AnswerOf<'rules'>['scenarios']): Demands {
  const expected = scenarios.flatMap(({ alerts }) => alerts);
  const records = new Set(scenarios.flatMap(({ recorded }) => recorded.map(({ record }) => record)));
  return {
    alerts: rules
      .filter(({ kind, name }) => kind === 'alert' && expected.some(({ alert }) => alert === name))
      .map(({ name, labels }) => {
        const asked = expected.flatMap((each) => (each.alert === name ? Object.keys(each.labels ?? {}) : []));
        const own = Object.keys(labels);
        // Without a label of the expression's that is asked for, any may matter.
        const enough = asked.some((label) => !own.includes(label)) || aggregatesAll(rules, name);
        return { name, labels: enough ? [...new Set([...own, ...asked])] : undefined };
      }),
    records: rules.filter(({ kind, name }) => kind === 'record' && records.has(name)).map(({ name }) => name),
  };
}

/** True if the alert's expression has no labels that an answer could lack. */
function aggregatesAll(rules: readonly Rule[], name: string): boolean {
  const alert = rules.find((rule) => rule.kind === 'alert' && rule.name === name);
  return alert !== undefined && !hasLabels(alert.expr);
}

function hasLabels(expr: Rule['expr']): boolean {
  switch (expr.kind) {
    case 'aggregation':
      return (expr.grouping?.labels.length ?? 0) > 0 || expr.grouping?.mode === 'without';
    case 'binary':
      return hasLabels(expr.left) || (!['and', 'unless'].includes(expr.op) && hasLabels(expr.right));
    case 'call':
      return expr.args.some(hasLabels);
    case 'unary':
    case 'subquery':
      return hasLabels(expr.expr);
    case 'selector':
      return true;
    default:
      return false;
  }
}

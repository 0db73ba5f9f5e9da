import type { Promtool } from '../../../prometheus/promtool.js';
import {
  type RuleScenario,
  runScenarios,
  type ScenarioAnswer,
  type ScenarioQuestion,
} from '../../../prometheus/rule-scenario.js';
import { judgeScenario, questionsOf } from '../../grading/graders/rules-scenario.js';
import { openReference } from '../../grading/rule-scenarios/against-reference.js';
import { readRules } from '../../grading/rule-scenarios/rule-file.js';
import type { AnswerOf } from '../../library/schema.js';

/**
 * Finds out quickly that a rule file fails. Grading a file runs all scenarios, which takes seconds. One failed scenario
 * is enough, and the same few scenarios catch most mistakes: those that caught most so far run first.
 */
export interface RuleScreen {
  /** True if the file fails; false if grading must decide. */
  fails: (text: string) => Promise<boolean>;
}

interface Hurdle {
  scenario: RuleScenario;
  questions: readonly ScenarioQuestion[];
  catches: (text: string, answers: readonly ScenarioAnswer[]) => boolean | Promise<boolean>;
  /** Evaluations times series: roughly what promtool needs for it. */
  cost: number;
  caught: number;
}

/** How many scenarios run in one call, call by call; the last call runs all that are left. */
const CALLS = [1, 2, 4, Infinity];

/** @throws what openReference() throws */
export async function openRuleScreen(task: AnswerOf<'rules'>, promtool: Promtool): Promise<RuleScreen> {
  const reference = await openReference(task, promtool);
  const costOf = ({ input }: RuleScenario, questions: readonly ScenarioQuestion[]): number =>
    (input.length + 1) * (questions.length + 1);
  const hurdles: Hurdle[] = [
    ...task.scenarios.map((scenario): Hurdle => {
      const questions = questionsOf(scenario);
      return {
        scenario,
        questions,
        catches: (_, answers) => judgeScenario(scenario, questions, answers).length > 0,
        cost: costOf(scenario, questions),
        caught: 0,
      };
    }),
    ...(reference?.runs ?? []).map(({ scenario, questions }, i, runs): Hurdle => ({
      scenario,
      questions,
      catches: async (text, answers) => {
        const only = runs.map((_, j) => (j === i ? answers : undefined));
        return (await reference!.judge(readRules(text), only)).length > 0;
      },
      cost: costOf(scenario, questions),
      caught: 0,
    })),
  ];
  const worth = ({ caught, cost }: Hurdle): number => (caught + 1) / cost;
  return {
    async fails(text) {
      let left = hurdles.toSorted((a, b) => worth(b) - worth(a));
      for (const count of CALLS) {
        const chosen = left.slice(0, count);
        if (chosen.length === 0) return false;
        left = left.slice(count);
        const ran = await runScenarios(text, chosen, promtool);
        if ('reason' in ran) return false;
        for (const [i, hurdle] of chosen.entries()) {
          if (!(await hurdle.catches(text, ran[i]!))) continue;
          hurdle.caught++;
          return true;
        }
      }
      return false;
    },
  };
}

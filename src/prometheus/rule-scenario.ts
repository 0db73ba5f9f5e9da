import { isMap, isSeq, parseDocument } from 'yaml';
import type { Promtool } from './promtool.js';
import type { Labels } from './types.js';
import { parseSampleValue } from './wire.js';

/**
 * Runs rules in scenarios with `promtool test rules`, which evaluates queries after the rules have run on the input.
 *
 * promtool only compares. So each question gets an expectation that nothing can meet, and the actual result is read
 * from the report: one run gives all results of a scenario, while an assertion would stop at the first mistake.
 */

export interface RuleScenario {
  /** Seconds between two values of the input, and two evaluations of the rules. */
  interval: number;
  input: readonly { series: string; values: string }[];
}

export interface ScenarioQuestion {
  query: string;
  /** Seconds since the start. */
  at: number;
}

/** The result of a question, or why it can't be evaluated. */
export type ScenarioAnswer = { samples: readonly { labels: Labels; value: number }[] } | { error: string };

/** Why promtool ran nothing: rules or input that it can't read. */
export interface ScenarioRefusal {
  reason: string;
}

const RULES = 'rules.yml';
const IMPOSSIBLE = [{ labels: 'obs_lab_no_such_series', value: 1 }];

/**
 * Runs all scenarios in one call, independent of each other: starting promtool takes longer than its work.
 * @param rules the text of a rule file
 * @returns for each scenario an answer for each question, in their order
 */
export async function runScenarios(
  rules: string,
  scenarios: readonly { scenario: RuleScenario; questions: readonly ScenarioQuestion[] }[],
  promtool: Promtool,
): Promise<ScenarioAnswer[][] | ScenarioRefusal> {
  let asked = 0;
  const numbered = scenarios.map(({ scenario, questions }) => {
    const first = asked;
    asked += questions.length;
    return { scenario, questions, first };
  });
  // A test file has one interval between evaluations: scenarios with another one get a file of their own.
  const intervals = [...new Set(scenarios.map(({ scenario }) => scenario.interval))];
  const tests = Object.fromEntries(
    intervals.map((interval, i) => {
      const own = numbered.filter(({ scenario }) => scenario.interval === interval);
      return [`test-${i}.yml`, testFile(interval, groupsOf(rules), own)];
    }),
  );
  const files = { [RULES]: rules, ...tests };
  const result = await promtool(['test', 'rules', ...Object.keys(tests)], { files });
  const report = `${result.stdout}\n${result.stderr}`;
  const answers = readAnswers(report);
  const all = numbered.map(({ questions, first }) => questions.map((_, i) => answers.get(first + i)));
  const complete = all.every((own) => own.every((answer) => answer !== undefined));
  return complete ? (all as ScenarioAnswer[][]) : { reason: lastLine(report) };
}

/** The names of a rule file's groups, in their order; a file that promtool refuses may have none. */
function groupsOf(rules: string): string[] {
  const document = parseDocument(rules);
  const groups: unknown = isMap(document.contents) ? document.get('groups') : undefined;
  const names = (isSeq(groups) ? groups.items : []).map((group): unknown =>
    isMap(group) ? group.get('name') : undefined,
  );
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

/** promtool reads YAML, of which JSON is a part. */
function testFile(
  interval: number,
  groups: readonly string[],
  scenarios: readonly { scenario: RuleScenario; questions: readonly ScenarioQuestion[]; first: number }[],
): string {
  return JSON.stringify({
    rule_files: [RULES],
    evaluation_interval: milliseconds(interval),
    // Otherwise by chance, and a group that reads what a later one records would be an evaluation late.
    group_eval_order: groups,
    tests: scenarios.map(({ scenario, questions, first }) => ({
      interval: milliseconds(interval),
      input_series: scenario.input,
      promql_expr_test: questions.map(({ query, at }, i) => ({
        expr: `${query} # q${first + i}`,
        eval_time: milliseconds(at),
        exp_samples: IMPOSSIBLE,
      })),
    })),
  });
}

/** Reads the report of a failed test: number of the question → answer. */
export function readAnswers(report: string): Map<number, ScenarioAnswer> {
  const answers = new Map<number, ScenarioAnswer>();
  const pattern = /# q(\d+)",\s+time: [^,]+,\s*(?:err: (.*)|exp:[^\n]*\n\s*got:(.*))/g;
  for (const [, number, error, got] of report.matchAll(pattern)) {
    answers.set(Number(number), error === undefined ? { samples: readSamples(got ?? '') } : { error });
  }
  return answers;
}

/** `{a="b"} 1E+00, {a="c"} NaN`; `nil` if there are none. */
function readSamples(text: string): { labels: Labels; value: number }[] {
  const sample = /\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\} ([^\s,]+)/g;
  return [...text.matchAll(sample)].map(([, labels, value]) => ({
    labels: readLabels(labels!),
    value: parseSampleValue(value!),
  }));
}

function readLabels(text: string): Labels {
  const label = /"?([^\s",=]+)"?=("(?:[^"\\]|\\.)*")/g;
  return Object.fromEntries([...text.matchAll(label)].map(([, name, value]) => [name!, unquote(value!)]));
}

/** Go's quoting, which is the same as JSON's for the usual label values. */
function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)}ms`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

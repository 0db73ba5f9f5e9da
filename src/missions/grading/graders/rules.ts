import { isMap, isSeq, parseDocument } from 'yaml';
import { readRulesRefusal } from '../../../prometheus/promtool.js';
import { runScenarios } from '../../../prometheus/rule-scenario.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { mapsIn } from '../../../util/yaml/maps.js';
import type { AnswerOf } from '../../library/schema.js';
import { isGrade, readAnswerFile } from '../answer-file.js';
import { openReference } from '../rule-scenarios/against-reference.js';
import { type RuleDiagnosis, withCause } from '../rule-scenarios/explain-rule.js';
import { readRules } from '../rule-scenarios/rule-file.js';
import { settingsProblems } from '../rule-scenarios/settings.js';
import type { Grade, Part, WorldNow } from '../types.js';
import { explainFailedRule, explainRulesRefusal } from './rules-refusal.js';
import { judgeScenario, questionsOf, type Scenario } from './rules-scenario.js';

const FILE = 'rules.yml';

/**
 * Grades a rule file: promtool must accept it, and it must do in every scenario what the step asks for. Where the
 * step has a reference, it must also do what the reference does on the scenarios that are made from that.
 */
export async function gradeRules(
  task: AnswerOf<'rules'>,
  answer: string,
  { promtool }: WorldNow,
): Promise<Grade> {
  const { scenarios } = task;
  const file = await readAnswerFile(answer);
  if (isGrade(file)) return file;
  const asked = scenarios.map((scenario) => ({ scenario, questions: questionsOf(scenario) }));
  const reference = await openReference(task, promtool);
  const answers = await runScenarios(file.text, [...asked, ...(reference?.runs ?? [])], promtool);
  const rules = { reference: reference?.rules ?? [], answer: readRules(file.text) };
  const settings = reference ? settingsProblems(file.text, rules) : [];
  if ('reason' in answers) {
    const check = await promtool(['check', 'rules', FILE], { files: { [FILE]: file.text } });
    const refusal = readRulesRefusal(check, FILE);
    if (refusal !== undefined) {
      return { verdict: 'error', diagnoses: [explainRulesRefusal(refusal, file.text)] };
    }
    if (settings.length > 0) return { verdict: 'wrong', diagnoses: settings.map(withoutSubject) };
    const failed = explainFailedRule(answers.reason);
    // Rules that can be evaluated: then it is the scenario that promtool can't read.
    if (!failed) throw new Error(`promtool did not run the scenarios: ${answers.reason}`);
    return { verdict: 'wrong', diagnoses: [failed] };
  }
  const absent = absentFrom(namesIn(file.text), scenarios);
  if (absent.length > 0) return { verdict: 'wrong', diagnoses: absent };

  const diagnoses: Diagnosis[] = [];
  const subjects = new Set<string>();
  const parts = asked.map(({ scenario, questions }, i): Part => {
    const judged = judgeScenario(scenario, questions, answers[i]!);
    for (const { subject } of judged) subjects.add(subject);
    const found = judged.map((each) => withCause(each, rules));
    diagnoses.push(...found);
    return { name: scenario.name, pass: found.length === 0, note: found[0]?.message ?? 'as it should be' };
  });
  if (reference) {
    const differing = await reference.judge(rules.answer, answers.slice(asked.length));
    for (const { subject } of differing) subjects.add(subject);
    const found = differing.map((each) => withCause(each, rules));
    diagnoses.push(...found);
    const count = reference.runs.length;
    parts.push({
      name: `${count} more scenarios`,
      pass: found.length === 0,
      note: found[0]?.message ?? 'the same as the reference at every evaluation',
    });
  }
  // What a scenario shows has the same cause, and says it in numbers.
  diagnoses.push(...settings.filter(({ subject }) => !subjects.has(subject)).map(withoutSubject));
  return diagnoses.length > 0
    ? { verdict: 'wrong', diagnoses, parts }
    : { verdict: 'pass', diagnoses, parts };
}

function withoutSubject({ subject: _, ...diagnosis }: RuleDiagnosis): Diagnosis {
  return diagnosis;
}

interface RuleNames {
  alerts: readonly string[];
  records: readonly string[];
}

/** Names of the rules in a file that promtool accepts. */
export function namesIn(text: string): RuleNames {
  const groups: unknown = parseDocument(text).get('groups');
  const rules = (isSeq(groups) ? groups.items : []).flatMap((group) => {
    const own: unknown = isMap(group) ? group.get('rules') : undefined;
    return mapsIn(own);
  });
  const named = (key: string): string[] =>
    rules.map((rule) => rule.get(key)).filter((name) => typeof name === 'string');
  return { alerts: named('alert'), records: named('record') };
}

function absentFrom({ alerts, records }: RuleNames, scenarios: readonly Scenario[]): Diagnosis[] {
  const absent = (
    kind: 'alert' | 'recording rule',
    wanted: readonly string[],
    there: readonly string[],
  ): Diagnosis[] =>
    [...new Set(wanted)]
      .filter((name) => !there.includes(name))
      .map((name) => ({
        rule: kind === 'alert' ? 'alert-unknown' : 'record-unknown',
        severity: 'error',
        message: `There is no ${kind} \`${name}\` in the file.`,
        why: there.length === 0 ? 'It has none.' : `It has: ${there.join(', ')}.`,
        fix: `Give a rule the name that the step asks for: \`${kind === 'alert' ? 'alert' : 'record'}: ${name}\``,
      }));
  return [
    ...absent(
      'alert',
      scenarios.flatMap((scenario) => scenario.alerts.map(({ alert }) => alert)),
      alerts,
    ),
    ...absent(
      'recording rule',
      scenarios.flatMap(({ recorded }) => recorded.map(({ record }) => record)),
      records,
    ),
  ];
}

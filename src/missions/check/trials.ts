import { evaluateNumber } from '../grading/graders/number.js';
import type { PrometheusNow } from '../grading/types.js';
import { isStepOf, type Mission, type Step, type StepOf } from '../library/schema.js';
import { endsFault } from '../library/schema/fault-answers.js';
import { readExamples } from './examples.js';
import type { Finding, Report } from './finding.js';

/** An answer with its expected verdict. */
export interface Trial {
  /** How a finding names it. */
  what: string;
  answer: string;
  path: readonly (string | number)[];
  /** For an answer that must fail, its first diagnosis; or `any failure` for one that must only not pass. */
  expected: 'pass' | { rule: string } | 'any failure';
}

export interface Trials {
  trials: readonly Trial[];
  /** Why some trials could not be created. */
  findings: readonly Finding[];
}

/** All example answers in the mission, and those that must never pass. */
export async function trialsOf(
  mission: Mission,
  step: Step,
  world: PrometheusNow,
  report: Report,
): Promise<Trials> {
  if (isStepOf('number', step)) return numberTrials(step, world, report);
  const { answer } = step;
  switch (answer.type) {
    case 'promql':
      return only([
        passing('the reference', answer.reference, ['answer', 'reference']),
        ...answer.accept.map((text, i) => passing(`\`${text}\``, text, ['answer', 'accept', i])),
        ...answer.reject.map(({ answer: text, diagnosis }, i) =>
          failing(`\`${text}\``, text, ['answer', 'reject', i], diagnosis),
        ),
        ...unanswered(
          '',
          '1',
          step.needs[0]?.selector === answer.reference ? 'vector(1)' : step.needs[0]!.selector,
        ),
      ]);
    case 'choice': {
      const right = answer.options.filter(({ correct }) => correct).map(({ id }) => id);
      return only([
        passing('the right choice', right.join(','), ['answer', 'options']),
        ...answer.options.flatMap(({ id, correct }, i) =>
          correct ? [] : [failing(`the option ${id}`, id, ['answer', 'options', i], 'wrong-option')],
        ),
        ...(right.length > 1
          ? [failing(`the option ${right[0]} alone`, right[0]!, ['answer', 'options'], 'missing-option')]
          : []),
        ...unanswered(''),
      ]);
    }
    case 'check':
      return only([
        answer.heldByFixture
          ? passing('the undisturbed lab', '', ['answer', 'holds'])
          : failing('the undisturbed lab', '', ['answer', 'holds'], 'does-not-hold'),
      ]);
    case 'load':
      return only([failing('a lab without runs', '', ['answer'], 'no-run')]);
    case 'incident':
      return only([failing('a home without incidents', '', ['answer'], 'no-incident')]);
    case 'mitigation':
      return only([
        ...answer.options.map(({ action }, i) =>
          step.fault && endsFault(step.fault, action)
            ? passing(`the action ${action}`, action, ['answer', 'options', i])
            : failing(`the action ${action}`, action, ['answer', 'options', i], 'action-without-effect'),
        ),
        ...unanswered(''),
      ]);
    case 'dashboard':
    case 'rules':
    case 'exposition':
    case 'relabel':
    case 'alertmanager': {
      const { accept, reject, problems } = await readExamples(answer, mission);
      return {
        trials: [
          ...accept.map(({ text, path }) => passing(nameOf(path), text, path)),
          ...reject.map(({ text, path, diagnosis }) => failing(nameOf(path), text, path, diagnosis)),
          ...unanswered('', '\n', '{}\n'),
        ],
        findings: problems.map(({ path, message }) => report(path, 'example-unreadable', message)),
      };
    }
    default:
      throw new Error(`No trials for answers of type ${answer.type}.`);
  }
}

/** The right number as the learner would type it, and the number of each mistake. */
async function numberTrials(
  { answer }: StepOf<'number'>,
  world: PrometheusNow,
  report: Report,
): Promise<Trials> {
  const findings: Finding[] = [];
  const typed = async (query: string, path: Trial['path']): Promise<string | undefined> => {
    try {
      const value = await evaluateNumber(query, world);
      if (value !== undefined) return `${Number(value.toPrecision(6))}${answer.unit}`;
      findings.push(report(path, 'no-number', 'the query returns no number on the fixture'));
    } catch (error) {
      findings.push(report(path, 'query-refused', (error as Error).message));
    }
    return undefined;
  };
  const trials: Trial[] = unanswered('', 'soon');
  const right = await typed(answer.reference, ['answer', 'reference']);
  if (right !== undefined) trials.push(passing(right, right, ['answer', 'reference']));
  for (const [i, { query }] of answer.mistakes.entries()) {
    const path = ['answer', 'mistakes', i];
    const wrong = await typed(query, [...path, 'query']);
    // Without the right number, a wrong one can't be tested.
    if (wrong !== undefined && right !== undefined) {
      trials.push(failing(`the mistake ${wrong}`, wrong, path, 'known-mistake'));
    }
  }
  // A mistake that can't be evaluated was reported already.
  if (right !== undefined && Number.parseFloat(right) !== 0 && findings.length === 0) {
    const thousandfold = `${Number.parseFloat(right) * 1000}${answer.unit}`;
    trials.push(failing(thousandfold, thousandfold, ['answer', 'reference'], 'factor-1000'));
  }
  return { trials, findings };
}

function only(trials: Trial[]): Trials {
  return { trials, findings: [] };
}

function passing(what: string, answer: string, path: Trial['path']): Trial {
  return { what, answer, path, expected: 'pass' };
}

function failing(what: string, answer: string, path: Trial['path'], rule: string): Trial {
  return { what, answer, path, expected: { rule } };
}

/** An answer without any thought in it. */
function unanswered(...answers: string[]): Trial[] {
  return answers.map((answer) => ({
    what: answer.trim() === '' ? 'an empty answer' : `\`${answer.trim()}\``,
    answer,
    path: ['answer'],
    expected: 'any failure',
  }));
}

function nameOf([, list, index]: Trial['path']): string {
  return `${list}[${index}]`;
}

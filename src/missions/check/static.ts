import { describeSolution } from '../describe.js';
import type { Mission, Step } from '../library/schema.js';
import type { Finding, Report } from './finding.js';

/** Checks a step without evaluating anything. */
export function inspectStep(mission: Mission, step: Step, report: Report): Finding[] {
  return [
    ...solutionGivenAway(mission, step, report),
    ...repeatedAnswers(step, report),
    ...repeatedTexts(step, report),
  ];
}

/** A shorter solution may well occur in the prompt: a bare metric name, or a letter. */
const TELLING_LENGTH = 12;

function solutionGivenAway(mission: Mission, step: Step, report: Report): Finding[] {
  const { kind, text } = describeSolution(mission, step);
  const solution = compact(text);
  // A command may be the step's topic; a bare name must be given, or nobody could know it.
  if (kind !== 'promql' || solution.length < TELLING_LENGTH || /^[\w:]+$/.test(solution)) return [];
  const tells = (said: string): boolean => compact(said).includes(solution);
  return [
    ...(tells(step.prompt) ? [report(['prompt'], 'solution-given', 'the prompt contains the solution')] : []),
    ...step.hints
      .slice(0, -1)
      .flatMap((hint, i) =>
        tells(hint)
          ? [report(['hints', i], 'solution-given', 'only the last hint may contain the solution')]
          : [],
      ),
  ];
}

/** A query as it may occur in prose: spaces and quotes don't matter. */
function compact(text: string): string {
  return withoutBlanks(text).replace(/'/g, '"');
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '');
}

function repeatedAnswers({ answer }: Step, report: Report): Finding[] {
  if (answer.type !== 'promql') return [];
  const seen = new Map([[withoutBlanks(answer.reference), 'the reference']]);
  const given = [
    ...answer.accept.map((text, i) => ({ text, path: ['answer', 'accept', i] })),
    ...answer.reject.map(({ answer: text }, i) => ({ text, path: ['answer', 'reject', i, 'answer'] })),
  ];
  return given.flatMap(({ text, path }) => {
    const key = withoutBlanks(text);
    const earlier = seen.get(key);
    seen.set(key, earlier ?? path.slice(1).join(' '));
    return earlier === undefined ? [] : [report(path, 'answer-repeated', `it is the same as ${earlier}`)];
  });
}

function repeatedTexts({ answer, hints }: Step, report: Report): Finding[] {
  const repeated = (texts: readonly string[]): number[] =>
    texts.flatMap((text, i) => (texts.indexOf(text) < i ? [i] : []));
  return [
    ...repeated(hints).map((i) => report(['hints', i], 'hint-repeated', 'it is the same as an earlier hint')),
    ...(answer.type === 'choice'
      ? repeated(answer.options.map(({ text }) => text)).map((i) =>
          report(['answer', 'options', i, 'text'], 'option-repeated', 'it is the same as an earlier option'),
        )
      : []),
  ];
}

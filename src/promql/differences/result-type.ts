import type { Asker, Finding } from '../diagnosis.js';
import type { Evaluation } from '../meaning/compare.js';
import type { DifferenceRule } from './difference.js';

export const resultTypeRule: DifferenceRule = {
  id: 'result-type',
  appliesToNothing: true,
  find: ({ comparison, reference, answer, asker }) =>
    comparison.sameType
      ? undefined
      : { severity: 'error', ...explain(reference.evaluation.type, answer.evaluation.type, asker) },
};

type Type = Evaluation['type'];

const NAMES: Readonly<Record<Type, string>> = {
  vector: 'an instant vector: one value per series',
  matrix: 'a range vector: all samples of a window for each series',
  scalar: 'a scalar: a single number without labels',
  string: 'a string',
};

function explain(reference: Type, answer: Type, asker: Asker): Omit<Finding, 'severity'> {
  const message = `Your query returns ${NAMES[answer]}.`;
  const why = `The ${asker} asks for ${NAMES[reference]}.`;
  switch (answer) {
    case 'matrix':
      return {
        message,
        why: `${why} A selector followed by [1m] is raw material for a function.`,
        fix: 'Put it into a function such as rate(…) or increase(…), or remove the [ ].',
      };
    case 'scalar':
      return {
        message,
        why: `${why} Even a single series without labels is a vector, not a scalar.`,
        fix: 'Remove scalar(), and start from a metric rather than from a number.',
      };
    case 'string':
      return { message, why, fix: 'Remove the quotes: a metric name is written without them.' };
    case 'vector':
      return {
        message,
        why,
        fix:
          reference === 'scalar'
            ? 'Use scalar(…), which turns a vector of one series into a number.'
            : 'Ask for the samples of a window: put a range such as [1m] after the selector.',
      };
  }
}

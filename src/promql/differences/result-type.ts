import type { Evaluation } from '../meaning/compare.js';
import type { Finding } from '../diagnosis.js';
import type { DifferenceRule } from './difference.js';

export const resultTypeRule: DifferenceRule = {
  id: 'result-type',
  appliesToNothing: true,
  find: ({ comparison, reference, answer }) =>
    comparison.sameType
      ? undefined
      : { severity: 'error', ...explain(answer.evaluation.type, reference.evaluation.type) },
};

type Type = Evaluation['type'];

const NAMES: Readonly<Record<Type, string>> = {
  vector: 'an instant vector: one value for each series',
  matrix: 'a range vector: for each series all samples of a window',
  scalar: 'a scalar: one bare number, without labels',
  string: 'a string',
};

function explain(answer: Type, reference: Type): Omit<Finding, 'severity'> {
  const message = `Your query gives ${NAMES[answer]}.`;
  const why = `The step asks for ${NAMES[reference]}.`;
  switch (answer) {
    case 'matrix':
      return {
        message,
        why: `${why} A selector with [1m] behind it is raw material for a function.`,
        fix: 'Put it into a function such as rate(…) or increase(…), or drop the [ ].',
      };
    case 'scalar':
      return {
        message,
        why: `${why} Even a single series without labels is a vector, not a scalar.`,
        fix: 'Drop scalar(), and start from a metric rather than from a number.',
      };
    case 'string':
      return { message, why, fix: 'Drop the quotes: a metric’s name stands without them.' };
    case 'vector':
      return {
        message,
        why,
        fix:
          reference === 'scalar'
            ? 'scalar(…) turns a vector of one series into a number.'
            : 'Ask for the samples of a window: put a range such as [1m] behind the selector.',
      };
  }
}

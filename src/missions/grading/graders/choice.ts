import type { Diagnosis } from '../../../promql/diagnosis.js';
import { listed } from '../../../util/text/words.js';
import type { AnswerOf } from '../../library/schema.js';
import type { Grade } from '../types.js';
import { readChoice } from './choice-text.js';

/** Grades the options that were chosen: by their letters, or by their own texts. */
export function gradeChoice({ options }: AnswerOf<'choice'>, typed: string): Grade {
  const known = options.map(({ id }) => id);
  const right = options.filter(({ correct }) => correct);
  const read = readChoice(typed, options);
  if ('unknown' in read) {
    return unreadable(`There is no option ${listed(read.unknown, { joiner: 'or' })}.`, optionsText(options));
  }
  const { ids } = read;
  if (ids.length === 0) return unreadable('No option chosen.', optionsText(options));
  if (right.length === 1 && ids.length > 1) {
    return unreadable('You chose several options, and only one is right.', 'Choose one option.');
  }

  const chosen = options.filter(({ id }) => ids.includes(id));
  const wrong = chosen.filter(({ correct }) => !correct);
  if (wrong.length > 0) {
    return {
      verdict: 'wrong',
      diagnoses: wrong.map(({ id, text, why }) => ({
        rule: 'wrong-option',
        severity: 'error',
        message: `You chose ${id}: ${text}`,
        why,
        fix: right.length > 1 ? 'Choose every right option, and no other.' : 'Choose another option.',
      })),
    };
  }
  if (chosen.length < right.length) {
    return {
      verdict: 'wrong',
      diagnoses: [
        {
          rule: 'missing-option',
          severity: 'error',
          message: 'Your choice is right, but other options are right too.',
          why: 'The step asks for every right option.',
          fix: `Look at the others again: ${listed(known.filter((id) => !ids.includes(id)))}.`,
        },
      ],
    };
  }
  return { verdict: 'pass', diagnoses: right.map(toRemark) };
}

/** More of a text is not needed to recognise it. */
const SHOWN_LETTERS = 48;

function optionsText(options: AnswerOf<'choice'>['options']): string {
  const shown = options.map(({ id, text }) => {
    const short = text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS).trimEnd()}…` : text;
    return `${id} (${short.replace(/\.$/, '')})`;
  });
  return `The options are ${listed(shown, { limit: 9 })}.`;
}

function toRemark({ id, text, why }: AnswerOf<'choice'>['options'][number]): Diagnosis {
  return { rule: 'right-option', severity: 'info', message: `You chose ${id}: ${text}`, why, fix: '' };
}

function unreadable(message: string, fix: string): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      {
        rule: 'no-such-option',
        severity: 'error',
        message,
        why: 'Choose an option by its letter, its number or its own words, or several letters with commas between them: a,c.',
        fix,
      },
    ],
  };
}

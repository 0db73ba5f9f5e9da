import { parseExposition } from '../../../prometheus/exposition.js';
import type { Labels } from '../../../prometheus/types.js';
import type { AnswerOf } from '../../library/schema.js';

/** The series that relabel configs are tried on. */

export type Series = AnswerOf<'relabel'>['series'][number];

/** What `<word>` and `<number>` become: a config that lists the series it was shown can't know them all. */
const WORDS = ['mars', 'antarctica', 'zz'];
const NUMBERS = ['3', '78', '90461'];

/**
 * The series that one entry of the step means: itself or, if it has placeholders, several. The first one is shown.
 */
export function expandSeries({ from, to }: Series): Series[] {
  if (!/<(word|number)>/.test(from)) return [to === undefined ? { from } : { from, to }];
  return WORDS.map((word, i) => {
    const fill = (text: string): string =>
      text.replaceAll('<word>', word).replaceAll('<number>', NUMBERS[i]!);
    return to === undefined ? { from: fill(from) } : { from: fill(from), to: fill(to) };
  });
}

/** @throws Error if the mission's author did not write a series */
export function readSeries(text: string): Labels {
  const [sample] = parseExposition(`${text} 0`);
  if (!sample) throw new Error(`${text} is not a series.`);
  return { __name__: sample.name, ...sample.labels };
}

export function seriesText({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(', ')}}`;
}

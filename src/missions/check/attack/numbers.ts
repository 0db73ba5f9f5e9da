import { isWithin, type Span } from '../../grading/graders/number.js';
import type { StepOf } from '../../library/schema.js';
import type { Mutant } from './mutant.js';

/** Wrong numbers, and wrong choices. */

const FACTORS = [2, 0.5, 10, 0.1, 60, 100, 1000, 0.001, -1];

/**
 * @param right what the reference gives, in the step's unit
 * @param span everything that it gave while the step was open
 */
export function mutateNumber(
  right: number,
  { answer: { unit, tolerance } }: Pick<StepOf<'number'>, 'answer'>,
  span: Span = { least: right, most: right },
): Mutant[] {
  const { relative = 0, absolute = 0 } = tolerance;
  // Three times as far off as may be: the right value may have moved a little while the step was open.
  const off = 3 * Math.max(relative * Math.abs(right), absolute, 0.1 * Math.abs(right));
  const changed = [
    ...FACTORS.map((factor) => ({ value: right * factor, change: `multiplied by ${factor}` })),
    { value: right + off, change: `larger by ${rounded(off)}` },
    { value: right - off, change: `smaller by ${rounded(off)}` },
    { value: 0, change: 'replaced by 0' },
  ];
  return changed
    .filter(({ value }) => Math.abs(value - right) >= off && !isWithin(value, span, tolerance))
    .map(({ value, change }) => {
      const answer = `${rounded(value)}${unit}`;
      return { answer, name: answer, class: 'number', change };
    });
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** Wrong sets of options. */
export function mutateChoice({ answer: { options } }: Pick<StepOf<'choice'>, 'answer'>): Mutant[] {
  const right = options.filter(({ correct }) => correct).map(({ id }) => id);
  const others = options.filter(({ correct }) => !correct).map(({ id }) => id);
  const choice = (ids: readonly string[], change: string): Mutant[] =>
    ids.length === 0 ? [] : [{ answer: ids.join(','), name: ids.join(','), class: 'option', change }];
  return [
    ...right.flatMap((id) => [
      ...choice(
        right.filter((one) => one !== id),
        `${id} was dropped`,
      ),
      ...others.flatMap((other) =>
        choice(
          right.map((one) => (one === id ? other : one)),
          `${id} became ${other}`,
        ),
      ),
    ]),
    ...others.flatMap((other) => choice([...right, other], `${other} was added`)),
  ];
}

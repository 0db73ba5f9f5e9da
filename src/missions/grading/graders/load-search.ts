import type { ReadLimit } from '../../../load/saved/saved-run-schema.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { formatDuration } from '../../../util/duration.js';
import type { AnswerOf } from '../../library/schema.js';
import { readNumber } from '../number-text.js';
import type { Grade } from '../types.js';
import { explainNumber, isAnyWithin, notANumber } from './number.js';

/** Grades searches for the safe limit, `stress --find-limit`. */

/** The part of a saved search that grading uses. */
type Search = Pick<ReadLimit, 'tier' | 'target' | 'ended' | 'endedAt'> & {
  limit: Pick<ReadLimit['limit'], 'users'>;
};

/** One user more or less is the search's own resolution. */
const TOLERANCE = { relative: 0.05, absolute: 1 };

const SEARCH = {
  why: 'A search tries many numbers of users. The safe one is the largest that met all thresholds every time.',
  fix: 'Read the result at the end of the search, rather than the numbers that it tried on the way.',
};

/**
 * Any limit that a recent search found is right.
 * @param searches oldest first
 * @param now Unix seconds
 */
export function judgeSearches(
  { tier, within }: Pick<AnswerOf<'load'>, 'tier' | 'within'>,
  typed: string,
  searches: readonly Search[],
  now: number,
): Grade {
  // A search against another server says nothing about this lab.
  const ofTier = searches.filter(
    (search) => search.target === undefined && (tier === undefined || search.tier === tier),
  );
  const recent = ofTier.filter(({ endedAt }) => Date.parse(endedAt) / 1000 >= now - within);
  const limits = recent.flatMap(({ limit: { users } }) => users ?? []);
  if (limits.length === 0) return { verdict: 'wrong', diagnoses: [nothingFound(ofTier, recent, within)] };

  const read = readNumber(typed, '');
  if ('problem' in read) return notANumber(read.problem, '');
  const spans = limits.map((limit) => ({ least: limit, most: limit }));
  if (isAnyWithin(read.values, spans, TOLERANCE)) return { verdict: 'pass', diagnoses: [] };
  return {
    verdict: 'wrong',
    diagnoses: [explainNumber(read.values[0], spans.at(-1)!, TOLERANCE, { advice: SEARCH })],
  };
}

function nothingFound(all: readonly Search[], recent: readonly Search[], within: number): Diagnosis {
  const command = '`obs-lab stress --find-limit`';
  const last = recent.at(-1);
  if (last) {
    return {
      rule: 'run-not-completed',
      severity: 'error',
      message:
        last.ended === 'completed'
          ? 'In your last search, no number of users met the thresholds.'
          : 'Your last search ended before it found a limit.',
      why: 'There is no limit to name until some number of users meets the thresholds.',
      fix: `Make sure that nothing else keeps the machine busy, and repeat ${command}`,
    };
  }
  return {
    rule: all.length > 0 ? 'run-too-old' : 'no-run',
    severity: 'error',
    message:
      all.length > 0
        ? `Your last search for the limit ended more than ${formatDuration(within)} ago.`
        : 'There is no search for the limit of this lab yet.',
    why: 'The limit depends on this machine as it is now, so it has to be measured here.',
    fix: `Search for it in another terminal: ${command}`,
  };
}

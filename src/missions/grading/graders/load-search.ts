import type { ReadLimit } from '../../../load/saved/saved-run-schema.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { formatDuration } from '../../../util/duration.js';
import type { Grade } from '../types.js';
import { readNumber } from '../number-text.js';
import type { AnswerOf } from '../../library/schema.js';
import { explainNumber, isWithin, notANumber } from './number.js';

/** Grades searches for the safe limit, `stress --find-limit`. */

/** The part of a saved search that grading uses. */
type Search = Pick<ReadLimit, 'tier' | 'ended' | 'endedAt'> & { limit: Pick<ReadLimit['limit'], 'users'> };

/** One user more or less is the search's own resolution. */
const TOLERANCE = { relative: 0.05, absolute: 1 };

/**
 * Right is the limit that any of the recent searches found. Pure.
 * @param searches oldest first
 * @param now Unix seconds
 */
export function judgeSearches(
  { tier, within }: Pick<AnswerOf<'load'>, 'tier' | 'within'>,
  typed: string,
  searches: readonly Search[],
  now: number,
): Grade {
  const ofTier = searches.filter((search) => tier === undefined || search.tier === tier);
  const recent = ofTier.filter(({ endedAt }) => Date.parse(endedAt) / 1000 >= now - within);
  const limits = recent.flatMap(({ limit: { users } }) => users ?? []);
  if (limits.length === 0) return { verdict: 'wrong', diagnoses: [nothingFound(ofTier, recent, within)] };

  const read = readNumber(typed, '');
  if ('problem' in read) return notANumber(read.problem);
  const spans = limits.map((limit) => ({ least: limit, most: limit }));
  if (spans.some((span) => isWithin(read.value, span, TOLERANCE))) return { verdict: 'pass', diagnoses: [] };
  return { verdict: 'wrong', diagnoses: [explainNumber(read.value, spans.at(-1)!, TOLERANCE)] };
}

function nothingFound(all: readonly Search[], recent: readonly Search[], within: number): Diagnosis {
  const command = '`obs-lab stress --find-limit`';
  const last = recent.at(-1);
  if (last)
    return {
      rule: 'run-not-completed',
      severity: 'error',
      message:
        last.ended === 'completed'
          ? 'Your last search found no number of users that holds the thresholds.'
          : 'Your last search ended before it had found anything.',
      why: 'Without one number that holds there is no limit to name.',
      fix: `See that nothing else keeps the machine busy, and repeat ${command}`,
    };
  return {
    rule: all.length > 0 ? 'run-too-old' : 'no-run',
    severity: 'error',
    message:
      all.length > 0
        ? `Your last search for the limit is longer ago than ${formatDuration(within)}.`
        : 'Nobody has searched for the limit of this lab yet.',
    why: 'The limit is this machine’s, as it is now: nobody can tell it from elsewhere.',
    fix: `Search for it in another terminal: ${command}`,
  };
}

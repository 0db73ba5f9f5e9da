import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { formatDuration } from '../../../util/duration.js';
import type { Grade } from '../grade.js';
import { readNumber } from '../number-text.js';
import type { AnswerOf } from '../../library/schema.js';
import { explainNumber, isWithin, notANumber } from './number.js';

/** Grades searches for the safe limit, `stress --find-limit`. */

const searchSchema = z.object({
  tier: z.string(),
  ended: z.string(),
  endedAt: z.iso.datetime(),
  limit: z.object({ users: z.number().positive().nullable() }),
});

/** What is looked at of a saved search. */
type Search = z.output<typeof searchSchema>;

/** One user more or less is the search's own resolution. */
const TOLERANCE = { relative: 0.05, absolute: 1 };

/** The saved searches of a home, oldest first. What can't be read is passed over: a search may be writing it. */
export async function readSearches(runsDir: string): Promise<Search[]> {
  const directory = join(runsDir, 'limits');
  const names = await readdir(directory).catch(() => []);
  const read = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map(async (name) => {
        try {
          const parsed = searchSchema.safeParse(JSON.parse(await readFile(join(directory, name), 'utf8')));
          return parsed.success ? [parsed.data] : [];
        } catch {
          return [];
        }
      }),
  );
  return read.flat();
}

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

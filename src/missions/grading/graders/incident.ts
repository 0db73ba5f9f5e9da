import { listed } from '../../../util/text/words.js';
import type { AnswerOf } from '../../library/schema.js';
import type { FinishedIncident, Grade, Part, WorldNow } from '../types.js';

/** Grades the finished incidents of this home: one that is hard, good and recent enough passes. */
export async function gradeIncident(
  { difficulty, points, within }: AnswerOf<'incident'>,
  { incidents, now }: Pick<WorldNow, 'incidents' | 'now'>,
): Promise<Grade> {
  const finished = (await incidents?.()) ?? [];
  const recent = finished.filter(({ endedAt }) => Date.parse(endedAt) / 1000 >= now - within);
  const hard = recent.filter((incident) => incident.difficulty >= difficulty);
  const good = hard.findLast(({ score }) => score >= points);
  if (good) return { verdict: 'pass', diagnoses: [], parts: partsOf(good) };
  const last = hard.at(-1);
  if (last) {
    const lost = last.fields.filter((field) => field.points < field.weight).map(({ field }) => field);
    return {
      verdict: 'wrong',
      diagnoses: [
        {
          rule: 'incident-points',
          severity: 'error',
          message: `Your last incident scored ${last.score} of 100 points, and the step asks for ${points}.`,
          why: `It lost points on ${listed(lost)}.`,
          fix: 'Read its debrief, then take another incident.',
        },
      ],
      parts: partsOf(last),
    };
  }
  const easier = recent.length > 0 && `The last one had difficulty ${recent.at(-1)!.difficulty}.`;
  return {
    verdict: 'wrong',
    diagnoses: [
      {
        rule: 'no-incident',
        severity: 'error',
        message: `There is no recent finished incident of difficulty ${difficulty}${difficulty < 3 ? ' or more' : ''}.`,
        why: easier || 'Only a finished incident has a score; one that was given up is not kept.',
        fix: `Run: obs-lab incident start${difficulty > 1 ? ` --difficulty ${difficulty}` : ''}`,
      },
    ],
  };
}

function partsOf({ fields }: FinishedIncident): Part[] {
  return fields
    .filter(({ weight }) => weight > 0)
    .map(({ field, points, weight }) => ({
      name: `${field}: ${points} of ${weight} points`,
      pass: points === weight,
      note: '',
    }));
}

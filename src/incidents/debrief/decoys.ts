import type { FaultId } from '../../../lab/faults/index.js';
import { spread } from '../grading/evidence.js';
import type { History } from '../grading/types.js';
import { knownFault } from '../plan/faults.js';
import { type CauseId, type IncidentPlan, NOTHING } from '../plan/plan.js';
import type { DecoyResult } from './report.js';

/** What each decoy would have predicted, and at how many instants of the incident it was so. */
export async function checkDecoys(
  { causes }: Pick<IncidentPlan, 'causes'>,
  { from, to }: { from: number; to: number },
  history: History,
): Promise<DecoyResult[]> {
  const instants = spread(from, to);
  const ids = causes.options.filter((id): id is FaultId => id !== NOTHING && !isRight(causes.right, id));
  const results = await Promise.all(
    ids.map(async (id): Promise<DecoyResult[]> => {
      const { title, evidence } = knownFault(id);
      const query = evidence.find((item) => item.kind === 'promql');
      if (!query) return [];
      const truths = await history.truths(query.expr, instants);
      return [
        {
          id,
          title,
          says: query.says,
          expr: query.expr,
          trueAt: truths.filter(Boolean).length,
          instants: truths.length,
        },
      ];
    }),
  );
  return results.flat();
}

function isRight(right: readonly CauseId[], id: CauseId): boolean {
  return right.includes(id);
}

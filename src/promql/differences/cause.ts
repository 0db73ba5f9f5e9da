import { listed } from '../../util/words.js';
import { selectors, walk, type Aggregation, type Expr } from '../syntax/ast.js';
import type { Case } from './difference.js';

/** What the two queries' forms tell of why a result has too much, or lacks something. */
interface Cause {
  why: string;
  fix: string;
}

/** Why there are series that should not be there; undefined where the form does not tell. */
export function causeOfSurplus({ reference, answer }: Case): Cause | undefined {
  const [wanted] = choosers(reference.expr);
  const [own] = choosers(answer.expr);
  const grouped = choosers(answer.expr).find(({ grouping }) => grouping?.mode === 'by');
  if (wanted && !own)
    return {
      why: `The step asks for the ${wanted.op === 'topk' ? 'largest' : 'smallest'} only. Nothing in your query chooses.`,
      fix: `${wanted.op}(n, …) around everything keeps n series, with their labels.`,
    };
  if (wanted && grouped && !wanted.grouping)
    return {
      why: `${grouped.op} by (${grouped.grouping!.labels.join(', ')}) chooses in each group by itself, so each group keeps its own.`,
      fix: 'Leave out the grouping.',
    };
  return otherMatchers(reference.expr, answer.expr);
}

/** Why series are missing; undefined where the form does not tell. */
export function causeOfLack({ reference, answer }: Case): Cause | undefined {
  const [own] = choosers(answer.expr);
  if (own && choosers(reference.expr).length === 0)
    return {
      why: `${own.op} keeps the ${own.op === 'topk' ? 'largest' : 'smallest'} and drops all others; the step asks for all.`,
      fix: `Leave ${own.op} out.`,
    };
  return otherMatchers(reference.expr, answer.expr);
}

/** Labels by which the two select otherwise. */
export function otherMatchers(reference: Expr, answer: Expr): Cause | undefined {
  const [wanted, used] = [matchersByLabel(reference), matchersByLabel(answer)];
  const other = [...new Set([...wanted.keys(), ...used.keys()])].filter(
    (label) => wanted.get(label) !== used.get(label),
  );
  if (other.length === 0) return undefined;
  const cumulative = other.includes('le') && /[~!]/.test(used.get('le') ?? '');
  return {
    why: `You select by ${listed(other)} in another way than the step asks for, and that changes which series go into the result.`,
    fix: `Compare your matchers on ${listed(other)} with the prompt.${cumulative ? ' Buckets are cumulative: one with le="…" holds all that was faster, too.' : ''}`,
  };
}

/** Label → its matchers, as one text. */
function matchersByLabel(expr: Expr): Map<string, string> {
  const found = new Map<string, string>();
  for (const { label, op, value } of selectors(expr).flatMap(({ matchers }) => matchers))
    found.set(label, [found.get(label) ?? '', op, value].join(' '));
  return found;
}

function choosers(expr: Expr): Aggregation[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'aggregation' && (node.op === 'topk' || node.op === 'bottomk') ? [node] : [],
  );
}

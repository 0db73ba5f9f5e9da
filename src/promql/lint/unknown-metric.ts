import { nearest } from '../../util/nearest.js';
import { listed } from '../../util/text/words.js';
import type { Finding } from '../diagnosis.js';
import { type Expr, type Selector, walk } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';

/** Which metric was probably meant by a name that does not exist, as far as the query and the known names tell. */
export function meantMetric(
  { metric = '', matchers }: Selector,
  names: readonly string[],
  expr: Expr,
): Pick<Finding, 'fix'> & Partial<Finding> {
  const [base = '', value] = metric.split(':');
  if (value && names.includes(base)) {
    return {
      why: 'A colon is part of a name in PromQL. A condition on a label goes in braces.',
      fix: `If ${value} is the value of a label, write ${base}{label="${value}"}, with the label’s own name.`,
    };
  }
  const grouped = [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'aggregation' ? [...(node.grouping?.labels ?? [])] : [],
  );
  const swapped = grouped.find((label) => names.includes(label));
  if (swapped !== undefined) {
    return {
      why: `${swapped} is a metric, and by (…) lists labels: the two are in each other’s place.`,
      fix: `Swap ${swapped} and ${metric}.`,
    };
  }
  const turned = matchers.find(({ label }) => names.includes(label));
  if (turned !== undefined) {
    return {
      why: `${turned.label} is a metric, not a label: the two are in each other’s place.`,
      fix: `Write ${turned.label}{${metric}${turned.op}${quote(turned.value)}}.`,
    };
  }
  const family = ['_bucket', '_sum', '_count'].map((suffix) => `${metric}${suffix}`);
  const parts = family.filter((name) => names.includes(name));
  if (parts.length > 0) {
    const byBound = matchers.some(({ label }) => label === 'le');
    return {
      why: 'A histogram has no series of its own name: _bucket counts up to each bound le, _sum adds up the values, and _count counts them.',
      fix: byBound
        ? `Only the buckets have le: write ${parts[0]}.`
        : `Did you mean ${listed(parts, { joiner: 'or' })}?`,
    };
  }
  const words = metric.split('_');
  const similar = [...new Set([...nearest(metric, names), ...names.filter((name) => words.includes(name))])];
  return {
    fix:
      similar.length > 0
        ? `Did you mean ${listed(similar.slice(0, 3), { joiner: 'or' })}?`
        : 'The API lists its metrics at /metrics.',
  };
}

import type { Labels } from '../../prometheus/types.js';
import { counted, listed } from '../../util/words.js';
import { selectors, type Call, type Matcher } from '../syntax/ast.js';
import type { Finding } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';
import { labelFlow } from '../meaning/label-flow.js';
import { compileRegex } from '../../prometheus/regex.js';
import type { LintRule } from './rule.js';

/** Rules about labels that are not there: values taken for labels, and label_replace() that finds nothing. */
export const labelRules: readonly LintRule[] = [
  {
    id: 'value-as-label',
    check: ({ expr }, { series }) =>
      selectors(expr).flatMap(({ metric, matchers, range }) =>
        matchers
          .filter((matcher) => isValueAsLabel(matcher, series.get(metric ?? '') ?? []))
          .map(({ op, value, from, to }) => ({
            at: { from, to },
            severity: 'error',
            message: `The value of a series is no label, and no series of ${metric} has one that is called so.`,
            why: 'Braces choose series by their labels. The number that a series holds is compared behind them.',
            fix:
              range !== undefined
                ? 'Compare what the function around it gives, behind its parentheses.'
                : Number.isNaN(Number.parseFloat(value))
                  ? `Compare behind the selector, as in ${metric} > 0.`
                  : `Write ${metric} ${op.startsWith('!') ? '!=' : '=='} ${Number.parseFloat(value)}.`,
          })),
      ),
  },
  {
    id: 'replaces-nothing',
    check: ({ nodes }, facts) =>
      nodes.flatMap(({ node }) => {
        const finding = node.kind === 'call' && node.func === 'label_replace' && replacesNothing(node, facts);
        return finding ? [{ at: { from: node.from, to: node.to }, ...finding }] : [];
      }),
  },
];

/** A matcher on a label that is called as if it held the sample's value, and that no series has. */
export function isValueAsLabel({ label }: Matcher, sets: readonly Labels[]): boolean {
  return (
    /^(?:value|val|sample|result)$/i.test(label) && sets.length > 0 && !sets.some((labels) => label in labels)
  );
}

function replacesNothing({ args }: Call, { series }: Facts): Omit<Finding, 'at'> | undefined {
  const [vector, , replacement, source, pattern] = args;
  if (replacement?.kind !== 'string' || source?.kind !== 'string' || pattern?.kind !== 'string' || !vector)
    return undefined;
  const groups = groupsOf(pattern.value);
  const asked = [...replacement.value.matchAll(/\$\{?(\d+)\}?/g)].map(([, digits]) => Number(digits));
  const beyond = groups === undefined ? undefined : asked.find((group) => group > groups);
  if (beyond !== undefined)
    return {
      severity: 'error',
      message: `label_replace() takes $${beyond}, but "${pattern.value}" has ${groups === 0 ? 'no group' : `only ${counted(groups!, 'group')}`} in parentheses.`,
      why: 'A group (…) catches a piece of the old value, and $1 puts the first of them in. A group that is not there is empty, and an empty label is none.',
      fix: 'Put what you want to keep into parentheses, as in "(.*)-.*".',
    };
  const regex = compileRegex(pattern.value);
  const { possible } = labelFlow(vector, series);
  // What is not there is empty: a pattern that allows that still makes a label of a constant text.
  const ofNothing = regex?.test('') === true && replacement.value.replace(/\$(?:\w+|\{\w+\})/g, '') !== '';
  if (possible && !possible.has(source.value) && source.value !== '__name__' && !ofNothing)
    return {
      severity: 'error',
      message: `label_replace() reads the label ${source.value}, which is not there.`,
      why: `It gets ${possible.size === 0 ? 'no labels at all' : `only ${listed([...possible].sort())}`}: an aggregation inside drops all others.`,
      fix: 'label_replace(vector, new label, replacement, old label, regular expression): check the order, and replace before you aggregate.',
    };
  const values = valuesOf(source.value, vector, series);
  if (!regex || values.length === 0 || values.some((value) => regex.test(value))) return undefined;
  const loose = compileRegex(pattern.value, { anchored: false });
  const part = loose && values.find((value) => loose.test(value));
  return {
    severity: 'error',
    message: `label_replace() replaces nothing: no ${source.value} matches "${pattern.value}".`,
    why:
      part === undefined
        ? `${source.value} is here ${listed(values, { limit: 4, joiner: 'or' })}. Where nothing matches, the series stays as it is, without an error.`
        : `The expression must match the whole value. "${pattern.value}" is found in "${part}", but is not all of it. Where nothing matches, the series stays as it is.`,
    fix:
      part === undefined
        ? 'Change the expression.'
        : `Say what may precede or follow it, as in "${pattern.value}.*".`,
  };
}

/** How many groups an expression catches; undefined where it can't be read. */
function groupsOf(pattern: string): number | undefined {
  if (!compileRegex(pattern)) return undefined;
  return [...pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, '').matchAll(/\((?!\?)|\(\?P?</g)].length;
}

/** All values that a label has in the series below, the empty one where it is missing; none where not all of these are known. */
function valuesOf(label: string, vector: Call['args'][number], series: Facts['series']): string[] {
  const below = selectors(vector).map(({ metric }) => series.get(metric ?? '') ?? []);
  if (below.length === 0 || below.some((sets) => sets.length === 0)) return [];
  return [...new Set(below.flat().map((labels) => labels[label] ?? ''))].sort();
}

import { compileRegex } from '../../prometheus/regex.js';
import type { Labels } from '../../prometheus/types.js';
import { counted, listed } from '../../util/text/words.js';
import type { Finding } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';
import { labelFlow } from '../meaning/label-flow.js';
import { type Call, type Matcher, selectors, walk } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';
import type { LintRule } from './rule.js';
import { widen } from './widen.js';

/** Rules about labels that don't exist: values mistaken for labels, and label_replace() that matches nothing. */
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
            message: `No series of ${metric} has this label, and a series’ value is not a label.`,
            why: 'Braces select series by their labels. The value of a series is compared after them.',
            fix:
              range !== undefined
                ? 'Compare the result of the function around it, after its parentheses.'
                : Number.isNaN(Number.parseFloat(value))
                  ? `Compare after the selector, as in ${metric} > 0.`
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

/** A matcher on a label that no series has and whose name suggests the sample's value. */
export function isValueAsLabel({ label }: Matcher, sets: readonly Labels[]): boolean {
  return (
    /^(?:value|val|sample|result)$/i.test(label) && sets.length > 0 && !sets.some((labels) => label in labels)
  );
}

function replacesNothing({ args }: Call, { series }: Facts): Omit<Finding, 'at'> | undefined {
  const [vector, , replacement, source, pattern] = args;
  if (replacement?.kind !== 'string' || source?.kind !== 'string' || pattern?.kind !== 'string' || !vector) {
    return undefined;
  }
  const groups = groupsOf(pattern.value);
  const asked = [...replacement.value.matchAll(/\$\{?(\d+)\}?/g)].map(([, digits]) => Number(digits));
  const beyond = groups === undefined ? undefined : asked.find((group) => group > groups);
  if (beyond !== undefined) {
    return {
      severity: 'error',
      message: `label_replace() uses $${beyond}, but "${pattern.value}" has ${groups === 0 ? 'no group' : `only ${counted(groups!, 'group')}`} in parentheses.`,
      why: 'A group (…) captures a part of the old value, and $1 inserts the first one. A group that doesn’t exist is empty, and an empty label is the same as no label.',
      fix: 'Put parentheses around the part that you want to keep, as in "(.*)-.*".',
    };
  }
  const regex = compileRegex(pattern.value);
  const { possible } = labelFlow(vector, series);
  // A missing label is empty: a pattern that allows that still sets the new label to a constant text.
  const ofNothing = regex?.test('') === true && replacement.value.replace(/\$(?:\w+|\{\w+\})/g, '') !== '';
  if (possible && !possible.has(source.value) && source.value !== '__name__' && !ofNothing) {
    return {
      severity: 'error',
      message: `label_replace() reads the label ${source.value}, which doesn’t exist here.`,
      why: `Its series have ${possible.size === 0 ? 'no labels at all' : `only ${listed([...possible].sort())}`}${[...walk(vector)].some(({ node }) => node.kind === 'aggregation') ? ': an aggregation inside it drops all others' : ''}.`,
      fix: 'label_replace(vector, new label, replacement, old label, regular expression): check the order, and replace before you aggregate.',
    };
  }
  const values = valuesOf(source.value, vector, series);
  if (!regex || values.length === 0 || values.some((value) => regex.test(value))) return undefined;
  const widened = widen(pattern.value, values);
  return {
    severity: 'error',
    message: `label_replace() replaces nothing: no ${source.value} matches "${pattern.value}".`,
    why:
      widened === undefined
        ? `${source.value} is ${listed(values, { limit: 4, joiner: 'or' })} here. If nothing matches, the series stays unchanged, without an error.`
        : `The expression must match the whole value. "${pattern.value}" matches only a part of "${widened.part}". If nothing matches, the series stays unchanged.`,
    fix:
      widened === undefined
        ? 'Change the expression.'
        : `Allow for what precedes or follows it, as in ${quote(widened.pattern)}.`,
  };
}

/** How many groups an expression captures; undefined if it can't be parsed. */
function groupsOf(pattern: string): number | undefined {
  if (!compileRegex(pattern)) return undefined;
  return [...pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, '').matchAll(/\((?!\?)|\(\?P?</g)].length;
}

/** All values of a label in an expression's series, '' if it is missing; none unless all the series are known. */
function valuesOf(label: string, vector: Call['args'][number], series: Facts['series']): string[] {
  const below = selectors(vector).map(({ metric }) => series.get(metric ?? '') ?? []);
  if (below.length === 0 || below.some((sets) => sets.length === 0)) return [];
  return [...new Set(below.flat().map((labels) => labels[label] ?? ''))].sort();
}

import { compileRegex } from '../../prometheus/regex.js';
import type { Labels } from '../../prometheus/types.js';
import type { Finding } from '../diagnosis.js';
import { matchesValue } from '../meaning/label-flow.js';
import { type Binary, type Matcher, type Selector, selectors } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';
import type { LintRule } from './rule.js';

/** Rules about label matchers that need only the text of the query. */
export const matcherRules: readonly LintRule[] = [
  {
    id: 'contradicting-matchers',
    check: ({ expr }, { series }) =>
      selectors(expr).flatMap((selector) => {
        const sets = series.get(selector.metric ?? '') ?? [];
        const pair = contradiction(selector) ?? disjoint(selector, sets);
        if (!pair) return [];
        const [a, b] = pair;
        return [
          {
            at: { from: selector.from, to: selector.to },
            severity: 'error',
            message: `${write(a)} and ${write(b)} can’t both be true.`,
            why: 'A series must satisfy all matchers of a selector, and it has one value for each label.',
            fix: `To match one or the other, use one regular expression: ${a.label}=~${a.op.startsWith('!') || b.op.startsWith('!') ? '"this|that"' : quote(`${a.value}|${b.value}`)}.`,
          },
        ];
      }),
  },
  {
    id: 'or-for-regexp',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const pattern = node.kind === 'binary' && node.op === 'or' ? eitherValue(node) : undefined;
        if (pattern === undefined) return [];
        return [
          {
            at: { from: node.from, to: node.to },
            severity: 'info',
            message: 'You use two selectors; one is enough.',
            why: 'A regular expression selects several values of a label, with | between them.',
            fix: `Write ${pattern}.`,
          },
        ];
      }),
  },
  rule(
    'empty-matcher',
    ({ op, value }) => op === '=' && value === '',
    ({ label }) => ({
      severity: 'info',
      message: `${label}="" selects the series without the label ${label}.`,
      why: 'Prometheus treats an empty label and a missing one as the same.',
      fix: `To select only series that have it, write ${label}!="".`,
    }),
  ),
  rule(
    'regexp-always-true',
    ({ op, value }) => op === '=~' && value === '.*',
    ({ label }) => ({
      severity: 'info',
      message: `${label}=~".*" matches every series, even one without ${label}.`,
      why: 'The pattern also matches the empty string, and a missing label counts as empty.',
      fix: `Remove the matcher, or write ${label}=~".+" to require the label.`,
    }),
  ),
  rule(
    'regexp-never-true',
    ({ op, value }) => op === '!~' && value === '.*',
    ({ label }) => ({
      severity: 'error',
      message: `${label}!~".*" matches no series.`,
      why: '".*" matches every value, even a missing one, so its negation matches none.',
      fix: `For series without the label, write ${label}="".`,
    }),
  ),
  rule(
    'regexp-anchors',
    ({ op, value }) => (op === '=~' || op === '!~') && /^\^|(?<!\\)\$$/.test(value),
    (matcher) => ({
      severity: 'info',
      message: `${write(matcher)} has anchors it doesn’t need.`,
      why: 'A matcher’s regular expression must always match the whole value: Prometheus adds ^ and $ around it.',
      fix: `Write ${write({ ...matcher, value: withoutAnchors(matcher.value) })}.`,
    }),
  ),
];

/** In `^a|b$` each anchor belongs to one alternative, so the alternatives stay a group. */
function withoutAnchors(pattern: string): string {
  return pattern.replace(/^\^|(?<!\\)\$$/g, '');
}

/** A rule about single matchers. */
function rule(
  id: string,
  applies: (matcher: Matcher) => boolean,
  finding: (matcher: Matcher) => Finding,
): LintRule {
  return {
    id,
    check: ({ expr }) =>
      selectors(expr)
        .flatMap(({ matchers }) => matchers)
        .filter(applies)
        .map((matcher) => ({ at: { from: matcher.from, to: matcher.to }, ...finding(matcher) })),
  };
}

/** Two matchers on one label that exclude each other; one of them must be an exact match. */
function contradiction({ matchers }: Selector): [Matcher, Matcher] | undefined {
  for (const exact of matchers.filter(({ op }) => op === '=')) {
    const other = matchers.find(
      (matcher) =>
        matcher !== exact &&
        matcher.label === exact.label &&
        (matcher.op === '=' || matcher.op === '!=' || compileRegex(matcher.value) !== undefined) &&
        !matchesValue(matcher, exact.value),
    );
    if (other) return [exact, other];
  }
  return undefined;
}

/** Two patterns on one label of which each matches some series, and both together none. */
function disjoint({ matchers }: Selector, sets: readonly Labels[]): [Matcher, Matcher] | undefined {
  const hits = (matcher: Matcher): Labels[] =>
    sets.filter((labels) => matchesValue(matcher, labels[matcher.label] ?? ''));
  const patterns = matchers.filter(({ op }) => op === '=~');
  for (const a of patterns) {
    const b = patterns.find((other) => other !== a && other.label === a.label);
    if (b === undefined || hits(b).length === 0) continue;
    const first = hits(a);
    if (first.length > 0 && first.every((labels) => !hits(b).includes(labels))) return [a, b];
  }
  return undefined;
}

function write({ label, op, value }: Matcher): string {
  return `${label}${op}${quote(value)}`;
}

/** One selector for two of the same metric that differ in one label; undefined if they differ in something else. */
function eitherValue({ left, right, matching }: Binary): string | undefined {
  if (matching || left.kind !== 'selector' || right.kind !== 'selector') return undefined;
  if (left.metric === undefined || left.metric !== right.metric) return undefined;
  if ([left, right].some(({ range, offset }) => range !== undefined || offset !== undefined)) {
    return undefined;
  }
  const others = ({ matchers }: Selector, to: Selector): Matcher[] =>
    matchers.filter((matcher) => !to.matchers.some((other) => write(other) === write(matcher)));
  const [[a, ...moreOfA], [b, ...moreOfB]] = [others(left, right), others(right, left)];
  if (!a || !b || moreOfA.length + moreOfB.length > 0 || a.label !== b.label) return undefined;
  if (a.op !== '=' || b.op !== '=' || /[.*+?^$()[\]{}|\\]/.test(a.value + b.value)) return undefined;
  const shared = left.matchers.filter((matcher) => matcher !== a).map(write);
  return `${left.metric}{${[...shared, `${a.label}=~${quote(`${a.value}|${b.value}`)}`].join(', ')}}`;
}

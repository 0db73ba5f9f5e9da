import { selectors, type Matcher, type Selector } from '../syntax/ast.js';
import type { Finding } from '../diagnosis.js';
import { matchesValue } from '../meaning/label-flow.js';
import { compileRegex } from '../../prometheus/regex.js';
import type { LintRule } from './rule.js';

/** Rules about label matchers as they are written, whatever the series are. */
export const matcherRules: readonly LintRule[] = [
  {
    id: 'contradicting-matchers',
    check: ({ expr }) =>
      selectors(expr).flatMap((selector) => {
        const pair = contradiction(selector);
        if (!pair) return [];
        const [a, b] = pair;
        return [
          {
            at: { from: selector.from, to: selector.to },
            severity: 'error',
            message: `${write(a)} and ${write(b)} can’t both be true.`,
            why: 'All matchers of a selector must hold at once, and a series has one value for each label.',
            fix: `For one or the other use a regular expression: ${a.label}=~"this|that".`,
          },
        ];
      }),
  },
  rule(
    'empty-matcher',
    ({ op, value }) => op === '=' && value === '',
    ({ label }) => ({
      severity: 'info',
      message: `${label}="" takes the series that have no label ${label}.`,
      why: 'To Prometheus an empty label and a missing one are the same.',
      fix: `To take only series that have it write ${label}!="".`,
    }),
  ),
  rule(
    'regexp-always-true',
    ({ op, value }) => op === '=~' && value === '.*',
    ({ label }) => ({
      severity: 'info',
      message: `${label}=~".*" holds for every series, even for one without ${label}.`,
      why: 'The star allows nothing at all, and that is what a missing label counts as.',
      fix: `Drop the matcher, or write ${label}=~".+" to ask that the label is there.`,
    }),
  ),
  rule(
    'regexp-never-true',
    ({ op, value }) => op === '!~' && value === '.*',
    ({ label }) => ({
      severity: 'error',
      message: `${label}!~".*" holds for no series.`,
      why: '".*" matches every value, the missing one included, so its opposite matches none.',
      fix: `For series without the label write ${label}="".`,
    }),
  ),
  rule(
    'regexp-anchors',
    ({ op, value }) => (op === '=~' || op === '!~') && /^\^|(?<!\\)\$$/.test(value),
    (matcher) => ({
      severity: 'info',
      message: `${write(matcher)} has anchors that it needs not.`,
      why: 'A matcher’s regular expression must match the whole value anyway: Prometheus puts ^ and $ around it.',
      fix: `Write ${write({ ...matcher, value: matcher.value.replace(/^\^|(?<!\\)\$$/g, '') })}.`,
    }),
  ),
];

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

/** Two matchers on one label that exclude each other, as far as one of them names its value. */
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

function write({ label, op, value }: Matcher): string {
  return `${label}${op}"${value}"`;
}

import type { Asker, Diagnosis } from '../diagnosis.js';
import { otherMatchers } from '../differences/causes/matchers.js';
import { causeOfNothing } from '../differences/causes/series.js';
import type { Case } from '../differences/difference.js';
import { DIFFERENCE_RULES } from '../differences/rules.js';
import { noFacts } from '../meaning/facts.js';
import { mostHelpfulFirst } from '../order.js';
import { type Aggregation, type Expr, isBroken, walk } from '../syntax/ast.js';
import { lintAgainst, supersededBy } from './diagnose.js';

/** Rules that look at the two texts alone: the others need results, or guess from a metric's name. */
const FORM_RULES = DIFFERENCE_RULES.filter(({ readsResults }) => !readsResults);
const GUESSES: ReadonlySet<string> = new Set(['rate-on-gauge', 'resets-on-gauge', 'different-metric']);

/**
 * Why a query gives other results than the reference, as far as the form of both shows it, most helpful first. For
 * queries that are wrong by what they do elsewhere, such as the expressions of rules, whose results are not at hand.
 */
export function explainForm(reference: Expr, answer: Expr, asker: Asker = 'step'): Diagnosis[] {
  if (isBroken(reference) || isBroken(answer)) return [];
  const nothing = { type: 'vector' as const, instants: 0, rows: [], notes: { warnings: [], infos: [] } };
  const difference: Case = {
    reference: { expr: reference, evaluation: nothing },
    answer: { expr: answer, evaluation: nothing },
    comparison: { equal: false, sameType: true, missing: [], extra: [], pairs: [] },
    asker,
  };
  const found = [
    ...lintAgainst(reference, answer, noFacts()).filter(
      ({ rule, severity }) => !GUESSES.has(rule) && (severity !== 'info' || rule === 'raw-counter'),
    ),
    ...FORM_RULES.flatMap(({ id, find }) => {
      const finding = GUESSES.has(id) ? undefined : find(difference);
      return finding ? [{ rule: id, ...finding }] : [];
    }),
  ].map((diagnosis): Diagnosis => ({ ...diagnosis, severity: 'error' }));
  const superseded = supersededBy(found);
  return [
    ...otherPresence(difference),
    ...mostHelpfulFirst(found.filter(({ rule }) => !superseded.has(rule))),
    ...otherLabels(difference),
    ...otherSelection(difference),
  ];
}

/** One of the two asks for series that are missing, and the other for series that exist. */
function otherPresence(difference: Case): Diagnosis[] {
  const asks = ({ expr }: Case['answer']): boolean =>
    [...walk(expr)].some(({ node }) => node.kind === 'call' && node.func.startsWith('absent'));
  if (asks(difference.reference) === asks(difference.answer)) return [];
  const cause = causeOfNothing(difference);
  return cause ? [{ rule: 'empty-result', severity: 'error', message: '', ...cause }] : [];
}

/** The outermost aggregations that group by other labels. */
function otherLabels({ reference, answer, asker }: Case): Diagnosis[] {
  const outermost = (expr: Expr): Aggregation[] =>
    [...walk(expr)].flatMap(({ node, parents }) =>
      node.kind === 'aggregation' && !parents.some(({ kind }) => kind === 'aggregation') ? [node] : [],
    );
  const [asked, given] = [outermost(reference.expr), outermost(answer.expr)];
  const shown = ({ grouping }: Aggregation): string =>
    grouping === undefined || grouping.labels.length === 0
      ? grouping?.mode === 'without'
        ? 'by all labels'
        : 'without any labels'
      : `${grouping.mode} (${grouping.labels.toSorted().join(', ')})`;
  if (asked.length === 0 && given.length === 0) return [];
  if (asked.length === 0 || given.length === 0) {
    return [
      {
        rule: asked.length === 0 ? 'missing-labels' : 'extra-labels',
        severity: 'error',
        message:
          asked.length === 0
            ? `You aggregate with ${given[0]!.op}; the ${asker} asks for each series by itself.`
            : `You don’t aggregate; the ${asker} asks for fewer, larger groups.`,
        why: 'The labels of an aggregation decide how many series its result has, and what each is about.',
        fix:
          asked.length === 0
            ? `Remove ${given[0]!.op}: without it, every series keeps its labels.`
            : `Aggregate, and list in by (…) the labels that the ${asker} names.`,
      },
    ];
  }
  const other = given.find((node) => !asked.some((each) => shown(each) === shown(node)));
  if (!other) return [];
  return [
    {
      rule: 'missing-labels',
      severity: 'error',
      message: `You aggregate ${shown(other)}; the ${asker} asks for other labels.`,
      why: 'The labels of an aggregation decide how many series its result has, and what each is about.',
      fix: `Check which labels the ${asker} names, and list them in by (…).`,
    },
  ];
}

function otherSelection(difference: Case): Diagnosis[] {
  const cause = otherMatchers(difference);
  return cause
    ? [
        {
          rule: 'missing-series',
          severity: 'error',
          message: cause.why,
          why: 'A selector takes every series that its matchers allow, and no other.',
          fix: cause.fix,
        },
      ]
    : [];
}

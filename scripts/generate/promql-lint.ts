import { SCENES } from '../../lab/worlds/worlds.js';
import type { Diagnosis } from '../../src/promql/diagnosis.js';
import { explainAccident } from '../../src/promql/judge/accident.js';
import { diagnose } from '../../src/promql/judge/diagnose.js';
import { lint, LINT_RULES } from '../../src/promql/lint/lint.js';
import { compareEvaluations, type Evaluation } from '../../src/promql/meaning/compare.js';
import { noFacts } from '../../src/promql/meaning/facts.js';
import { strayFrom } from '../../src/promql/meaning/topic.js';
import { explainAnnotations } from '../../src/promql/refusals/annotations.js';
import { explainRejection, explainSyntax } from '../../src/promql/refusals/rejection.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';
import { ACCIDENT_EXAMPLES } from '../../test/fixtures/promql/accidents.js';
import { DIFFERENCE_EXAMPLES, evaluationOf } from '../../test/fixtures/promql/differences.js';
import { FACTS } from '../../test/fixtures/promql/facts.js';
import { LINT_EXAMPLES } from '../../test/fixtures/promql/lint.js';
import { REJECTION_EXAMPLES, REMARK_EXAMPLES, SLIP_EXAMPLES } from '../../test/fixtures/promql/rejections.js';
import { type Files, markdownPage } from './files.js';
import { code } from './markdown.js';

/**
 * docs/promql-lint.md, made from the examples in test/fixtures/promql that the rules are tested on, so it can't say
 * anything that they don't.
 * @throws Error if a rule does not report its first example
 */
export function promqlLint(): Promise<Files> {
  return markdownPage('docs/promql-lint.md', page());
}

function page(): string {
  return `# What PromQL mistakes are explained, and how

<!-- Generated from test/fixtures/promql by \`npm run generate\`; do not edit. -->

Every rule of \`obs-lab promql lint\`, \`obs-lab promql compare\` and the missions' grader: an example query, and the
explanation you get for it. Each rule has a stable id: \`--json\` prints it, and missions use it to name the diagnosis
that a wrong answer must get. [lint-files.md](lint-files.md) explains how to lint rule files and dashboards.

An **error** makes a query wrong, a **warning** may make it wrong, and an **info** is about style. \`lint\` exits with 1
for errors and warnings.

- [Lint](#lint-what-the-text-of-a-query-shows)
- [Differences](#differences-what-two-results-show)
- [Accidents](#accidents-what-current-data-cant-show)
- [Refusals](#refusals-what-prometheus-does-not-evaluate)
- [Slips](#slips-what-the-text-of-a-refused-query-shows)
- [Remarks](#remarks-what-prometheus-doubts)

## Lint: what the text of a query shows

\`lint\` looks up names, labels, values, types and scrape intervals in Prometheus: the lab's if it is running, or the one
at \`--url\`. Without a server, rules that need one are skipped, and a counter is recognised by its name. In the examples,
\`http_requests_total\` has the labels \`method\` (GET, POST) and \`status\` (200, 503), started ten minutes ago, and is
scraped every second.

Some rules **refuse a pass**: an answer that breaks one of them is wrong even if its values equal the reference's, unless
the reference breaks the rule too. The values are equal only by accident, until something restarts or falls. These rules are
${LINT_RULES.filter(({ refusesPass }) => refusesPass)
  .map(({ id }) => code(id))
  .join(', ')}.

${lintSections()}

## Differences: what two results show

\`compare\` and the grader compare types, label sets and values at several instants whose samples are all in. These count
as equal:

${OUTCOMES.map(([what, meaning]) => `- **${what}**: ${meaning}`).join('\n')}

The rules below explain how an answer differs from the reference. Lint rules that the answer breaks, and the reference does
not, are reported with them, the most helpful first.

${differenceSections()}

## Accidents: what current data can't show

While nothing fails, a query that counts only \`4..\` returns the same as one that counts \`[45]..\`; while everything is
steady, \`[5m]\` returns the same as \`[1m]\`. So on the lab, an answer
that agrees is tried in ${SCENES.length} made-up worlds: a second Prometheus, which only the grader uses, holds the lab's and the
shop's metrics as they would be with

${SCENES.map(({ id, title }) => `- **${id}**: ${title}`).join('\n')}

An answer that differs from the reference in one of them has the verdict \`wrong\`, and the explanation says by how much. Label
values that the lab does not have decide nothing.

A comparison around the result that the step doesn't ask for, such as \`> 0\`, is refused as \`unasked-filter\`: no world has
every value that it would drop. One that can't drop anything, such as \`count(x) > 0\`, is only a note.

On another server, and for metrics that the worlds don't have, both queries are evaluated once more on the live data, as
if more had happened: every counter gets made-up growth that accelerates, that is larger for series that more of the two
queries' selectors take, and in which slow requests come later than fast ones. Gauges that are read over time swing. Queries
of the same meaning are still equal then. The others get the verdict \`wrong\` and the diagnosis \`equal-by-accident\`.

The growth is part of the query: \`rate(x[1m])\` becomes \`rate((x + growth)[1m:10s])\`, so nothing is written to
Prometheus. It can't tell these apart: what is read inside a subquery, because hours of history rarely hide a difference;
queries that read different metrics; a gauge that is compared with a number; and matchers that differ only for series that
don't exist.

${accidentSections()}

## Refusals: what Prometheus does not evaluate

Prometheus' own message comes first, because it names the place; then comes what it means.

${rejectionSections()}

## Slips: what the text of a refused query shows

Some slips are recognised by the text alone. They are reported before the parser's error, and without a server too.

${slipSections()}

## Remarks: what Prometheus doubts

Warnings and notes that Prometheus returns with a result are passed on. Later versions return more of them.

${remarkSections()}
`;
}

/** Tested one by one in compare.test.ts, judge.test.ts and, on a server, test/integration/promql-outcomes.test.ts. */
const OUTCOMES = [
  ['numbers', 'equal within one millionth of the larger'],
  ['NaN, +Inf, -Inf', 'each equals only itself'],
  ['a scalar', 'equals an equal scalar, but never a vector, not even one of a single series'],
  ['a string', 'equals an equal string, but it comes from no series, so it never passes'],
  ['a range vector', 'equals one with equal samples at equal times'],
  [
    'a metric’s name',
    'makes no difference, unless the step says so or only the names tell the series of one side apart',
  ],
  [
    'series that end up with the same labels',
    'are a refusal: Prometheus does not evaluate the query (`duplicate-series`)',
  ],
  [
    'a series that is missing at an instant because it started later, has ended or is filtered out',
    'is missing, which is not the same as zero (`gaps`)',
  ],
  [
    'a counter’s restart',
    'is a smaller value like any other; a query that ignores restarts does not pass even if none happens',
  ],
  [
    'native histograms',
    'are not numbers: they are left out and reported; a result that contains any equals nothing',
  ],
  [
    'a reference that returns nothing, or only zeros',
    'is not ready: it can’t tell a right answer from a wrong one',
  ],
] as const;

function lintSections(): string {
  const refusing = new Set(LINT_RULES.filter(({ refusesPass }) => refusesPass).map(({ id }) => id));
  return Object.entries(LINT_EXAMPLES)
    .map(([rule, { speaks }]) => {
      const [query = ''] = speaks;
      const found = diagnosisOf(rule, lint(parsePromql(query).expr, FACTS));
      const notes = refusing.has(rule) ? `${found.severity}, refuses a pass` : found.severity;
      return section(rule, [query], found, notes);
    })
    .join('\n');
}

function differenceSections(): string {
  const expected = evaluationOf({ 'method=GET': [1, 2] });
  const range = evaluationOf({ 'method=GET': [1, 2] }, 'matrix');
  const typed = {
    reference: side('rate(http_requests_total[1m])', expected),
    answer: side('http_requests_total[1m]', range),
  };
  const stray = strayFrom(['up'], parsePromql('vector(3)').expr, 'step')!;
  const others = firstOf(DIFFERENCE_EXAMPLES).map(([rule, [reference, asked], [answer, given]]) => {
    const sides = {
      reference: side(reference, evaluationOf(asked)),
      answer: side(answer, evaluationOf(given)),
    };
    return section(rule, pair(reference, answer), diagnosisOf(rule, differencesOf(sides)));
  });
  return [
    section(stray.rule, pair('count(up)', 'vector(3)'), stray),
    section(
      'result-type',
      pair('rate(http_requests_total[1m])', 'http_requests_total[1m]'),
      diagnosisOf('result-type', differencesOf(typed)),
    ),
    ...others,
  ].join('\n');
}

function accidentSections(): string {
  const [reference, answer] = [evaluationOf({ '': [1, 2] }), evaluationOf({ '': [1.2, 2.9] })];
  const comparison = compareEvaluations(reference, answer);
  return ACCIDENT_EXAMPLES.map((texts) => {
    const sides = { reference: side(texts[0], reference), answer: side(texts[1], answer) };
    return section(
      undefined,
      pair(texts[0], texts[1]),
      explainAccident({ ...sides, comparison, asker: 'step' }, FACTS),
    );
  }).join('\n');
}

function rejectionSections(): string {
  return firstOf(REJECTION_EXAMPLES)
    .map(([rule, query, reason]) => section(rule, [query], explainRejection(reason)))
    .join('\n');
}

function slipSections(): string {
  return firstOf(SLIP_EXAMPLES)
    .map(([rule, query]) => section(rule, [query], explainSyntax(query, 0)!))
    .join('\n');
}

function remarkSections(): string {
  return REMARK_EXAMPLES.map(([rule, query, severity, note]) => {
    const notes = severity === 'warning' ? { warnings: [note], infos: [] } : { warnings: [], infos: [note] };
    return section(rule, [query], explainAnnotations(notes)[0]!);
  }).join('\n');
}

type Side = ReturnType<typeof side>;

function side(query: string, evaluation: Evaluation) {
  return { expr: parsePromql(query).expr, evaluation };
}

function differencesOf(sides: { reference: Side; answer: Side }): Diagnosis[] {
  const comparison = compareEvaluations(sides.reference.evaluation, sides.answer.evaluation);
  return diagnose({ ...sides, comparison, asker: 'step' }, noFacts(1));
}

function diagnosisOf(rule: string, found: readonly Diagnosis[]): Diagnosis {
  const diagnosis = found.find((each) => each.rule === rule);
  if (!diagnosis) throw new Error(`${rule} does not report its first example`);
  return diagnosis;
}

/** The first example of each rule. */
function firstOf<T extends readonly [rule: string, ...rest: unknown[]]>(examples: readonly T[]): T[] {
  return [...new Map(examples.toReversed().map((example) => [example[0], example])).values()].toReversed();
}

function pair(reference: string, answer: string): string[] {
  return [`reference: ${reference}`, `answer:    ${answer}`];
}

/** A rule's id as a heading, its example, and what it says about it. */
function section(
  rule: string | undefined,
  queries: readonly string[],
  { message, why, fix }: Diagnosis,
  notes?: string,
): string {
  return `${rule === undefined ? '' : `### ${code(rule)}\n\n`}${notes === undefined ? '' : `_${notes}_\n`}
\`\`\`promql
${queries.join('\n')}
\`\`\`

**${escape(message)}**

${escape(why)}

→ ${escape(fix)}
`;
}

/** Escapes Markdown markup. An underscore between two letters isn't markup. */
function escape(text: string): string {
  return text.replace(/[\\`*<>]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
}

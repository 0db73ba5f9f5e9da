import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { explainAccident } from '../../src/promql/judge/accident.js';
import { explainAnnotations } from '../../src/promql/refusals/annotations.js';
import { compareEvaluations, type Evaluation } from '../../src/promql/meaning/compare.js';
import { contradictsPass, diagnose } from '../../src/promql/judge/diagnose.js';
import type { Diagnosis } from '../../src/promql/diagnosis.js';
import { ACCIDENT_EXAMPLES } from '../fixtures/promql/accidents.js';
import { DIFFERENCE_EXAMPLES, evaluationOf } from '../fixtures/promql/differences.js';
import { FACTS } from '../fixtures/promql/facts.js';
import { LINT_EXAMPLES } from '../fixtures/promql/lint.js';
import { REJECTION_EXAMPLES, REMARK_EXAMPLES, SLIP_EXAMPLES } from '../fixtures/promql/rejections.js';
import { noFacts } from '../../src/promql/meaning/facts.js';
import { lint } from '../../src/promql/lint/lint.js';
import { parsePromql } from '../../src/promql/syntax/parse.js';
import { explainRejection, explainSyntax } from '../../src/promql/refusals/rejection.js';
import { strayFrom } from '../../src/promql/meaning/topic.js';

// docs/promql-lint.md is made of the examples that the rules are tested on, so it can't say what they don't.
// After a change: npx vitest run --project unit test/docs/promql-lint.test.ts -u

test('docs/promql-lint.md says what the rules say', async () => {
  const options = await resolveConfig('docs/promql-lint.md');
  await expect(await format(page(), { ...options, parser: 'markdown' })).toMatchFileSnapshot(
    '../../docs/promql-lint.md',
  );
});

function page(): string {
  return `# What a wrong query is told

<!-- Made of the examples in test/fixtures/promql by test/docs/promql-lint.test.ts. -->

Every rule of \`obs-lab promql lint\`, \`obs-lab promql compare\` and the missions' grader: an example of a query, and what
one reads. Rules have stable ids: \`--json\` gives them, and missions name the one that must explain a wrong answer.

An **error** makes a query wrong, a **warning** may, an **info** is about style. \`lint\` exits 1 for errors and warnings.

## Lint: what a query's text shows

Names, labels, values, types and scrape intervals are looked up in Prometheus: the lab's where it runs, or \`--url\`. Without
a server, the rules that need one are silent, and whether a metric is a counter is told by its name. In the examples,
\`http_requests_total\` has the labels \`method\` (GET, POST) and \`status\` (200, 503), began ten minutes ago, and is
scraped every second.

${table(['rule', 'query', 'what one reads'], lintRows())}

Rules marked \\* also refuse a pass: an answer that breaks one of them, where the reference does not, is wrong even while its
values agree. They agree by accident, until something restarts or falls.

## Differences: what two results show

Compared are type, label sets and values, at several instants, all of them settled. This is what counts as the same:

${table(['what', 'counts as'], OUTCOMES)}

The rules below say how an answer differs; lint rules that the answer breaks, and the reference does not, stand beside them,
most helpful first.

${table(['rule', 'reference', 'answer', 'what one reads'], differenceRows())}

## Accidents: what the data of the moment can't show

While nothing fails, a query that counts only \`4..\` gives what one gives that counts \`[45]..\`; while everything goes on
evenly, \`[5m]\` gives what \`[1m]\` gives. So an answer that agrees is asked once more, as is the reference, in a world in
which more has happened: each counter grows on top of what it did, faster and faster; the more, the more of the two queries'
selectors take it; and slow requests come later than quick ones. Gauges that are read over time swing. What means the same is
equal there too. What is not has the verdict \`wrong\`:

${table(['reference', 'answer', 'what one reads'], accidentRows())}

The world is made in the query, \`rate(x[1m])\` becoming \`rate((x + growth)[1m:10s])\`, so nothing is written to Prometheus.
Not told apart there: what is read inside a subquery, as a past of hours is seldom blind; queries that read different metrics;
a gauge that is compared with a number; and matchers that differ only for series that don't exist.

## Refusals: what Prometheus does not evaluate

Prometheus' own words, which name the place, come first; then what they mean.

${table(['rule', 'query', 'what one reads'], rejectionRows())}

Some slips are known by the text alone. They are named before what the parser stumbled over, and without a server too:

${table(['rule', 'query', 'what one reads'], slipRows())}

## Remarks: what Prometheus has doubts about

Warnings and notes that Prometheus itself gives with a result are passed on. Later versions give more of them.

${table(['rule', 'query', 'what one reads'], remarkRows())}
`;
}

/** Tested one by one in compare.test.ts, judge.test.ts and, on a server, test/integration/promql-outcomes.test.ts. */
const OUTCOMES = [
  ['numbers', 'the same within one millionth of the larger'],
  ['NaN, +Inf, -Inf', 'the same as themselves only'],
  ['a scalar', 'the same as an equal scalar; never as a vector, even one of a single series'],
  ['a string', 'the same as an equal one, but it comes from no series, and so never passes'],
  ['a range vector', 'the same as one with equal samples at equal times'],
  [
    'a metric’s name',
    'no difference, unless the step says so, or only names tell the series of one side apart',
  ],
  [
    'series that come out with the same labels',
    'a refusal: Prometheus does not evaluate them (`duplicate-series`)',
  ],
  [
    'a series that is missing at an instant: it began later, has ended, or is filtered away',
    'missing, which is not zero (`gaps`)',
  ],
  [
    'a counter’s restart',
    'a smaller value, as any other; what overlooks restarts does not pass where none is in sight, either',
  ],
  ['native histograms', 'no numbers: left out and said; a result that holds any is the same as nothing'],
  ['a reference that gives nothing, or only zeros', 'not ready: it can’t tell right from wrong'],
];

function lintRows(): string[][] {
  return Object.entries(LINT_EXAMPLES).map(([rule, { speaks }]) => {
    const [query = ''] = speaks;
    const found = lint(parsePromql(query).expr, FACTS).find((diagnosis) => diagnosis.rule === rule)!;
    const refuses = contradictsPass(parsePromql('up').expr, parsePromql(query).expr, FACTS)?.rule === rule;
    return [`\`${rule}\`${refuses ? ' \\*' : ''}<br>${found.severity}`, code(query), read(found)];
  });
}

function differenceRows(): string[][] {
  const seen = new Set<string>();
  const wanted = evaluationOf({ 'method=GET': [1, 2] });
  const range = side('http_requests_total[1m]', evaluationOf({ 'method=GET': [1, 2] }, 'matrix'));
  const type = { reference: side('rate(http_requests_total[1m])', wanted), answer: range };
  const [typed] = diagnose({ ...type, comparison: compareEvaluations(wanted, range.evaluation) }, noFacts(1));
  const stray = strayFrom(['up'], parsePromql('vector(3)').expr)!;
  const rows = [
    [`\`${stray.rule}\``, code('count(up)'), code('vector(3)'), read(stray)],
    [
      `\`${typed!.rule}\``,
      code('rate(http_requests_total[1m])'),
      code('http_requests_total[1m]'),
      read(typed!),
    ],
  ];
  const others = DIFFERENCE_EXAMPLES.flatMap(([rule, [reference, expected], [answer, given]]) => {
    if (seen.has(rule)) return [];
    seen.add(rule);
    const sides = {
      reference: side(reference, evaluationOf(expected)),
      answer: side(answer, evaluationOf(given)),
    };
    const comparison = compareEvaluations(sides.reference.evaluation, sides.answer.evaluation);
    const found = diagnose({ ...sides, comparison }, noFacts(1)).find(
      (diagnosis) => diagnosis.rule === rule,
    )!;
    return [[`\`${rule}\``, code(reference), code(answer), read(found)]];
  });
  return [...rows, ...others];
}

function accidentRows(): string[][] {
  const [wanted, given] = [evaluationOf({ '': [1, 2] }), evaluationOf({ '': [1.2, 2.9] })];
  const comparison = compareEvaluations(wanted, given);
  return ACCIDENT_EXAMPLES.map(([reference, answer]) => {
    const sides = { reference: side(reference, wanted), answer: side(answer, given) };
    return [code(reference), code(answer), read(explainAccident({ ...sides, comparison }, FACTS))];
  });
}

function side(query: string, evaluation: Evaluation) {
  return { expr: parsePromql(query).expr, evaluation };
}

function rejectionRows(): string[][] {
  return firstOf(REJECTION_EXAMPLES).map(([rule, query, reason]) => [
    `\`${rule}\``,
    code(query),
    read(explainRejection(reason)),
  ]);
}

function slipRows(): string[][] {
  return firstOf(SLIP_EXAMPLES).map(([rule, query]) => [
    `\`${rule}\``,
    code(query),
    read(explainSyntax(query, 0)!),
  ]);
}

function remarkRows(): string[][] {
  return REMARK_EXAMPLES.map(([rule, query, severity, note]) => {
    const notes = severity === 'warning' ? { warnings: [note], infos: [] } : { warnings: [], infos: [note] };
    return [`\`${rule}\``, code(query), read(explainAnnotations(notes)[0]!)];
  });
}

function firstOf<T extends readonly [rule: string, ...rest: string[]]>(examples: readonly T[]): T[] {
  return [...new Map(examples.toReversed().map((example) => [example[0], example])).values()].toReversed();
}

function read({ message, why, fix }: Diagnosis): string {
  return `**${escape(message)}**<br>${escape(why)}<br>→ ${escape(fix)}`;
}

function code(query: string): string {
  return query.includes('`')
    ? `\`\` ${query.replaceAll('|', '\\|')} \`\``
    : `\`${query.replaceAll('|', '\\|')}\``;
}

/** What Markdown would take for markup. */
function escape(text: string): string {
  return text.replace(/[\\`*<>|]/g, '\\$&');
}

function table(heads: string[], rows: string[][]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

import { type ExpositionSample, parseExposition } from '../../../../prometheus/exposition.js';
import { type MetricsReport, readMetricsReport } from '../../../../prometheus/promtool.js';
import type { Diagnosis } from '../../../../promql/diagnosis.js';
import type { AnswerOf } from '../../../library/schema.js';
import { isGrade, readAnswerFile } from '../../answer-file.js';
import type { Grade, Part, WorldNow } from '../../types.js';
import { belongsTo, type Family, judgeFamily, openMetricsName, problem } from './family.js';
import { leftover, timestamped } from './leftovers.js';

/** Grades a metrics page: promtool must accept it, and it must hold the families that the step asks for. */
export async function gradeExposition(
  { families }: AnswerOf<'exposition'>,
  answer: string,
  { promtool }: WorldNow,
): Promise<Grade> {
  const file = await readAnswerFile(answer, { alsoUrl: true });
  if (isGrade(file)) return file;
  const report = readMetricsReport(await promtool(['check', 'metrics'], { stdin: file.text }));
  return judgePage(file.text, report, families);
}

export function judgePage(text: string, report: MetricsReport, families: readonly Family[]): Grade {
  if (report.refused) return { verdict: 'error', diagnoses: [refusal(report.refused, text)] };
  let samples: ExpositionSample[];
  try {
    samples = parseExposition(text);
  } catch (error) {
    return { verdict: 'error', diagnoses: [refusal({ reason: (error as Error).message }, text)] };
  }
  const types = declared(text, 'TYPE');
  const helps = declared(text, 'HELP');
  const complaints = report.complaints.filter(
    ({ family, text: what }) => !(/help text/.test(what) && helps.has(openMetricsName(family, 'counter'))),
  );
  const found = families.map((family) => ({
    family,
    diagnosis: judgeFamily(family, samples, types) ?? styleProblem(family, complaints),
  }));
  const inFamilies = found.flatMap(({ diagnosis }) => diagnosis ?? []);
  // A misspelt name is explained once: as what is missing.
  const left =
    inFamilies.length > 0 ? undefined : (leftover(families, samples, types) ?? timestamped(families, text));
  const wrong = left ? [left] : inFamilies;
  const parts = found.map(({ family, diagnosis }): Part => ({
    name: family.name,
    pass: diagnosis === undefined,
    note: diagnosis?.message ?? `a ${family.type}, as it should be`,
  }));
  if (wrong.length > 0) return { verdict: 'wrong', diagnoses: wrong, parts };
  const others = complaints.map(({ family, text: what }): Diagnosis => ({
    ...style(family, what),
    severity: 'info',
  }));
  return { verdict: 'pass', diagnoses: others, parts };
}

/** What the comments of one kind declare, by name. */
function declared(text: string, keyword: 'TYPE' | 'HELP'): Map<string, string> {
  const lines = text.matchAll(
    new RegExp(`^[ \\t]*#[ \\t]*${keyword}[ \\t]+(\\S+)[ \\t]+(\\S.*?)[ \\t\\r]*$`, 'gm'),
  );
  return new Map([...lines].map(([, name, rest]) => [name!, rest!]));
}

function styleProblem(
  { name, type }: Family,
  complaints: MetricsReport['complaints'],
): Diagnosis | undefined {
  const complaint = complaints.find(({ family }) => family === name || belongsTo(family, name, type));
  return complaint && style(name, complaint.text);
}

function refusal({ line, reason }: NonNullable<MetricsReport['refused']>, text: string): Diagnosis {
  const shown = line === undefined ? '' : (text.split('\n')[line - 1] ?? '').trim().slice(0, 80);
  return problem('exposition-refused', `${line === undefined ? '' : `Line ${line}: `}${reason}.`, {
    why: 'One line that Prometheus can’t read makes it drop the whole page, and `up` becomes 0.',
    fix: text.includes('\r')
      ? 'Save the page with Unix line breaks (LF): with Windows line breaks (CRLF), each line ends in an extra character.'
      : /TYPE reported after samples|second TYPE line/.test(reason)
        ? 'Write one TYPE line for each family, above its first sample.'
        : shown === '' || /unexpected end of input/.test(reason)
          ? 'End each line with a line break, including the last.'
          : `Look at \`${shown}\`.`,
  });
}

/** promtool's advice, and why it gives it. */
const STYLES: readonly (readonly [RegExp, string, string])[] = [
  [
    /help text/,
    'HELP is what people read when they find the metric in a query editor.',
    'Add a line: # HELP NAME …',
  ],
  [
    /"?_total"? suffix/,
    'The suffix shows that the metric needs `rate()`.',
    'Give counters names that end in _total, and nothing else.',
  ],
  [
    /abbreviated units/,
    'Whole words leave no doubt: is `m` minutes, metres or milli?',
    'Use base units by name: _seconds, _bytes.',
  ],
  [
    /base unit|use .* instead of/,
    'If all metrics use base units, any two can be compared without a conversion factor.',
    'Convert it to the base unit.',
  ],
  [
    /camelCase|snake_case/,
    'With one style for all names, people can guess them.',
    'Write words in lower case with underscores between them.',
  ],
  [
    /metric type|type name/,
    'The TYPE line already states the type; in the name it is noise.',
    'Leave the type out of the name.',
  ],
];

function style(name: string, text: string): Diagnosis {
  const [, why, fix] = STYLES.find(([pattern]) => pattern.test(text)) ?? [
    undefined,
    'Tools and people rely on this convention.',
    'Change it as promtool suggests.',
  ];
  return problem('exposition-style', `\`${name}\`: ${text}.`, { why, fix: fix.replace('NAME', name) });
}

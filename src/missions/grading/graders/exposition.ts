import { type ExpositionSample, parseExposition } from '../../../prometheus/exposition.js';
import { type MetricsReport, readMetricsReport } from '../../../prometheus/promtool.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { listed } from '../../../util/words.js';
import type { AnswerOf } from '../../library/schema.js';
import { isGrade, readAnswerFile } from '../answer-file.js';
import type { Grade, Part, WorldNow } from '../types.js';

type Family = AnswerOf<'exposition'>['families'][number];

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
  const types = new Map(
    [...text.matchAll(/^#\s*TYPE\s+(\S+)\s+(\S+)\s*$/gm)].map(([, name, type]) => [name!, type!]),
  );
  const found = families.map((family) => ({
    family,
    diagnosis: judgeFamily(family, samples, types, report.complaints),
  }));
  const wrong = found.flatMap(({ diagnosis }) => diagnosis ?? []);
  const parts = found.map(({ family, diagnosis }): Part => ({
    name: family.name,
    pass: diagnosis === undefined,
    note: diagnosis?.message ?? `a ${family.type}, as it should be`,
  }));
  if (wrong.length > 0) return { verdict: 'wrong', diagnoses: wrong, parts };
  const others = report.complaints.map(({ family, text: what }): Diagnosis => ({
    ...style(family, what),
    severity: 'info',
  }));
  return { verdict: 'pass', diagnoses: others, parts };
}

function judgeFamily(
  { name, type, labels }: Family,
  samples: readonly ExpositionSample[],
  types: ReadonlyMap<string, string>,
  complaints: MetricsReport['complaints'],
): Diagnosis | undefined {
  const own = samples.filter((sample) => belongsTo(sample.name, name, type));
  if (own.length === 0) {
    return problem('family-missing', `There is no sample of \`${name}\` on the page.`, {
      why: 'Prometheus stores samples; HELP and TYPE comments only describe them.',
      fix: `Write at least one line that begins with ${name}.`,
    });
  }
  const given = types.get(name);
  if (given !== type) {
    return problem(
      'family-type',
      given === undefined ? `\`${name}\` has no type.` : `\`${name}\` has the type ${given}.`,
      {
        why: `What it counts or measures makes it a ${type}: tools go by the type to offer the right functions.`,
        fix: `Declare it above its samples: # TYPE ${name} ${type}`,
      },
    );
  }
  const lacking = labels.filter((label) => own.some((sample) => !(label in sample.labels)));
  if (lacking.length > 0) {
    return problem('family-labels', `Samples of \`${name}\` are missing the label ${listed(lacking)}.`, {
      why: 'You can’t group or filter a family by a label that some of its series don’t have.',
      fix: `Write it in braces: ${name}{${lacking[0]}="…"}`,
    });
  }
  const keys = own.map((sample) => JSON.stringify([sample.name, Object.entries(sample.labels).sort()]));
  if (new Set(keys).size < keys.length) {
    return problem('family-duplicate', `\`${name}\` has two samples with the same labels.`, {
      why: 'A series has one value at a time: Prometheus keeps one of the two, and reports it only in its log.',
      fix: 'Add a label that tells them apart, or add up their values.',
    });
  }
  const complaint = complaints.find(({ family }) => family === name || belongsTo(family, name, type));
  return complaint && style(name, complaint.text);
}

/** Histograms and summaries have samples under names of their own. */
function belongsTo(sample: string, family: string, type: Family['type']): boolean {
  if (sample === family) return type !== 'histogram';
  if (type === 'histogram') return ['_bucket', '_sum', '_count'].some((end) => sample === family + end);
  return type === 'summary' && ['_sum', '_count'].some((end) => sample === family + end);
}

function refusal({ line, reason }: NonNullable<MetricsReport['refused']>, text: string): Diagnosis {
  const shown = line === undefined ? '' : (text.split('\n')[line - 1] ?? '').trim().slice(0, 80);
  return problem('exposition-refused', `${line === undefined ? '' : `Line ${line}: `}${reason}.`, {
    why: 'One line that Prometheus can’t read makes it drop the whole page, and `up` becomes 0.',
    fix: shown === '' ? 'End each line with a line break, including the last.' : `Look at \`${shown}\`.`,
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
    'Name a counter …_total, and nothing else.',
  ],
  [
    /abbreviated units/,
    'Whole words leave no doubt: is `m` minutes, metres or milli?',
    'Use base units by name: _seconds, _bytes.',
  ],
  [
    /base unit|use .* instead of/,
    'With base units alone, any two metrics can be compared without a factor.',
    'Convert it to the base unit.',
  ],
  [
    /camelCase|snake_case/,
    'With one style for all names, people can guess them.',
    'Write words in lower case with underscores between.',
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
  return problem('exposition-style', `\`${name}\`: ${text}.`, { why, fix });
}

function problem(rule: string, message: string, rest: { why: string; fix: string }): Diagnosis {
  return { rule, severity: 'error', message, ...rest };
}

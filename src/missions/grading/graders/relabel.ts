import { isMap, isSeq, parseDocument } from 'yaml';
import { parseExposition } from '../../../prometheus/exposition.js';
import type { PromtoolResult } from '../../../prometheus/promtool.js';
import {
  ForeignRegexError,
  readRelabelConfigs,
  relabel,
  type RelabelConfig,
} from '../../../prometheus/relabel.js';
import type { Labels } from '../../../prometheus/types.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { labelKey } from '../../../promql/meaning/compare.js';
import { counted } from '../../../util/words.js';
import type { AnswerOf } from '../../library/schema.js';
import { isGrade, readAnswerFile } from '../answer-file.js';
import type { Grade, Part, WorldNow } from '../types.js';

type Series = AnswerOf<'relabel'>['series'][number];

const CONFIG = 'prometheus.yml';

/** Grades relabel configs for a scrape: promtool must accept them, and they must make of each series what the step asks for. */
export async function gradeRelabel(
  { series }: AnswerOf<'relabel'>,
  answer: string,
  { promtool }: WorldNow,
): Promise<Grade> {
  const file = await readAnswerFile(answer);
  if (isGrade(file)) return file;
  const list = readList(file.text);
  if ('problem' in list) return refused(list.problem);
  // promtool reads YAML, of which JSON is a part.
  const config = JSON.stringify({
    scrape_configs: [{ job_name: 'shop', metric_relabel_configs: list.configs }],
  });
  const refusal = readConfigRefusal(
    await promtool(['check', 'config', CONFIG], { files: { [CONFIG]: config } }),
  );
  return refusal === undefined
    ? judgeRelabelling(series, readRelabelConfigs(list.configs))
    : refused(refusal);
}

/** The list itself, or below `metric_relabel_configs`, as in a scrape config. */
export function readList(text: string): { configs: unknown } | { problem: string } {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  if (document.errors[0]) return { problem: `it is not valid YAML: ${document.errors[0].message}` };
  const list = isMap(document.contents) ? document.get('metric_relabel_configs') : document.contents;
  if (!isSeq(list)) {
    return {
      problem: 'there is no list: it must begin with `metric_relabel_configs:`, and each entry with a dash',
    };
  }
  try {
    return { configs: list.toJS(document, { maxAliasCount: 100 }) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** What promtool has against the configuration, without the parts that the learner did not write. */
export function readConfigRefusal({ exitCode, stdout, stderr }: PromtoolResult): string | undefined {
  if (exitCode === 0) return undefined;
  const said = /FAILED: ([^]*)/.exec(`${stdout}\n${stderr}`)?.[1] ?? stderr;
  return said
    .replace(`parsing YAML file ${CONFIG}: `, '')
    .replace(/yaml: unmarshal errors:\s*/, '')
    .replace(/line \d+: /g, '')
    .trim();
}

export function judgeRelabelling(series: readonly Series[], configs: readonly RelabelConfig[]): Grade {
  let judged: ReturnType<typeof judgeOne>[];
  try {
    judged = series.map((one) => judgeOne(one, configs));
  } catch (error) {
    if (!(error instanceof ForeignRegexError)) throw error;
    return refused(`${error.message} Write it without a repeated group.`);
  }
  const diagnoses = [
    ...duplicates(judged.map(({ got }) => got)),
    ...judged.flatMap(({ found }) => found ?? []),
  ];
  const parts = series.map(({ from }, i): Part => {
    const { got, found } = judged[i]!;
    return { name: from, pass: found === undefined, note: got ? `becomes ${seriesText(got)}` : 'is dropped' };
  });
  return diagnoses.length > 0
    ? { verdict: 'wrong', diagnoses, parts }
    : { verdict: 'pass', diagnoses, parts };
}

interface Judged {
  got: Labels | undefined;
  found?: Diagnosis;
}

function judgeOne({ from, to }: Series, configs: readonly RelabelConfig[]): Judged {
  const got = relabel(readSeries(from), configs);
  const wanted = to === undefined ? undefined : readSeries(to);
  if (got === undefined || wanted === undefined) {
    if (got === wanted) return { got };
    return { got, found: got ? kept(from) : dropped(from) };
  }
  return labelKey(got) === labelKey(wanted) ? { got } : { got, found: changed(from, got) };
}

/** @throws Error if the mission's author did not write a series */
function readSeries(text: string): Labels {
  const [sample] = parseExposition(`${text} 0`);
  if (!sample) throw new Error(`${text} is not a series.`);
  return { __name__: sample.name, ...sample.labels };
}

function seriesText({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(', ')}}`;
}

/** Series that can no longer be told apart: Prometheus keeps one sample of them, and rejects the others. */
function duplicates(results: readonly (Labels | undefined)[]): Diagnosis[] {
  const left = results.filter((labels) => labels !== undefined);
  const same = left.filter((labels, i) =>
    left.some((other, j) => j !== i && labelKey(other) === labelKey(labels)),
  );
  return same.length === 0
    ? []
    : [
        {
          rule: 'relabel-duplicates',
          severity: 'error',
          message: `${counted(same.length, 'series', 'series')} end up with the same labels, such as ${seriesText(same[0]!)}.`,
          why: 'Relabelling sees one series at a time and can’t add them up. If several series end up the same, Prometheus keeps one sample and rejects the rest.',
          fix: 'Drop the whole series, or keep the label that tells them apart.',
        },
      ];
}

function kept(from: string): Diagnosis {
  return {
    rule: 'relabel-kept',
    severity: 'error',
    message: `${from} is still there.`,
    why: 'A `drop` removes a series if its regex matches the source labels’ values, joined with ;. A `keep` removes it if its regex does not match.',
    fix: 'Check the source labels, and whether the regex matches the whole value.',
  };
}

function dropped(from: string): Diagnosis {
  return {
    rule: 'relabel-dropped',
    severity: 'error',
    message: `${from} is gone, and should stay.`,
    why: 'A `drop` without source labels, or with a regex that matches too much, removes everything; a `keep` removes everything that does not match.',
    fix: 'Make the condition narrower: you can use several source labels at once.',
  };
}

function changed(from: string, got: Labels): Diagnosis {
  return {
    rule: 'relabel-labels',
    severity: 'error',
    message: `${from} becomes ${seriesText(got)}.`,
    why: 'That is not what the step asks for.',
    fix: 'Compare label by label: which are extra, which are missing, which values differ?',
  };
}

function refused(reason: string): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      {
        rule: 'relabel-refused',
        severity: 'error',
        message: `Prometheus can’t use this: ${reason}`,
        why: 'With such a configuration it doesn’t start; on a reload it keeps the old one.',
        fix: 'Each entry needs an action, and what that action uses: source_labels and regex for drop and keep, target_label and replacement for replace, regex alone for labeldrop.',
      },
    ],
  };
}

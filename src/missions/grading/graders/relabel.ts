import { z, ZodError } from 'zod';
import type { PromtoolResult } from '../../../prometheus/promtool.js';
import { RegexSyntaxError } from '../../../prometheus/re2.js';
import { readRelabelConfigs, relabel, type RelabelConfig } from '../../../prometheus/relabel.js';
import type { Labels } from '../../../prometheus/types.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { labelKey } from '../../../promql/meaning/compare.js';
import { counted, listed } from '../../../util/text/words.js';
import type { AnswerOf } from '../../library/schema.js';
import { isGrade, readAnswerFile } from '../answer-file.js';
import type { Grade, Part, WorldNow } from '../types.js';
import { type Cause, causeOf, causeOfDuplicates } from './relabel-causes.js';
import { adviceOnRefusal, doubtfulField, foreignTarget, readList } from './relabel-config.js';
import { expandSeries, readSeries, type Series, seriesText } from './relabel-series.js';

const CONFIG = 'prometheus.yml';

/**
 * Grades relabel configs for a scrape: promtool must accept them, and they must make of each series what the step
 * asks for.
 */
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
  const foreign = foreignTarget(list.configs);
  if (foreign !== undefined && (refusal === undefined || /target_label/.test(refusal))) {
    return { verdict: 'error', diagnoses: [foreignName(`\`${foreign}\` is the name of a label`, foreign)] };
  }
  if (refusal !== undefined) return refused(refusal);
  const doubt = doubtfulField(list.configs);
  if (doubt !== undefined) return doubtful(doubt);
  try {
    return judgeRelabelling(series, readRelabelConfigs(list.configs));
  } catch (error) {
    if (error instanceof RegexSyntaxError) return refused(error.message);
    if (error instanceof ZodError) return refused(z.prettifyError(error));
    throw error;
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

/** @throws RegexSyntaxError if promtool accepts a regular expression that can't be compiled here */
export function judgeRelabelling(series: readonly Series[], configs: readonly RelabelConfig[]): Grade {
  const entries = series.map((entry) => ({
    entry,
    judged: expandSeries(entry).map((one) => judgeOne(one, configs)),
  }));
  const reversed = reversedChoice(entries.flatMap(({ judged }) => judged));
  const cause = series[0] && causeOfDuplicates(readSeries(series[0].from), configs);
  const duplicated = duplicates(entries.flatMap(({ judged }) => judged.map(({ answer }) => answer))).map(
    (each) => ({ ...each, ...cause }),
  );
  // One diagnosis for an entry: its other series have the same fault.
  const found = entries.flatMap(({ judged }) => judged.find((one) => one.found)?.found ?? []);
  const diagnoses = [...reversed, ...duplicated, ...found];
  const parts = entries.map(({ entry: { from }, judged }): Part => {
    const { answer, found: fault } = judged.find((one) => one.found) ?? judged[0]!;
    return {
      name: from,
      pass: fault === undefined,
      note: answer ? `becomes ${seriesText(answer)}` : 'is dropped',
    };
  });
  return diagnoses.length > 0
    ? { verdict: 'wrong', diagnoses, parts }
    : { verdict: 'pass', diagnoses, parts };
}

/** Everything that should stay is dropped, and everything that should be dropped stays. */
function reversedChoice(all: readonly Judged[]): Diagnosis[] {
  const reversed = all.every(({ answer, stays }) => (answer === undefined) === stays);
  return reversed && new Set(all.map(({ stays }) => stays)).size === 2
    ? [
        {
          rule: 'relabel-reversed',
          severity: 'error',
          message: 'Every series that should stay is gone, and every series that should go is still there.',
          why: '`drop` removes the series that match, and `keep` removes all others.',
          fix: 'Use the other of the two actions.',
        },
      ]
    : [];
}

/** A difference of labels, with the entry that makes it. */
function inWordsOf(diagnosis: Diagnosis, cause: Cause | undefined): Diagnosis {
  return cause ? { ...diagnosis, why: `${diagnosis.why} ${cause.why}`, fix: cause.fix } : diagnosis;
}

interface Judged {
  answer: Labels | undefined;
  /** Whether it should still be there. */
  stays: boolean;
  found?: Diagnosis;
}

function judgeOne({ from, to }: Series, configs: readonly RelabelConfig[]): Judged {
  const source = readSeries(from);
  const answer = relabel(source, configs);
  const reference = to === undefined ? undefined : readSeries(to);
  const stays = reference !== undefined;
  // The lab may run either: what only one of them does is not what the step asks for.
  const later = relabel(source, configs, { names: 'utf8' });
  const foreign = later && Object.keys(later).find((name) => !(name in (answer ?? {})));
  if (foreign !== undefined) {
    return { answer, stays, found: foreignName(`\`${foreign}\` becomes a label of ${from}`, foreign) };
  }
  if (answer === undefined || reference === undefined) {
    if (answer === reference) return { answer, stays };
    const found = answer ? kept(from) : dropped(from);
    return { answer, stays, found: { ...found, ...causeOf(source, reference, configs) } };
  }
  return labelKey(answer) === labelKey(reference)
    ? { answer, stays }
    : {
        answer,
        stays,
        found: inWordsOf(changed(from, answer, reference), causeOf(source, reference, configs)),
      };
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

/** Says which labels differ: the value that is asked for is in the step. */
function changed(from: string, answer: Labels, reference: Labels): Diagnosis {
  const extra = Object.keys(answer).filter((name) => !(name in reference));
  const missing = Object.keys(reference).filter((name) => !(name in answer));
  const different = Object.keys(answer).filter(
    (name) => name in reference && reference[name] !== answer[name],
  );
  const causes = [
    extra.length > 0 && `it has an extra ${listed(extra)}`,
    missing.length > 0 && `it is missing ${listed(missing)}`,
    different.length > 0 && `the value of ${listed(different)} differs`,
  ].filter((cause) => cause !== false);
  return {
    rule: 'relabel-labels',
    severity: 'error',
    message: `${from} becomes ${seriesText(answer)}.`,
    why: `That is not what the step asks for: ${listed(causes)}.`,
    fix: 'Check what the regex captures, which label the entry sets, and what it does without a match.',
  };
}

function foreignName(what: string, name: string): Diagnosis {
  return {
    rule: 'relabel-name',
    severity: 'error',
    message: `${what} only on Prometheus 3.x.`,
    why: 'Prometheus 2.x allows only letters, digits and underscores in the name of a label, and refuses or skips an entry that would set another.',
    fix: `Use a name that both accept, such as \`${name.replace(/[^a-zA-Z0-9_]/g, '_')}\`.`,
  };
}

function doubtful(what: string): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      {
        rule: 'relabel-field',
        severity: 'error',
        message: `${what}.`,
        why: 'Prometheus accepts it, but does something other than what it seems to say.',
        fix: 'Write the value, or remove the line.',
      },
    ],
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
        fix: adviceOnRefusal(reason),
      },
    ],
  };
}

import type { PrometheusClient } from '../../prometheus/types.js';
import type { Diagnosis } from '../../promql/diagnosis.js';
import { readTextFile, TextFileError } from '../../util/text-file.js';
import { lintQuery } from '../lint-query.js';
import type { CollectedFile } from './collect.js';
import { ignoredOnLine } from './ignore-comments.js';
import { readJson } from './json.js';
import { type FileProblem, type Located, MalformedFileError } from './located.js';
import { type Place, type PlaceOf, placesOf } from './places.js';
import type { FileQueries, FoundQuery, Where } from './queries.js';
import { readDashboard } from './read-dashboard.js';
import { readRules } from './read-rules.js';
import { MADE_UP, type Substituted, substituteVariables } from './variables.js';
import { readYamlDocuments } from './yaml.js';

/** A diagnosis of a query in a file. Lines and columns count from 1, columns in UTF-16 code units. */
export interface FileFinding extends Diagnosis, Place {
  endLine: number;
  endColumn: number;
  where: Where;
  /** As it is in the file; `at` is a part of it. */
  query: string;
}

/** A query that can't be judged. */
export interface SkippedQuery extends Place {
  where: Where;
  reason: string;
}

/** What was found in one file. */
export interface LintedFile {
  file: string;
  /** Null if the file can't be read as either. */
  kind: FileQueries['kind'] | null;
  /** How many queries were checked. */
  queries: number;
  findings: FileFinding[];
  /** What keeps the file, or a part of it, from being linted. */
  problems: FileProblem[];
  skipped: SkippedQuery[];
  /** False if one of the queries is not PromQL. */
  valid: boolean;
}

/** How to ask about queries. */
export interface LintContext {
  prometheus: PrometheusClient | undefined;
  /** Unix seconds. */
  now: number;
}

/** Dashboards as Grafana exports them. */
const MAX_BYTES = 10_000_000;

/** Rules whose finding is about a duration, which may be a made-up one. */
const ABOUT_DURATIONS = new Set(['range-too-short', 'irate-long-range', 'stale-offset', 'future-offset']);

/**
 * Lints all queries of a file. A file that can't be read has a problem, with its place.
 * @returns undefined for a file from a directory that is neither a rule file nor a dashboard
 * @throws PrometheusUnreachableError
 */
export async function lintFile(
  { path, named }: CollectedFile,
  context: LintContext,
): Promise<LintedFile | undefined> {
  let source: string;
  try {
    source = await readTextFile(path, { maxBytes: MAX_BYTES });
  } catch (error) {
    if (!(error instanceof TextFileError)) throw error;
    return unreadable(path, { ...error.place, message: `can’t be read: ${error.message}` });
  }
  const placeOf = placesOf(source);
  let found: FileQueries | undefined;
  try {
    found = readQueries(path, source);
  } catch (error) {
    if (!(error instanceof MalformedFileError)) throw error;
    if (!named && !mayHoldQueries(source)) return undefined;
    return unreadable(path, { ...placeOf(error.offset), message: error.message });
  }
  if (!found) {
    const message = 'this is neither a Prometheus rule file nor a Grafana dashboard';
    return named ? unreadable(path, { line: 1, column: 1, message }) : undefined;
  }
  return lintQueries(path, { found, placeOf, lines: source.split(/\r\n|\n|\r/) }, context);
}

function unreadable(file: string, problem: FileProblem): LintedFile {
  return { file, kind: null, queries: 0, findings: [], problems: [problem], skipped: [], valid: true };
}

/** @throws MalformedFileError */
function readQueries(path: string, source: string): FileQueries | undefined {
  const json = /\.json$/i.test(path) || /^\s*\{\s*"/.test(source);
  const documents = json ? [readJson(source)] : readYamlDocuments(source);
  const found = documents.flatMap(
    (document: Located) => readRules(document) ?? readDashboard(document) ?? [],
  );
  const [first] = found;
  return (
    first && {
      kind: first.kind,
      queries: found.flatMap(({ queries }) => queries),
      problems: found.flatMap(({ problems }) => problems),
    }
  );
}

/** A broken file in a directory counts only if it looks like one of those that are looked for. */
function mayHoldQueries(source: string): boolean {
  return /^\s*(?:-\s*)?"?expr"?\s*:/m.test(source);
}

async function lintQueries(
  file: string,
  { found, placeOf, lines }: { found: FileQueries; placeOf: PlaceOf; lines: readonly string[] },
  context: LintContext,
): Promise<LintedFile> {
  const linted: LintedFile = {
    file,
    kind: found.kind,
    queries: 0,
    findings: [],
    problems: found.problems.map(({ offset, message }) => ({ ...placeOf(offset), message })),
    skipped: [],
    valid: true,
  };
  for (const query of found.queries) {
    const result = await lintFound(query, context);
    if ('skipped' in result) {
      const place = placeOf(query.query.offsetOf(0));
      linted.skipped.push({ ...place, where: query.where, reason: result.skipped });
      continue;
    }
    linted.queries++;
    linted.valid &&= result.valid;
    const ignored =
      found.kind === 'rules'
        ? query.anchors.flatMap((offset) => ignoredOnLine(lines, placeOf(offset).line))
        : [];
    linted.findings.push(
      ...result.diagnoses
        .filter(({ rule }) => !ignored.includes(rule) || !result.valid)
        .map((diagnosis) => placed(diagnosis, query, placeOf)),
    );
  }
  linted.findings.sort((a, b) => a.line - b.line || a.column - b.column);
  return linted;
}

/** Diagnoses with `at` in the query as it is in the file. */
async function lintFound(
  { query, language, templated }: FoundQuery,
  { prometheus, now }: LintContext,
): Promise<{ diagnoses: Diagnosis[]; valid: boolean } | { skipped: string }> {
  const asked: Substituted = templated
    ? substituteVariables(query.text)
    : { text: query.text, madeUp: [], offsetOf: (offset) => offset };
  if (asked.asFunction !== undefined) {
    return { skipped: `the variable ${asked.asFunction} is used as a function` };
  }
  const { valid, diagnoses } = await lintQuery(asked.text, prometheus, { now });
  if (!valid && language === 'unknown') {
    return { skipped: 'it is not PromQL, and may be for another data source' };
  }
  return {
    valid,
    diagnoses: diagnoses
      .filter((diagnosis) => !isAboutMadeUp(diagnosis, asked))
      .map(({ at, ...diagnosis }) => ({
        ...diagnosis,
        ...(at && { at: { from: asked.offsetOf(at.from), to: asked.offsetOf(at.to) } }),
      })),
  };
}

/** True for a finding about a value that the dashboard’s viewer chooses. */
function isAboutMadeUp({ rule, message, at }: Diagnosis, { madeUp }: Substituted): boolean {
  if (message.includes(MADE_UP)) return true;
  return ABOUT_DURATIONS.has(rule) && !!at && madeUp.some(({ from, to }) => from < at.to && to > at.from);
}

function placed(diagnosis: Diagnosis, { query, where }: FoundQuery, placeOf: PlaceOf): FileFinding {
  const { from, to } = diagnosis.at ?? { from: 0, to: query.text.trimEnd().length };
  const start = placeOf(query.offsetOf(from));
  // The end is after the last character, wherever the next one is.
  const last = placeOf(query.offsetOf(Math.max(from, to - 1)));
  return {
    ...diagnosis,
    ...start,
    endLine: last.line,
    endColumn: last.column + 1,
    where,
    query: query.text,
  };
}

import { isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Severity } from '../../promql/diagnosis.js';
import type { FileFinding, LintedFile } from './lint-file.js';
import type { FileProblem } from './located.js';
import { whereInWords } from './queries.js';

/** SARIF 2.1.0, as code review tools read it. https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** The rule of files, or parts of them, that could not be linted. */
const UNREADABLE = 'unreadable-file';

interface Region {
  startLine: number;
  startColumn: number;
  endLine?: number;
  endColumn?: number;
}

interface SarifResult {
  ruleId: string;
  level: 'error' | 'warning' | 'note';
  text: string;
  file: string;
  region: Region;
}

/**
 * The findings as a SARIF log.
 * @param options.version of obs-lab
 * @param options.root what the files' addresses are relative to: where the repository was checked out
 */
export function sarifLog(
  files: readonly LintedFile[],
  { version, root }: { version: string; root: string },
): object {
  const results = files.flatMap(({ file, findings, problems }) => [
    ...problems.map((problem) => problemResult(file, problem)),
    ...findings.map((finding) => findingResult(file, finding)),
  ]);
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'obs-lab', semanticVersion: version, rules: ids.map(describedRule) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root).href}/` } },
        invocations: [{ executionSuccessful: files.every(({ problems }) => problems.length === 0) }],
        results: results.map(({ ruleId, level, text, file, region }) => ({
          ruleId,
          ruleIndex: ids.indexOf(ruleId),
          level,
          message: { text },
          locations: [{ physicalLocation: { artifactLocation: artifact(file, root), region } }],
        })),
      },
    ],
  };
}

function describedRule(id: string): object {
  const help =
    id === UNREADABLE
      ? 'The file, or a part of it, could not be read as a Prometheus rule file or a Grafana dashboard, so its queries were not checked.'
      : `The rule ${id} is explained with an example query in obs-lab’s docs/promql-lint.md. To read it, run: obs-lab docs promql-lint. To accept it for one query, add the comment: # obs-lab: ignore ${id}`;
  const words = id.replaceAll('-', ' ');
  return {
    id,
    shortDescription: { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}` },
    help: { text: help },
  };
}

function findingResult(file: string, finding: FileFinding): SarifResult {
  const { rule, severity, message, why, fix, line, column, endLine, endColumn, where } = finding;
  const place = whereInWords(where);
  return {
    ruleId: rule,
    level: LEVELS[severity],
    text: [place === '' ? message : `${message} (${place})`, why, fix]
      .filter((text) => text !== '')
      .join('\n'),
    file,
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}

function problemResult(file: string, { line, column, message }: FileProblem): SarifResult {
  const region = { startLine: line, startColumn: column };
  return { ruleId: UNREADABLE, level: 'error', text: message, file, region };
}

/** Relative to the root for files below it, because that is how code review finds them. */
function artifact(file: string, root: string): object {
  const path = relative(root, resolve(root, file));
  if (path.startsWith('..') || isAbsolute(path)) return { uri: pathToFileURL(resolve(root, file)).href };
  return { uri: path.split(/[/\\]/).map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}

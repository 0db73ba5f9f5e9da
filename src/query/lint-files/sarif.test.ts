import { expect, test } from 'vitest';
import type { FileFinding, LintedFile } from './lint-file.js';
import { sarifLog } from './sarif.js';

interface Log {
  version: string;
  runs: {
    tool: { driver: { rules: { id: string; help: { text: string } }[] } };
    invocations: { executionSuccessful: boolean }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: object; region: object } }[];
    }[];
  }[];
}

const finding = (rule: string, severity: FileFinding['severity']): FileFinding => ({
  rule,
  severity,
  message: 'What.',
  why: 'Why.',
  fix: '',
  line: 3,
  column: 5,
  endLine: 3,
  endColumn: 7,
  where: { group: 'g', alert: 'A' },
  query: 'up',
});

const linted = (file: string, more: Partial<LintedFile>): LintedFile => ({
  ...{ file, kind: 'rules', queries: 1, findings: [], problems: [], skipped: [], valid: true },
  ...more,
});

const logOf = (...files: LintedFile[]): Log['runs'][0] =>
  (sarifLog(files, { version: '1.2.3', root: '/repository' }) as Log).runs[0]!;

test('a finding is a result with its rule, level and region', () => {
  const run = logOf(
    linted('rules/a b.yml', {
      findings: [finding('z', 'error'), finding('a', 'info'), finding('z', 'warning')],
    }),
  );
  expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['a', 'z']);
  for (const { help } of run.tool.driver.rules) expect(help.text).toContain('obs-lab docs promql-lint');
  expect(run.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
    ['z', 1, 'error'],
    ['a', 0, 'note'],
    ['z', 1, 'warning'],
  ]);
  expect(run.results[0]).toMatchObject({
    message: { text: 'What. (group g · alert A)\nWhy.' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'rules/a%20b.yml', uriBaseId: 'SRCROOT' },
          region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 7 },
        },
      },
    ],
  });
  expect(run.invocations).toEqual([{ executionSuccessful: true }]);
});

test('a broken file is a result too', () => {
  const run = logOf(linted('a.yml', { problems: [{ line: 2, column: 1, message: 'Broken.' }] }));
  expect(run.results).toMatchObject([
    { ruleId: 'unreadable-file', level: 'error', message: { text: 'Broken.' } },
  ]);
  expect(run.invocations).toEqual([{ executionSuccessful: false }]);
});

test.each<[string, object]>([
  ['/repository/r/a.yml', { uri: 'r/a.yml', uriBaseId: 'SRCROOT' }],
  ['./a.yml', { uri: 'a.yml', uriBaseId: 'SRCROOT' }],
  ['../other/a.yml', { uri: 'file:///other/a.yml' }],
])('the address of %s', (file, address) => {
  const run = logOf(linted(file, { findings: [finding('a', 'error')] }));
  expect(run.results[0]!.locations[0]!.physicalLocation.artifactLocation).toEqual(address);
});

test('no findings: an empty run', () => expect(logOf(linted('a.yml', {}))).toMatchObject({ results: [] }));

import { describe, expect, it } from 'vitest';
import type { FileFinding, LintedFile } from '../../query/lint-files/lint-file.js';
import { plainText } from '../text/line.js';
import { lintFilesLines } from './lint-files-text.js';

const finding = (severity: FileFinding['severity']): FileFinding => ({
  ...{ rule: 'some-rule', severity, message: 'What.', why: 'Why.', fix: 'How.', query: 'up' },
  ...{ line: 3, column: 5, endLine: 3, endColumn: 7, where: { group: 'g', alert: 'A' } },
});

const linted = (more: Partial<LintedFile>): LintedFile => ({
  ...{ file: 'a.yml', kind: 'rules', queries: 2, findings: [], problems: [], skipped: [], valid: true },
  ...more,
});

const textOf = (files: LintedFile[], checkedWith?: string): string[] =>
  lintFilesLines(files, { width: 60, checkedWith }).map(plainText);

describe('lintFilesLines', () => {
  it('groups what it found by file', () =>
    expect(
      textOf(
        [
          linted({ findings: [finding('error')] }),
          linted({ file: 'fine.yml' }),
          linted({
            file: 'b.json',
            findings: [],
            problems: [{ line: 1, column: 2, message: 'it ends too early' }],
            skipped: [
              { line: 4, column: 6, where: { panel: 'P', panelId: 1, target: 'B' }, reason: 'not PromQL' },
            ],
          }),
        ],
        'http://localhost:9090',
      ),
    ).toEqual([
      'a.yml',
      '  3:5  error some-rule  group g · alert A',
      '    What.',
      '    → How.',
      '',
      'b.json',
      '  1:2  broken',
      '    it ends too early',
      '  4:6  skipped  panel P · target B',
      '    not PromQL',
      '',
      '✗ 1 error and 1 broken file: 6 queries in 3 files, 1 skipped.',
      'Checked with http://localhost:9090.',
    ]));

  it.each<[Partial<LintedFile>, string]>([
    [{}, '✓ No problems found: 2 queries in 1 file.'],
    [{ queries: 1, findings: [finding('info')] }, '✓ 1 info: 1 query in 1 file.'],
    [{ findings: [finding('warning')] }, '✗ 1 warning: 2 queries in 1 file.'],
  ])('sums up %j', (file, expected) => expect(textOf([linted(file)]).at(-2)).toBe(expected));

  it('says how to look names up', () => expect(textOf([linted({})]).at(-1)).toContain('--url'));
});

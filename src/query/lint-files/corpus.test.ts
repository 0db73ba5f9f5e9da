import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KNOWN } from '../../../test/fixtures/lint-corpus/known.js';
import { packageRoot } from '../../util/package-root.js';
import type { FileFinding } from './lint-file.js';
import { lintFiles, type LintFilesDocument } from './lint-files.js';
import type { Where } from './queries.js';

const lintCorpus = (part: 'right' | 'wrong'): Promise<LintFilesDocument> =>
  lintFiles([join(packageRoot(), 'test/fixtures/lint-corpus', part)], { prometheus: undefined, now: 0 });

const nameOf = ({ alert, record, panel = '' }: Where): string => alert ?? record ?? panel;

test('reports no error and no warning on correct queries', async () => {
  const { files } = await lintCorpus('right');
  expect(files.flatMap(({ problems, skipped }) => [...problems, ...skipped])).toEqual([]);
  expect(files.reduce((sum, { queries }) => sum + queries, 0)).toBeGreaterThan(300);
  const reported = files
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule, where }): [string, string] => [rule, nameOf(where)]);
  const isReported = ([rule, name]: readonly string[]): boolean =>
    reported.some(([r, n]) => r === rule && n === name);
  const isKnown = ([rule, name]: readonly string[]): boolean =>
    KNOWN.some(([r, n]) => r === rule && n === name);
  expect(reported.filter((found) => !isKnown(found))).toEqual([]);
  const [still, gone] = [KNOWN.filter(isReported), KNOWN.filter((known) => !isReported(known))];
  const rows = (known: typeof KNOWN): string => known.map((row) => `\n  ${row.join(' · ')}`).join('');
  process.stderr.write(
    `known false findings: ${still.length}${rows(still)}\nno longer: ${gone.length}${rows(gone)}\n`,
  );
});

test('finds what is wrong', async () => {
  const [file] = (await lintCorpus('wrong')).files;
  const found = new Map<string, FileFinding[]>();
  for (const finding of file!.findings) {
    if (finding.severity !== 'info') found.set(finding.query, [...(found.get(finding.query) ?? []), finding]);
  }
  expect(file!.queries).toBeGreaterThanOrEqual(36);
  // Each query has a finding of the rule that its alert is named after.
  expect([...found.values()].filter((of) => !of.some(({ rule, where }) => rule === where.alert))).toEqual([]);
  expect(found.size).toBe(file!.queries);
});

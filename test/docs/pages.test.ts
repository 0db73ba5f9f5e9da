import { expect, test } from 'vitest';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
import { lineWidth, plainText } from '../../src/ui/text/line.js';
import { markdownLines } from '../../src/ui/text/markdown.js';
import { docName, docPages, findPage } from '../../src/util/doc-pages.js';
import { packageRoot } from '../../src/util/package-root.js';

test('every page has a name to type, and a title', async () => {
  const pages = await docPages();
  expect(pages.map(({ name }) => name)).toContain('observability-watch');
  for (const { name, title, text } of pages) {
    expect(name).toMatch(/^(runbooks\/[A-Za-z]+|[a-z0-9-]+)$/);
    expect(text).toContain(`# ${title}\n`);
  }
});

test('a runbook is found by its alert, in any case', async () => {
  const pages = await docPages();
  for (const typed of ['runbooks/TargetDown', 'TargetDown', 'runbooks/targetdown', 'targetdown']) {
    expect(findPage(pages, typed)?.title).toBe('TargetDown');
  }
  expect(findPage(pages, 'Observability-Watch')?.name).toBe('observability-watch');
  expect(findPage(pages, 'runbooks')?.title).toMatch(/^Runbooks/);
  expect(findPage(pages, 'runbooks/nothing')).toBeUndefined();
});

test('the pages that missions link to exist', async () => {
  const names = (await docPages()).map(({ name }) => name);
  const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
  const links = missions.flatMap(({ reading }) => reading.map(({ link }) => link));
  const pages = links.filter((link) => link.startsWith('docs/'));
  expect(pages.length).toBeGreaterThan(3);
  for (const page of pages) expect(names).toContain(docName(page));
});

test('the glossary explains every concept of the missions, once', async () => {
  const pages = await docPages();
  const { missions } = await loadMissions(missionDirectories(packageRoot(), {}));
  const concepts = missions.flatMap(({ steps }) => steps.flatMap((step) => step.concepts));
  const text = pages.find(({ name }) => name === 'glossary')?.text ?? '';
  const terms = [...text.matchAll(/^- \*\*(.+?)\*\*: \S/gm)].map(([, term]) => term!.replaceAll('\\', ''));
  expect([...new Set(concepts)].filter((concept) => !terms.includes(concept))).toEqual([]);
  expect(new Set(terms).size).toBe(terms.length);
});

test.each([60, 80, 100])(
  'every page fits into %i columns, without Markdown, HTML or broken words',
  async (width) => {
    for (const { name, text } of await docPages()) {
      const lines = markdownLines(text, width);
      const code = new Set(
        text
          .split('\n')
          .filter((row) => /^\s/.test(row))
          .map((row) => row.trim()),
      );
      for (const parts of lines) {
        const shown = plainText(parts);
        const isWord = !shown
          .trim()
          .replace(/^[•\d.]+ /, '')
          .includes(' ');
        const isCode = parts.some(({ tone }) => tone === 'code') && shown.startsWith('  ');
        if (!isWord && !isCode && !code.has(shown.trim())) {
          expect(lineWidth(parts), `${name}: ${shown}`).toBeLessThanOrEqual(width);
        }
        if (isCode) continue;
        expect(shown, name).not.toMatch(
          /^\s*(#{1,6} |```|\|.*\|$)|\*\*\w|\]\(|<\/?(p|br|img|div|a)\b|&(amp|lt|gt|quot);/,
        );
      }
    }
  },
);

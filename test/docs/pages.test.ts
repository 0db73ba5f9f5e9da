import { expect, test } from 'vitest';
import { loadMissions, missionDirectories } from '../../src/missions/library/library.js';
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

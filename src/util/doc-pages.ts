import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { packageRoot } from './package-root.js';

/** A page of the installed documentation. */
export interface DocPage {
  /** Its name in `obs-lab docs`, such as `observability-watch`, or `runbooks/TargetDown` in a folder. */
  name: string;
  title: string;
  text: string;
}

/** The folders of pages, inside the documentation's own. */
const FOLDERS = ['runbooks'];

/** All pages, by name. */
export async function docPages(): Promise<DocPage[]> {
  const directory = join(packageRoot(), 'docs');
  const folders = await Promise.all(
    ['', ...FOLDERS].map(async (folder) =>
      (await readdir(join(directory, folder))).map((file) => join(folder, file)),
    ),
  );
  const files = folders.flat().filter((file) => file.endsWith('.md'));
  const pages = files.map(async (file): Promise<DocPage> => {
    const text = await readFile(join(directory, file), 'utf8');
    return { name: docName(file), title: /^# +(.+)$/m.exec(text)?.[1] ?? file, text };
  });
  return (await Promise.all(pages)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The page that a user asks for, in any case: a page in a folder by its full name, or by its last part alone.
 * @returns undefined if there is no such page
 */
export function findPage(pages: readonly DocPage[], typed: string): DocPage | undefined {
  const wanted = typed.toLowerCase();
  return (
    pages.find(({ name }) => name.toLowerCase() === wanted) ??
    pages.find(({ name }) => basename(name).toLowerCase() === wanted)
  );
}

/**
 * The name of a page from its path: `docs/OBSERVABILITY_WATCH.md` is `observability-watch`. Pages in a folder are
 * named after alerts, so they keep their capitals: `docs/runbooks/TargetDown.md` is `runbooks/TargetDown`.
 */
export function docName(path: string): string {
  const folder = basename(dirname(path));
  const file = basename(path, '.md');
  return FOLDERS.includes(folder) ? `${folder}/${file}` : file.toLowerCase().replaceAll('_', '-');
}

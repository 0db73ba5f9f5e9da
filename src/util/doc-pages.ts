import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { packageRoot } from './package-root.js';

/** A page of the installed documentation. */
export interface DocPage {
  /** Its name in `obs-lab docs`, such as `observability-watch`. */
  name: string;
  title: string;
  text: string;
}

/** All pages, by name. */
export async function docPages(): Promise<DocPage[]> {
  const directory = join(packageRoot(), 'docs');
  const files = (await readdir(directory)).filter((file) => file.endsWith('.md'));
  const pages = files.map(async (file): Promise<DocPage> => {
    const text = await readFile(join(directory, file), 'utf8');
    return { name: docName(file), title: /^# +(.+)$/m.exec(text)?.[1] ?? file, text };
  });
  return (await Promise.all(pages)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The name of a page from its path: `docs/OBSERVABILITY_WATCH.md` is `observability-watch`. */
export function docName(path: string): string {
  return basename(path, '.md').toLowerCase().replaceAll('_', '-');
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../util/package-root.js';
import type { PageAssets } from './html.js';

/** Reads the files that the build made for the page. */
export async function readPageAssets(): Promise<PageAssets> {
  const dist = join(packageRoot(), 'dist');
  const [script, style, icon] = await Promise.all(
    ['report/main.js', 'report/main.css', 'board/page/icon.svg'].map((file) =>
      readFile(join(dist, file), 'utf8'),
    ),
  );
  return { script: script!.trimEnd(), style: style!.trimEnd(), icon: icon! };
}

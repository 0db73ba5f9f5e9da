import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file to lint. */
export interface CollectedFile {
  /** As it is shown: relative if the argument was. */
  path: string;
  /** False if it was found in a directory: then it may be a file of any kind. */
  named: boolean;
}

const EXTENSIONS = /\.(?:ya?ml|json|rules)$/i;

/** True if an argument is a file or a directory, or can only have been meant as one. */
export async function isPath(argument: string): Promise<boolean> {
  if (/^[\w./\\ -]+\.(?:ya?ml|json|rules)$/i.test(argument)) return true;
  // A query of 100,000 characters is too long for a path, which is an error too.
  return stat(argument).then(
    () => true,
    () => false,
  );
}

/** The files of arguments: directories are read with everything below them, each file once, in order. */
export async function collectFiles(paths: readonly string[]): Promise<CollectedFile[]> {
  const files = new Map<string, CollectedFile>();
  for (const path of paths) {
    const isDirectory = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const found = isDirectory
      ? (await filesBelow(path)).map((file) => ({ path: file, named: false }))
      : [{ path, named: true }];
    for (const file of found) files.set(file.path, files.get(file.path) ?? file);
  }
  return [...files.values()];
}

/** Without hidden files and installed packages. Links to directories are not followed, so this ends. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const visible = entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = await Promise.all(
    visible.map((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return Promise.resolve(EXTENSIONS.test(entry.name) ? [path] : []);
    }),
  );
  return found.flat();
}

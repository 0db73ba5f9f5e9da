import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the page, held in memory. */
export interface Asset {
  type: string;
  body: Buffer;
}

/** By file name. */
export type Assets = ReadonlyMap<string, Asset>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads the page's files once, at the start: only these can be served. */
export async function loadAssets(directory: string): Promise<Assets> {
  const files = (await readdir(directory)).filter((file) => extname(file) in TYPES);
  const entries = await Promise.all(
    files.map(async (file): Promise<[string, Asset]> => [
      file,
      { type: TYPES[extname(file)] as string, body: await readFile(join(directory, file)) },
    ]),
  );
  return new Map(entries);
}

import { format, resolveConfig } from 'prettier';

/** Generated files: their path from the package's root → their text. */
export type Files = ReadonlyMap<string, string>;

/** A Markdown page, formatted with Prettier's configuration for that path. */
export async function markdownPage(path: string, text: string): Promise<Files> {
  const options = await resolveConfig(path);
  return new Map([[path, await format(text, { ...options, parser: 'markdown' })]]);
}

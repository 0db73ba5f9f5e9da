import { open } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { EnvironmentError, UsageError } from '../errors.js';
import { writeFileAtomic } from '../util/files.js';
import { unreadableReason } from '../util/text-file.js';
import { HTML_MARK } from './html/html.js';
import { MARKDOWN_MARK } from './markdown.js';

export type Format = 'html' | 'md';

/** On stdout instead of in a file. */
export const STDOUT = '-';

/**
 * The file and format of a report: the format decides the name, or the name the format.
 * @throws UsageError if no format is given and the name's extension is neither's
 */
export function planOutput(wanted: { output?: string | undefined; format?: Format | undefined }): {
  output: string;
  format: Format;
} {
  const { output } = wanted;
  const format = wanted.format ?? formatOf(extname(output ?? ''));
  if (!format) {
    throw new UsageError(`${output} is neither a web page (.html) nor Markdown (.md).`, {
      hints: ['Use a name ending in .html or .md, or choose with --format.'],
    });
  }
  return { format, output: output ?? `obs-lab-report.${format}` };
}

function formatOf(extension: string): Format | undefined {
  if (/^\.(md|markdown)$/i.test(extension)) return 'md';
  return /^(\.html?)?$/i.test(extension) ? 'html' : undefined;
}

/** The bytes at the start of a file that hold either mark. */
const MARK_WITHIN = 4096;

/**
 * Writes a report. An existing file is replaced only if it is a report of obs-lab.
 * @returns the file's absolute path
 * @throws UsageError FILE_EXISTS if another file is there; EnvironmentError OUTPUT_UNUSABLE if the path is not
 *   writable
 */
export async function writeReport(
  path: string,
  content: string,
  { force }: { force: boolean },
): Promise<string> {
  const absolute = resolve(path);
  const unusable = (error: unknown): EnvironmentError =>
    new EnvironmentError(
      `Could not write the report to ${path}: ${unreadableReason(error as NodeJS.ErrnoException)}`,
      {
        code: 'OUTPUT_UNUSABLE',
        hints: ['Name another file with: --output FILE'],
        cause: error,
      },
    );
  let beginning: string | undefined;
  try {
    beginning = await readBeginning(absolute);
  } catch (error) {
    throw unusable(error);
  }
  const isOurs = beginning?.includes(HTML_MARK) || beginning?.startsWith(MARKDOWN_MARK);
  if (beginning !== undefined && !isOurs && !force) {
    throw new UsageError(`${path} already exists, and is not an obs-lab report.`, {
      code: 'FILE_EXISTS',
      hints: ['Name another file with --output FILE, or replace it with --force.'],
    });
  }
  await writeFileAtomic(absolute, content).catch((error: unknown) => {
    throw unusable(error);
  });
  return absolute;
}

/** Undefined if there is no file. */
async function readBeginning(path: string): Promise<string | undefined> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK_WITHIN), 0, MARK_WITHIN);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AnswerOf, Mission } from '../library/schema.js';

/** The contents of the files that an answer accepts and rejects. */

export interface Example {
  /** Ends with a line break, so that it is read as text and not as a path. */
  text: string;
  path: readonly (string | number)[];
}

export interface Examples {
  accept: readonly Example[];
  reject: readonly (Example & { diagnosis: string })[];
  problems: readonly { path: readonly (string | number)[]; message: string }[];
}

type FileAnswer = AnswerOf<'dashboard' | 'rules' | 'exposition' | 'relabel' | 'alertmanager'>;
type Given = FileAnswer['reject'][number] | FileAnswer['accept'][number];

export async function readExamples(
  { accept, reject }: FileAnswer,
  mission: Pick<Mission, 'file'>,
): Promise<Examples> {
  const problems: Examples['problems'][number][] = [];
  const folder = dirname(mission.file);
  const read = async (given: Given, path: Example['path'], base: string): Promise<Example | undefined> => {
    try {
      return { text: asText(await textOf(given, folder, base)), path };
    } catch (error) {
      problems.push({ path, message: (error as Error).message });
      return undefined;
    }
  };
  const accepted: Example[] = [];
  for (const [i, given] of accept.entries()) {
    const example = await read(given, ['answer', 'accept', i], '');
    if (example) accepted.push(example);
  }
  const rejected: (Example & { diagnosis: string })[] = [];
  for (const [i, given] of reject.entries()) {
    // A missing first accepted file was reported already.
    if (given.replace !== undefined && !accepted.some(({ path }) => path[2] === 0)) continue;
    const example = await read(given, ['answer', 'reject', i], accepted[0]?.text ?? '');
    if (example) rejected.push({ ...example, diagnosis: given.diagnosis });
  }
  return { accept: accepted, reject: rejected, problems };
}

async function textOf(given: Given, folder: string, base: string): Promise<string> {
  if (given.text !== undefined) return given.text;
  if (given.file !== undefined) {
    return readFile(join(folder, given.file), 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(
        error.code === 'ENOENT' ? `the mission’s folder has no file ${given.file}` : error.message,
      );
    });
  }
  return ('replace' in given ? (given.replace ?? []) : []).reduce((text, { from, to }) => {
    if (!text.includes(from)) {
      throw new Error(`the first accepted file doesn’t contain “${from}”, which should be replaced`);
    }
    return text.replaceAll(from, to);
  }, base);
}

function asText(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

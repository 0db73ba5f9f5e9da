import { readFile, stat } from 'node:fs/promises';
import { fetchWithin } from '../../util/fetch-within.js';
import { isLoopback } from '../../util/loopback.js';
import { unreadableReason } from '../../util/text-file.js';
import type { Grade } from './types.js';

/** Nobody writes a dashboard, rule file or metrics page larger than this. */
const MAX_BYTES = 5_000_000;
const TIMEOUT_MS = 5000;

/** The text of an answer that is a file, with what it is called in a message. */
export interface AnswerFile {
  name: string;
  text: string;
}

/**
 * Reads an answer that is a file: by its path or, if that is allowed, by its address on this machine.
 * An answer of several lines is the text itself.
 * @returns a grade if there is nothing to read
 */
export async function readAnswerFile(
  answer: string,
  { alsoUrl = false }: { alsoUrl?: boolean } = {},
): Promise<AnswerFile | Grade> {
  if (answer.includes('\n')) return { name: 'your answer', text: answer };
  const name = answer.trim();
  if (name === '') return noFile('No file was named.', 'Type its path.');
  if (/^https?:\/\//i.test(name)) {
    return alsoUrl ? readPage(name) : noFile(`${name} is not a path.`, 'Type the path of a file.');
  }
  try {
    if ((await stat(name)).size > MAX_BYTES) {
      return noFile(`${name} is larger than ${MAX_BYTES / 1e6} MB.`, 'Check that it is the right file.');
    }
    return { name, text: (await readFile(name, 'utf8')).replace(/^\uFEFF/, '') };
  } catch (error) {
    return noFile(
      `${name} can’t be read: ${unreadableReason(error as NodeJS.ErrnoException)}.`,
      `A relative path starts at the directory where obs-lab was started: ${process.cwd()}`,
    );
  }
}

export function isGrade(value: object): value is Grade {
  return 'verdict' in value;
}

async function readPage(address: string): Promise<AnswerFile | Grade> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isLoopback(url.hostname)) {
    return noFile(
      `${address} is not on this machine.`,
      'Use an address such as http://127.0.0.1:8000/metrics.',
    );
  }
  try {
    const response = await fetchWithin(TIMEOUT_MS, url.href, { redirect: 'error' });
    if (!response.ok) {
      return noFile(`${address} answered with status ${response.status}.`, 'Open it in a browser.');
    }
    return { name: address, text: (await response.text()).slice(0, MAX_BYTES) };
  } catch (error) {
    const reason = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
    return noFile(`${address} can’t be read: ${reason}.`, 'Check that the program is running.');
  }
}

function noFile(message: string, fix: string): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      { rule: 'no-file', severity: 'error', message, why: 'The answer of this step is a file.', fix },
    ],
  };
}

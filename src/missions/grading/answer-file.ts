import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLoopback } from '../../util/loopback.js';
import { readTextFile, TextFileError } from '../../util/text-file.js';
import { fetchPage } from './answer-page.js';
import type { Grade } from './types.js';

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
  const name = unquoted(answer.trim());
  if (name === '') return noFile('No file given.', 'Type the path of a file.');
  if (/^https?:\/\//i.test(name)) {
    return alsoUrl ? readPage(name) : noFile(`${name} is not a path.`, 'Type the path of a file.');
  }
  const path = pathOf(name);
  if (path === undefined) return noFile(`${name} is not a file on this machine.`, 'Type the path of a file.');
  try {
    return { name, text: await readTextFile(path) };
  } catch (error) {
    if (!(error instanceof TextFileError)) throw error;
    return noFile(
      `${name} can’t be read: ${error.message}.`,
      error.absent
        ? `A relative path starts at the directory where obs-lab was started: ${process.cwd()}`
        : 'Check that it is the right file.',
    );
  }
}

/** The path that an answer names; undefined if it is an address, the file's text itself, or nothing. */
export function answerPath(answer: string): string | undefined {
  const name = unquoted(answer.trim());
  return name === '' || answer.includes('\n') || /^https?:\/\//i.test(name) ? undefined : pathOf(name);
}

export function isGrade(value: object): value is Grade {
  return 'verdict' in value;
}

/** Terminals and file managers put quotes around a path that is dropped or pasted. */
function unquoted(text: string): string {
  const [, , inner] = /^(["'`])(.*)\1$/.exec(text) ?? [];
  return (inner ?? text).trim();
}

/** No shell expands `~` in a mission's prompt. Undefined for a file:// address of another machine. */
function pathOf(name: string): string | undefined {
  if (/^file:/i.test(name)) {
    try {
      return fileURLToPath(name);
    } catch {
      return undefined;
    }
  }
  return /^~(?=[/\\]|$)/.test(name) ? join(homedir(), name.slice(1)) : name;
}

async function readPage(address: string): Promise<AnswerFile | Grade> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isLoopback(url.hostname)) {
    return noFile(
      `${address} is not on this machine.`,
      'Use an address such as http://127.0.0.1:8000/metrics.',
    );
  }
  const page = await fetchPage(url);
  if ('text' in page) return { name: address, text: page.text };
  return 'status' in page
    ? noFile(`${address} answered with status ${page.status}.`, 'Open it in a browser.')
    : noFile(`${address} can’t be read: ${page.problem}.`, 'Check that the program is running.');
}

function noFile(message: string, fix: string): Grade {
  return {
    verdict: 'error',
    diagnoses: [
      { rule: 'no-file', severity: 'error', message, why: 'The answer of this step is a file.', fix },
    ],
  };
}

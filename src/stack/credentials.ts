import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.js';
import { writeFileAtomic } from '../util/files.js';
import type { LabHome } from './home.js';
import type { Credentials } from './spec.js';

const file = (home: LabHome): string => join(home.path, 'credentials.json');

/**
 * The lab's passwords and its control token: generated once, and kept as long as the data they protect (`down` keeps both).
 * In a file of mode 0600.
 */
export async function loadCredentials(home: LabHome): Promise<Credentials> {
  const found = await readCredentials(home);
  if (found?.controlToken) return found;
  const made: Credentials = {
    postgresPassword: secret(),
    grafanaPassword: secret(),
    ...found, // without a token if an earlier version made the file
    controlToken: secret(),
  };
  await writeFileAtomic(file(home), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

/**
 * The passwords, if any exist.
 * @throws EnvironmentError CREDENTIALS_UNREADABLE if the file holds something else
 */
export async function readCredentials(home: LabHome): Promise<Credentials | undefined> {
  let text: string;
  try {
    text = await readFile(file(home), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { postgresPassword, grafanaPassword, controlToken } = JSON.parse(text) as Record<string, unknown>;
    if (typeof postgresPassword === 'string' && typeof grafanaPassword === 'string') {
      const passwords = { postgresPassword, grafanaPassword };
      return typeof controlToken === 'string' ? { ...passwords, controlToken } : passwords;
    }
    throw new Error('a password is missing');
  } catch (cause) {
    throw new EnvironmentError(
      `Cannot read the lab's passwords in ${file(home)}: ${(cause as Error).message}`,
      {
        code: 'CREDENTIALS_UNREADABLE',
        hints: [
          'The data cannot be opened without them. Start over: obs-lab down --volumes, then obs-lab up',
        ],
        cause,
      },
    );
  }
}

function secret(): string {
  return randomBytes(12).toString('hex');
}

export async function removeCredentials(home: LabHome): Promise<void> {
  await rm(file(home), { force: true });
}

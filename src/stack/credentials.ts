import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.js';
import { writeFileAtomic } from '../util/files.js';
import { type Decoder, lenient, object, text } from '../util/json/decode.js';
import { readRegularFile, TextFileError } from '../util/text-file.js';
import type { LabHome } from './home.js';
import type { Credentials } from './spec.js';

/** Where a home's passwords are. */
export function credentialsFile(home: LabHome): string {
  return join(home.path, 'credentials.json');
}

const decodeCredentials = object<Credentials>({
  postgresPassword: text,
  grafanaPassword: text,
  controlToken: lenient(text) as Decoder<string>,
});

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
  await writeFileAtomic(credentialsFile(home), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

/**
 * The passwords, if any exist.
 * @throws EnvironmentError CREDENTIALS_UNREADABLE if the file holds something else
 */
export async function readCredentials(home: LabHome): Promise<Credentials | undefined> {
  const path = credentialsFile(home);
  try {
    const content = (await readRegularFile(path)).toString('utf8');
    return decodeCredentials(JSON.parse(content));
  } catch (cause) {
    if (cause instanceof TextFileError && cause.absent) return undefined;
    throw new EnvironmentError(`Cannot read the lab's passwords in ${path}: ${(cause as Error).message}`, {
      code: 'CREDENTIALS_UNREADABLE',
      hints: ['The data cannot be opened without them. Start over: obs-lab down --volumes && obs-lab up'],
      cause,
    });
  }
}

function secret(): string {
  return randomBytes(12).toString('hex');
}

export async function removeCredentials(home: LabHome): Promise<void> {
  await rm(credentialsFile(home), { recursive: true, force: true });
}

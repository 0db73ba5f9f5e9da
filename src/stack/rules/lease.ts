import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../util/files.js';
import type { LabHome } from '../home.js';
import type { ProcessIdentity } from '../processes.js';

/** A change of the alerting rules that ends by itself. */
export interface RulesLease {
  /** How severe the change is, as the user chose it. */
  intensity: string;
  /** RFC 3339 UTC. */
  startedAt: string;
  /** When the lab's own rules are restored. RFC 3339 UTC. */
  endsAt: string;
  /** The process that restores them if no command does. */
  timer?: ProcessIdentity;
}

const fileOf = (home: LabHome): string => join(home.path, 'rules-lease.json');

/** The change in effect, or one that is over but not undone yet; undefined if there is none. */
export async function readRulesLease(home: LabHome): Promise<RulesLease | undefined> {
  const text = await readFile(fileOf(home), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as RulesLease;
  } catch {
    // Only complete files are renamed into place: somebody edited it. To restore the rules is always right.
    const long = new Date(0).toISOString();
    return { intensity: 'medium', startedAt: long, endsAt: long };
  }
}

/** Written before the rules are changed, so that a killed command leaves nothing that is not undone. */
export async function writeRulesLease(home: LabHome, lease: RulesLease): Promise<void> {
  await writeFileAtomic(fileOf(home), `${JSON.stringify(lease, null, 2)}\n`, { mode: 0o600 });
}

export async function removeRulesLease(home: LabHome): Promise<void> {
  await rm(fileOf(home), { force: true });
}

export function isOver({ endsAt }: Pick<RulesLease, 'endsAt'>, now = Date.now()): boolean {
  return !(Date.parse(endsAt) > now);
}

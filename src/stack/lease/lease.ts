import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../util/files.js';
import { seal, unseal } from '../../util/json/sealed.js';
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
}

/** What the process in keeper.ts waits for. */
export interface Lease {
  /**
   * While causes are hidden, the process runs whether or not rules were changed: otherwise a look at the processes
   * would tell. RFC 3339 UTC.
   */
  heldUntil?: string | undefined;
  rules?: RulesLease | undefined;
  keeper?: ProcessIdentity | undefined;
}

/** The file looks the same whether or not rules were changed: `endsAt` is the later end, RFC 3339 UTC. */
interface Stored {
  endsAt: string;
  keeper?: ProcessIdentity;
  sealed: string;
}

const fileOf = (home: LabHome): string => join(home.path, 'lease.json');
const LONG_AGO = new Date(0).toISOString();

/** What is in effect, or over but not undone yet; undefined if there is nothing. */
export async function readLease(home: LabHome): Promise<Lease | undefined> {
  const text = await readFile(fileOf(home), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { keeper, sealed } = JSON.parse(text) as Stored;
    return { ...(unseal(sealed) as Omit<Lease, 'keeper'>), keeper };
  } catch {
    // Only complete files are renamed into place: somebody edited it. To restore the rules is always right.
    return { rules: { intensity: 'medium', startedAt: LONG_AGO, endsAt: LONG_AGO } };
  }
}

/** Written before the rules are changed, so that a killed command leaves nothing that is not undone. */
export async function writeLease(home: LabHome, { keeper, heldUntil, rules }: Lease): Promise<void> {
  const ends = [heldUntil, rules?.endsAt].filter((end) => end !== undefined);
  const stored: Stored = {
    endsAt: ends.reduce((latest, end) => (Date.parse(end) > Date.parse(latest) ? end : latest), LONG_AGO),
    ...(keeper && { keeper }),
    sealed: seal({ heldUntil, rules }),
  };
  await writeFileAtomic(fileOf(home), `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
}

export async function removeLease(home: LabHome): Promise<void> {
  await rm(fileOf(home), { force: true });
}

export function isOver(endsAt: string, now = Date.now()): boolean {
  return !(Date.parse(endsAt) > now);
}

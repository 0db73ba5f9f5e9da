import { readFile } from 'node:fs/promises';
import { FAULTS } from '../../../lab/faults/index.js';
import { writeFileAtomic } from '../../util/files.js';
import type { FaultCheck } from './types.js';

/**
 * Writes the result of a check to a file; faults that were not part of it keep what the file says.
 * docs/fault-matrix.md is made from such a file.
 */
export async function recordCheck(path: string, check: FaultCheck): Promise<void> {
  const earlier = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as FaultCheck,
    () => undefined,
  );
  const byId = new Map([...(earlier?.faults ?? []), ...check.faults].map((each) => [each.fault, each]));
  const faults = FAULTS.flatMap(({ id }) => byId.get(id) ?? []);
  const whole: FaultCheck = { ...check, ok: faults.every(({ ok }) => ok), faults };
  await writeFileAtomic(path, `${JSON.stringify(whole, null, 2)}\n`);
}

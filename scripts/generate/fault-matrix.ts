import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS } from '../../lab/faults/alerts.js';
import type { Fault } from '../../lab/faults/fault.js';
import { faultById, FAULTS } from '../../lab/faults/index.js';
import { pointsAt } from '../../src/faults/check/judge.js';
import type { CheckedFault, FaultCheck } from '../../src/faults/check/types.js';
import { packageRoot } from '../../src/util/package-root.js';
import { type Files, markdownPage } from './files.js';
import { code, table } from './markdown.js';

/** Written by `obs-lab fault check --record`. */
const RECORD = 'lab/faults/checked.json';

/** docs/fault-matrix.md: what `obs-lab fault check` last measured. */
export async function faultMatrix(): Promise<Files> {
  const path = join(packageRoot(), RECORD);
  if (!existsSync(path)) return new Map();
  return markdownPage('docs/fault-matrix.md', page(JSON.parse(readFileSync(path, 'utf8')) as FaultCheck));
}

function page({ checkedAt, prometheus, faults }: FaultCheck): string {
  return `# What each fault shows

<!-- Generated from ${RECORD} by \`npm run generate\`; do not edit. -->

Measured on a live lab: \`obs-lab fault check --record ${RECORD}\`, last on ${checkedAt.slice(0, 10)} with Prometheus
${prometheus}, all faults at medium intensity. While a fault is in effect, its symptom, its evidence and its alerts must
show, and no evidence or alert of another one; after it is cleared, \`verify\` must pass within 30 s, and nothing may
remain. [faults.md](faults.md) lists the queries.

## Evidence

Rows: the fault that is in effect. Columns: the fault whose evidence holds, by its number.

${matrix(
  faults,
  FAULTS.map(({ id }) => id),
  (seen, id) => (pointsAt(faultById(id) as Fault, seen.evidence) ? '●' : ''),
)}

## Alerts

Rows: the fault that is in effect. ● the alert is documented, and fired; ○ it fired, as it may.

${matrix(faults, Object.keys(ALERTS), alertMark)}

${Object.keys(ALERTS)
  .map((name, i) => `${i + 1}. \`${name}\``)
  .join('\n')}

## Times

${table(
  ['fault', 'symptom', 'first alert', '`verify` passes after `clear`', 'quiet after `clear`'],
  faults.map((seen) => [
    code(seen.fault),
    seconds(seen.symptom.firstAfter),
    firstAlert(seen),
    seconds(seen.verifiedAfter),
    seconds(seen.quietAfter),
  ]),
)}
`;
}

function alertMark({ alerts, fault }: CheckedFault, name: string): string {
  if (!(name in alerts)) return '';
  return (faultById(fault)?.alerts as readonly string[]).includes(name) ? '●' : '○';
}

function firstAlert({ alerts }: CheckedFault): string {
  const [first] = Object.entries(alerts).sort(([, a], [, b]) => a - b);
  return first ? `${code(first[0])}, ${seconds(first[1])}` : 'none';
}

function matrix(
  faults: readonly CheckedFault[],
  columns: readonly string[],
  mark: (seen: CheckedFault, column: string) => string,
): string {
  return table(
    ['', ...columns.map((_, i) => String(i + 1))],
    faults.map((seen) => {
      const number = FAULTS.findIndex(({ id }) => id === seen.fault) + 1;
      return [`${number}. ${code(seen.fault)}`, ...columns.map((column) => mark(seen, column))];
    }),
  );
}

function seconds(value: number | null): string {
  return value === null ? '–' : `${Math.round(value)} s`;
}

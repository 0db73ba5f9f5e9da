import { ALERTS } from '../../../lab/faults/alerts.js';
import type { Fault } from '../../../lab/faults/fault.js';
import { faultById, FAULTS } from '../../../lab/faults/index.js';
import { pointsAt } from '../../faults/check/judge.js';
import type { CheckedFault, FaultCheck } from '../../faults/check/types.js';
import { counted } from '../../util/text/words.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';

/** One fault's result, as soon as it is known. */
export function checkedFaultText({
  fault,
  ok,
  problems,
  symptom,
  alerts,
  verifiedAfter,
}: CheckedFault): string {
  const fired = Object.entries(alerts).map(([name, seconds]) => `${name} after ${seconds} s`);
  const facts = [
    `symptom after ${symptom.firstAfter ?? '–'} s`,
    fired.length > 0 ? fired.join(', ') : 'no alert',
    `verified ${verifiedAfter ?? '–'} s after it was cleared`,
  ];
  return paint([
    [
      segment(ok ? '✓' : '✗', ok ? 'good' : 'bad'),
      segment(` ${fault}`, 'strong'),
      segment(`: ${facts.join('; ')}`),
    ],
    ...problems.map((problem): Line => [segment(`    ${problem}`, 'bad')]),
  ]);
}

/** Both matrices, and the sum. */
export function faultCheckText({ ok, faults }: FaultCheck): string {
  const failed = faults.filter((each) => !each.ok).length;
  return paint([
    [],
    line('Whose evidence holds (columns) during which fault (rows)', 'strong'),
    ...matrix(
      faults,
      FAULTS.map(({ id }) => id),
      (seen, id) => (pointsAt(faultById(id) as Fault, seen.evidence) ? '●' : '·'),
    ),
    [],
    line('Which alerts fire (columns) during which fault (rows)', 'strong'),
    line('● documented  ○ possible  ! not documented', 'dim'),
    ...matrix(faults, Object.keys(ALERTS), alertMark),
    [],
    ok
      ? [
          segment('✓', 'good'),
          segment(` ${counted(faults.length, 'fault')} checked: each does what it documents.`),
        ]
      : [segment('✗', 'bad'), segment(` ${failed} of ${counted(faults.length, 'fault')} failed.`)],
  ]);
}

function alertMark({ alerts, fault }: CheckedFault, name: string): string {
  if (!(name in alerts)) return '·';
  const documented = faultById(fault);
  const has = (names: readonly string[] = []): boolean => names.includes(name);
  if (has(documented?.alerts)) return '●';
  const shownBy = documented?.shownBy && faultById(documented.shownBy.id);
  return has([...(documented?.mayAlert ?? []), ...(shownBy?.alerts ?? []), ...(shownBy?.mayAlert ?? [])])
    ? '○'
    : '!';
}

/** A row per fault; the columns are numbered, with a legend. */
function matrix(
  faults: readonly CheckedFault[],
  columns: readonly string[],
  mark: (seen: CheckedFault, column: string) => string,
): Line[] {
  const width = Math.max(...faults.map(({ fault }) => fault.length));
  const head = columns.map((_, i) => String(i + 1).padStart(3)).join('');
  const legend = columns.map((name, i) => `${i + 1} ${name}`);
  return [
    [segment(`${' '.repeat(width)}${head}`, 'dim')],
    ...faults.map((seen): Line => [
      segment(seen.fault.padEnd(width)),
      segment(columns.map((column) => mark(seen, column).padStart(3)).join('')),
    ]),
    ...inRows(legend, 3).map((row): Line => [segment(row, 'dim')]),
  ];
}

function inRows(texts: readonly string[], perRow: number): string[] {
  const rows = Math.ceil(texts.length / perRow);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: perRow }, (__, column) => (texts[column * rows + row] ?? '').padEnd(26))
      .join('')
      .trimEnd(),
  );
}

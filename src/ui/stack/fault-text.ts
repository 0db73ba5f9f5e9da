import type { ActiveFault } from '../../faults/active.js';
import type { ClearedFaults } from '../../faults/clear.js';
import type { InjectedFault } from '../../faults/inject.js';
import type { FaultList } from '../../faults/list.js';
import { counted } from '../../util/text/words.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { fit, wrap } from '../text/wrap.js';

/** `fault list` for a person: every fault with what it breaks, and first those that are in effect. */
export function faultListText({ blind, faults }: FaultList, columns: number): string {
  const active = faults.flatMap((fault) => (fault.active ? [{ ...fault, ...fault.active }] : []));
  const width = Math.max(...faults.map(({ id }) => id.length));
  const rows = faults.flatMap(({ id, what, available }): Line[] =>
    wrap([{ text: available ? what : `${what} Not available in this lab.` }], columns, {
      first: [segment(`  ${id.padEnd(width)}  `, available ? 'code' : 'dim')],
      rest: [segment(' '.repeat(width + 4))],
    }),
  );
  return paint(
    fit(
      [
        ...(blind
          ? [line('Which faults are in effect is hidden: that is for you to find out.', 'warn'), []]
          : []),
        ...(active.length > 0 ? [...activeFaultLines(active), []] : []),
        ...rows,
        [],
        hint('Inject one: obs-lab fault inject NAME --intensity medium --for 5m'),
        hint('Symptoms, evidence and mitigations: obs-lab docs faults'),
      ],
      columns,
    ),
  );
}

/** A heading, and a line per fault in effect. Empty without faults. */
export function activeFaultLines(
  faults: readonly Pick<ActiveFault, 'id' | 'hits' | 'intensity' | 'state' | 'remainingSeconds'>[],
): Line[] {
  if (faults.length === 0) return [];
  const rows = faults.map(({ id, hits, intensity, ...lease }): Line => [
    segment('!', 'warn'),
    segment(` ${id} (${intensity}) hits ${hits}, ${leaseText(lease)}`),
  ]);
  return [line(`${counted(faults.length, 'fault')} injected`, 'strong'), ...rows];
}

/** `fault inject` for a person. */
export function injectedText(fault: InjectedFault, columns = Infinity): string {
  const { id, intensity, title, hits, symptom } = fault;
  return paint(
    fit(
      [
        [segment('✓', 'good'), segment(` ${id} (${intensity}) is in effect: ${title}.`)],
        line(`  It hits ${hits} and ${leaseText(fault)}.`),
        hint(`See its symptom: obs-lab query '${symptom}'`),
        hint(`End it now: obs-lab fault clear ${id}`),
      ],
      columns,
    ),
  );
}

/** `fault clear` for a person. */
export function clearedText({ cleared, ending }: ClearedFaults, columns = Infinity): string {
  if (cleared.length + ending.length === 0) return 'No fault was in effect.';
  return paint(
    fit(
      [
        ...cleared.map((id): Line => [segment('✓', 'good'), segment(` ${id} has ended.`)]),
        ...ending.map((id): Line => [
          segment('!', 'warn'),
          segment(` ${id} is over, but could not be undone yet. The lab retries every second.`),
        ]),
        ...(ending.length > 0 ? [hint('See what is wrong: obs-lab verify')] : []),
      ],
      columns,
    ),
  );
}

/** `fault clear` while a mission step hides its fault. */
export function stepClearedText(step: string): string {
  return paint([
    [segment('✓', 'good'), segment(` The fault of the mission step “${step}” has ended.`)],
    hint('Your next answer in that step breaks the lab again.'),
  ]);
}

function leaseText({ state, remainingSeconds }: Pick<ActiveFault, 'state' | 'remainingSeconds'>): string {
  if (state === 'ending') return 'is being undone';
  const minutes = Math.floor(remainingSeconds / 60);
  const seconds = remainingSeconds % 60;
  const parts = [
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(seconds > 0 || minutes === 0 ? [`${seconds} s`] : []),
  ];
  return `ends in ${parts.join(' ')}`;
}

function hint(text: string): Line {
  return [segment('→', 'dim'), segment(` ${text}`)];
}

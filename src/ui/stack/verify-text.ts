import type { ActiveFault } from '../../faults/active.js';
import type { VerifyResult } from '../../stack/verify/verify.js';
import { pasteable } from '../../util/invocation.js';
import { type Line, line } from '../text/line.js';
import { paint } from '../text/paint.js';
import type { Tone } from '../text/tones.js';
import { wrap } from '../text/wrap.js';
import { activeFaultLines } from './fault-text.js';

type Check = VerifyResult['checks'][number];

/** Keeps a number and its unit on one line. */
const NO_BREAK = '\u00a0';
const MARKS: Readonly<Record<Check['status'], { text: string; tone: Tone }>> = {
  pass: { text: '✓', tone: 'good' },
  fail: { text: '✗', tone: 'bad' },
  skip: { text: '–', tone: 'warn' },
};

/**
 * `verify` for a person: the checks with their evidence and time, then the faults in effect and the summary.
 * @param size of the terminal: lines break between words, and if there are too many, passed checks are left out
 */
export function renderVerify(
  result: VerifyResult & { faults?: readonly ActiveFault[] },
  { columns = Infinity, rows = Infinity }: { columns?: number; rows?: number } = {},
): string {
  const { checks, ok, faults = [] } = result;
  const injected = activeFaultLines(faults).flatMap((each) => wrap(each, columns));
  const end = [
    ...(injected.length > 0 ? [[], ...injected] : []),
    [],
    ...wrap([sumOf(result)], columns),
    ...(ok ? [] : nextLines(columns)),
  ];
  const whole = checks.map((check) => checkLines(check, checks, columns));
  const left = Math.max(1, rows - end.length);
  const shown = whole.flat().length <= left ? whole.flat() : shortened(checks, whole, left);
  return paint([...shown, ...end]).replaceAll(NO_BREAK, ' ');
}

/** Everything that did not pass, and as many passed checks as fit. */
function shortened(checks: readonly Check[], whole: readonly Line[][], rows: number): Line[] {
  let left = rows - 1;
  for (const [i, lines] of whole.entries()) if (checks[i]!.status !== 'pass') left -= lines.length;
  let hidden = 0;
  const shown = whole.filter((lines, i) => {
    if (checks[i]!.status !== 'pass') return true;
    if (hidden === 0 && lines.length <= left) {
      left -= lines.length;
      return true;
    }
    hidden++;
    return false;
  });
  return [...shown.flat(), line(`  and ${hidden} more passed`, 'dim')];
}

function checkLines({ id, status, detail, ms }: Check, checks: readonly Check[], columns: number): Line[] {
  const width = Math.max(...checks.map((check) => check.id.length));
  const text = status === 'fail' ? { text: pasteable(detail), tone: 'bad' as const } : { text: detail };
  const time =
    status === 'skip' ? [] : [{ text: '  ' }, { text: `${ms}${NO_BREAK}ms`, tone: 'dim' as const }];
  return wrap([text, ...time], columns, {
    first: [MARKS[status], { text: ` ${id.padEnd(width)}  ` }],
    rest: [{ text: ' '.repeat(Math.min(width + 4, columns / 2)) }],
  });
}

function sumOf({ checks, ok }: VerifyResult): { text: string; tone: Tone } {
  const count = (wanted: Check['status']): number => checks.filter(({ status }) => status === wanted).length;
  const skipped = count('skip') > 0 ? `, ${count('skip')} skipped` : '';
  return ok
    ? { text: `All ${count('pass')} checks passed${skipped}`, tone: 'good' }
    : { text: `${count('fail')} of ${checks.length - count('skip')} checks failed${skipped}`, tone: 'bad' };
}

function nextLines(columns: number): Line[] {
  const arrow = { first: [{ text: '→', tone: 'dim' as const }, { text: ' ' }], rest: [{ text: '  ' }] };
  const next = ['Restart what has stopped: obs-lab up', 'Read a service’s log: obs-lab logs SERVICE'];
  return [[], ...next.flatMap((text) => wrap([{ text: pasteable(text) }], columns, arrow))];
}

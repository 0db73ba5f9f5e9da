import { problemText } from '../../incidents/grading/grade.js';
import type { RecoverySample } from '../../incidents/grading/recovery.js';
import type { Mitigated } from '../../incidents/session/mitigate.js';
import { formatShare } from '../../util/number-format.js';
import { segment } from '../text/line.js';
import { paint } from '../text/paint.js';

/** A line of progress while the service is watched. @param seconds since the action */
export function sampleText({ rate, badShare }: RecoverySample, seconds: number): string {
  return `${String(Math.round(seconds)).padStart(4)} s  ${rate.toFixed(1)} requests per second, ${formatShare(badShare)} of them failed or slow`;
}

/** What an action led to. */
export function mitigatedText(result: Mitigated): string {
  return result.held
    ? paint([
        [
          segment('✓', 'good'),
          segment(` ${result.action}: the service has recovered, with complete traffic.`),
        ],
        [segment('→', 'dim'), segment(' Close the incident: obs-lab incident finish')],
      ])
    : paint([
        [segment('✗', 'bad'), segment(` ${result.action}: ${problemText(result)}.`)],
        [segment('→', 'dim'), segment(' See the actions: obs-lab incident mitigate --help')],
      ]);
}

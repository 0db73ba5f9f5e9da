import { SERVICES } from '../../stack/services/index.js';
import type { StackStatus } from '../../stack/verify/status.js';
import type { VerifyResult } from '../../stack/verify/verify.js';
import { pasteable } from '../../util/invocation.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { fit } from '../text/wrap.js';
import { renderVerify } from './verify-text.js';

/** The column where a service's address begins. */
const PLACE = 14;

/** The end of `up`: where everything is and what to type next, or what is wrong. */
export function renderUpSummary(
  status: StackStatus,
  verified: VerifyResult,
  started: boolean,
  columns = Infinity,
): string {
  if (!verified.ok) {
    const next = line(
      pasteable('The lab is running, but some checks failed. Start over: obs-lab down && obs-lab up'),
    );
    return `${renderVerify(verified, { columns })}\n\n${paint(fit([next], columns))}`;
  }
  const passed = verified.checks.filter(({ status: outcome }) => outcome === 'pass').length;
  const head = `${started ? 'The lab is up' : 'The lab was already running'}: ${passed} checks passed.`;
  // A running service without a page, such as the grader, has nothing to open.
  const shown = status.services.filter(({ state, url }) => state !== 'running' || url !== undefined);
  const rows = shown.map(({ name, title, url, reason }): Line => {
    const place = url
      ? segment(`${url}${SERVICES[name].openPath}`, 'code')
      : segment(reason ?? 'stopped', 'dim');
    return [segment(`  ${title.padEnd(12)} `), place];
  });
  const next: [command: string, what: string][] = [
    ['obs-lab mission 1', 'learn PromQL step by step'],
    ["obs-lab query 'rate(http_requests_total[1m])'", 'run a query'],
    ['obs-lab stress --tier light', 'run a load test'],
    ['obs-lab down', 'stop the lab; data is kept'],
  ].map(([command, what]) => [pasteable(command!), what!]);
  const width = Math.max(...next.map(([command]) => command.length));
  const steps = next.map(([command, what]): Line => [
    segment('  '),
    segment(command.padEnd(width), 'strong'),
    segment('  '),
    segment(what, 'dim'),
  ]);
  return paint([
    [],
    line(`✓ ${head}`, 'good'),
    [],
    ...fit(rows, columns, PLACE),
    [],
    line('Next:'),
    ...fit(steps, columns, 4),
  ]);
}

import type { LimitRun } from '../../load/limit/limit-run.js';
import type { FoundLimit } from '../../load/limit/search.js';
import { formatThreshold } from '../../load/request/thresholds.js';
import { formatCount, formatMs } from '../../util/number-format.js';
import { type Paint, painter } from '../text/paint.js';
import { usersText } from './measure-text.js';
import { type SummaryLine, type SummaryStyle, summaryText } from './summary-text.js';

/**
 * A finished search in a few lines.
 * @param file where it is saved
 */
export function limitText(run: LimitRun, file: string | null, { color, columns }: SummaryStyle): string {
  const [good, warn, bad] = [painter('good', color), painter('warn', color), painter('bad', color)];
  const { limit, knee, probes, thresholds } = run;
  const slo = thresholds.map(formatThreshold).join(', ');
  const found = foundText(limit, run.maxUsers);
  const lines: SummaryLine[] = [
    ['probes', `${probes.length}, for ${slo}${ENDED[run.ended]}`],
    ['safe limit', limit.users === null ? bad(found) : painter({ color: 'green', bold: true }, color)(found)],
    ['confidence', confidenceText(limit)],
    ['at the limit', atTheLimit(run)],
    ...(knee
      ? ([
          ['knee', `${usersText(knee.users)}, ${formatCount(knee.goodRps)} good answers/s:`],
          ['', 'beyond it, more users add more latency than throughput'],
        ] as SummaryLine[])
      : ([['knee', 'not found between the probes']] as SummaryLine[])),
    ['reconciled', reconciledText(run, good, bad)],
    ...probes
      .flatMap(({ users, reconciliation }) =>
        (reconciliation?.problems ?? []).map((problem) => `${users} users: ${problem}`),
      )
      .map((problem): SummaryLine => ['', bad(problem)]),
    ...run.notices.map((notice): SummaryLine => ['', warn(`! ${notice}`)]),
    ['saved', file ?? bad('✗ no')],
  ];
  return summaryText(lines, columns);
}

const ENDED: Record<LimitRun['ended'], string> = {
  completed: '',
  exhausted: '; out of time',
  gone: '; the server is gone',
  stopped: '; stopped early',
  interrupted: '; interrupted',
};

function foundText({ users, failsAt }: FoundLimit, maxUsers: number): string {
  if (users === null) {
    return failsAt === null
      ? 'unknown: no probe was completed'
      : 'none: not even one user meets the thresholds';
  }
  if (failsAt !== null) return usersText(users);
  return users === maxUsers
    ? `at least ${usersText(users)}; no more were tried`
    : `at least ${usersText(users)}; more were never tried`;
}

function confidenceText({ confidence, users, held, of, failsAt, failed, failedOf }: FoundLimit): string {
  const sides = [
    users !== null && `held in ${held} of ${of} at ${formatCount(users)}`,
    failsAt !== null && `failed in ${failed} of ${failedOf} at ${formatCount(failsAt)}`,
  ].filter((text) => text !== false);
  return [confidence, ...(sides.length > 0 ? [sides.join(', ')] : [])].join(': ');
}

/** The worst of the probes at the limit. */
function atTheLimit({ limit, probes }: LimitRun): string {
  const same = probes.filter(({ users, holds }) => users === limit.users && holds);
  if (same.length === 0) return '—';
  const slowest = same.reduce((a, b) => ((b.latencyMs.p95 ?? 0) > (a.latencyMs.p95 ?? 0) ? b : a));
  const rps = same.reduce((sum, probe) => sum + probe.rps, 0) / same.length;
  return `${formatCount(rps)} answers/s, p95 up to ${formatMs(slowest.latencyMs.p95)}`;
}

function reconciledText({ probes, target }: LimitRun, good: Paint, bad: Paint): string {
  if (target !== undefined) return 'no: not the lab’s own API';
  const agreeing = probes.filter(({ reconciliation }) => reconciliation?.ok).length;
  const mark = agreeing === probes.length ? good('✓') : bad('✗');
  const answers = probes.reduce((sum, { reconciliation }) => sum + (reconciliation?.client ?? 0), 0);
  return `${mark} ${agreeing} of ${probes.length} probes, ${formatCount(answers)} answers`;
}

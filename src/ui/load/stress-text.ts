import type { GeneratorHealth } from '../../load/generator/messages.js';
import type { LoadRun } from '../../load/run/load-run.js';
import { NOT_COMPARED } from '../../load/run/run-load.js';
import { formatCount, formatMs } from '../../util/number-format.js';
import { painter } from '../text/paint.js';
import { errorsText, thresholdText, usersText } from './measure-text.js';
import { type SummaryLine, type SummaryStyle, summaryText } from './summary-text.js';

/**
 * A finished run in a few lines.
 * @param file where it is saved
 */
export function stressText(run: LoadRun, file: string | null, { color, columns }: SummaryStyle): string {
  const [good, warn, bad] = [painter('good', color), painter('warn', color), painter('bad', color)];
  const paintVerdict = { stable: good, contention: warn, overload: bad }[run.verdict];
  const mark = (isGood: boolean) => (isGood ? good('✓') : bad('✗'));
  const { client, reconciliation } = run;
  const { p50, p90, p95, p99, max } = client.latencyMs;
  const latencies = Object.entries({ p50, p90, p95, p99, max }).map(
    ([name, ms]) => `${name} ${formatMs(ms)}`,
  );
  const lines: SummaryLine[] = [
    [
      'load',
      `${usersText(run.users)} at ${run.spawnRate}/s, ${Math.round(run.sendingSeconds)} s${endedText(run.ended)}`,
    ],
    ['answers', `${formatCount(client.responses)}, ${formatCount(client.rps)}/s`],
    ['errors', errorsText(client)],
    ['latency', latencies.join('  ')],
    ...serverLines(run),
    ['reconciled', reconciledText(run, mark)],
    ...(reconciliation?.problems ?? []).map((problem): SummaryLine => ['', bad(problem)]),
    ...(run.generator ? [['generator', healthText(run.generator)] as SummaryLine] : []),
    ...run.thresholds.map((result, i): SummaryLine => [
      i === 0 ? 'thresholds' : '',
      `${mark(result.pass)} ${thresholdText(result)}`,
    ]),
    ['verdict', `${paintVerdict(run.verdict)}: ${run.reasons.join('; ')}`],
    ...(run.generatorLimited
      ? [
          [
            '',
            warn(
              'generator-limited: the generator was the bottleneck, so the server may be able to take more',
            ),
          ] as SummaryLine,
        ]
      : []),
    ...run.notices
      // Already shown by “reconciled”.
      .filter((notice) => notice !== NOT_COMPARED)
      .map((notice): SummaryLine => ['', warn(`! ${notice}`)]),
    ['saved', file ?? `${mark(false)} no`],
  ];
  return summaryText(lines, columns);
}

function healthText({ cpu, lagMeanMs, lagP99Ms, rssMb }: GeneratorHealth): string {
  return `CPU ${Math.round(cpu * 100)} %, event-loop lag ${formatMs(lagMeanMs)} (p99 up to ${formatMs(lagP99Ms)}), ${rssMb} MB`;
}

function endedText(ended: LoadRun['ended']): string {
  return ended === 'completed' ? '' : ended === 'stopped' ? ', stopped early' : ', interrupted';
}

function serverLines({ target, server }: LoadRun): SummaryLine[] {
  if (target !== undefined) return [['target', target]];
  const { responses, increase, p95Ms, poolWaitP95Ms } = server;
  const counted = responses === null ? 'its own counters are unknown' : `${formatCount(responses)} counted`;
  if (increase === null && p95Ms === null) {
    return [['server', `${counted}; Prometheus has no data for this time`]];
  }
  return [
    ['server', `${counted}; increase() says ${formatCount(increase)}${offText(server)}`],
    ...increaseReason(server).map((text): SummaryLine => ['', text]),
    [
      '',
      `p95 ${formatMs(p95Ms)} by the server’s histogram; p95 wait for a connection ${formatMs(poolWaitP95Ms)}`,
    ],
  ];
}

/** The error of increase(), such as ` (+2.9 %)`. */
function offText({ responses, increase }: LoadRun['server']): string {
  if (responses === null || increase === null || responses === 0 || Math.round(increase) === responses) {
    return '';
  }
  const percent = Number(((increase / responses - 1) * 100).toPrecision(2));
  return ` (${percent > 0 ? '+' : ''}${percent} %)`;
}

/** Why increase() is not the exact number. */
function increaseReason({ responses, increase }: LoadRun['server']): string[] {
  if (responses === null || increase === null || Math.round(increase) === responses) return [];
  return increase > responses
    ? ['(increase() only sees scrapes, and extrapolates to the edges of the window)']
    : ['(increase() only sees scrapes, and misses the value a series had at its first one)'];
}

function reconciledText({ target, reconciliation }: LoadRun, mark: (good: boolean) => string): string {
  if (target !== undefined) return 'no: not the lab’s own API, so its counters are unknown';
  if (!reconciliation) return `${mark(false)} no: the API could not be read after the run`;
  const { ok, client, server, explained } = reconciliation;
  const { aborted499, answeredTooLate, neverCounted } = explained;
  const unanswered = [
    aborted499 > 0 && `${formatCount(aborted499)} given up by the client and counted as 499`,
    answeredTooLate > 0 && `${formatCount(answeredTooLate)} answered after the client gave up`,
    neverCounted > 0 && `${formatCount(neverCounted)} never reached the server`,
  ].filter((text) => text !== false);
  const rest = unanswered.length > 0 ? `; ${unanswered.join(', ')}` : '';
  return `${mark(ok)} ${formatCount(client)} answered, ${formatCount(server)} counted by the server${rest}`;
}

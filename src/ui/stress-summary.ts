import { Chalk } from 'chalk';
import type { Reconciliation } from '../load/reconcile.js';
import type { LoadRun } from '../load/runs.js';
import { countText, errorsText, msText, thresholdText } from './stress-model.js';

const LABEL = 14;

/** A finished run in a few lines. Pure. @param file where it is saved */
export function stressSummary(run: LoadRun, file: string, { color }: { color: boolean }): string {
  const paint = new Chalk({ level: color ? 1 : 0 });
  const verdictColor = { stable: paint.green, contention: paint.yellow, overload: paint.red }[run.verdict];
  const mark = (good: boolean) => (good ? paint.green('✓') : paint.red('✗'));
  const { client, server, reconciliation } = run;
  const { p50, p90, p95, p99, max } = client.latencyMs;
  const [counted, waited] = serverTexts(server);
  const latencies = Object.entries({ p50, p90, p95, p99, max }).map(([name, ms]) => `${name} ${msText(ms)}`);
  const lines: [label: string, text: string][] = [
    [
      'load',
      `${run.users} users at ${run.spawnRate}/s, ${Math.round(run.sendingSeconds)} s${endedText(run.ended)}`,
    ],
    ['answers', `${countText(client.responses)}, ${countText(client.rps)} a second`],
    ['errors', errorsText(client)],
    ['latency', latencies.join('  ')],
    ['server', counted],
    ['', waited],
    [
      'reconciled',
      reconciliation ? `${mark(reconciliation.ok)} ${reconciledText(reconciliation)}` : `${mark(false)} no`,
    ],
    ...(reconciliation?.problems ?? []).map((problem): [string, string] => ['', paint.red(problem)]),
    ...run.thresholds.map((result, i): [string, string] => [
      i === 0 ? 'thresholds' : '',
      `${mark(result.pass)} ${thresholdText(result)}`,
    ]),
    ['verdict', `${verdictColor(run.verdict)}: ${run.reasons.join('; ')}`],
    ...(run.generatorLimited
      ? [
          [
            '',
            paint.yellow('generator-limited: the generator was the slow part, the system may bear more'),
          ] as [string, string],
        ]
      : []),
    ...run.notices.map((notice): [string, string] => ['', paint.yellow(`! ${notice}`)]),
    ['saved', file],
  ];
  return lines.map(([label, text]) => `${label.padEnd(LABEL)}${text}`).join('\n');
}

function endedText(ended: LoadRun['ended']): string {
  return ended === 'completed' ? '' : ended === 'stopped' ? ', stopped early' : ', interrupted';
}

function serverTexts({ responses, increase, p95Ms, poolWaitP95Ms }: LoadRun['server']): [string, string] {
  return [
    `${countText(responses)} counted; increase() makes it ${countText(increase)}`,
    `p95 ${msText(p95Ms)} by its histogram, ${msText(poolWaitP95Ms)} of waiting for a connection`,
  ];
}

function reconciledText({ client, server, explained }: Reconciliation): string {
  const { aborted499, answeredTooLate, neverCounted } = explained;
  const unanswered = [
    aborted499 > 0 && `${countText(aborted499)} given up and counted as 499`,
    answeredTooLate > 0 && `${countText(answeredTooLate)} answered after they were given up`,
    neverCounted > 0 && `${countText(neverCounted)} never reached it`,
  ].filter((text) => text !== false);
  const rest = unanswered.length > 0 ? `; ${unanswered.join(', ')}` : '';
  return `${countText(client)} answered, ${countText(server)} counted by the server${rest}`;
}

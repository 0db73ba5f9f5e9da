import type { IncidentReport, ReportChart } from '../../incidents/debrief/report.js';
import { formatSeconds } from '../../util/number-format.js';
import { chartLines } from '../chart/chart.js';
import { plainText } from '../text/line.js';
import { truthText } from './debrief-text.js';

const CHART = { width: 76, height: 10 };

/** A post-mortem in Markdown, with charts as text, to be completed by its reader. */
export function postmortem(report: IncidentReport): string {
  const { id, startedAt, endedAt, page, faults, times, timeline, fields, evidence, decoys, charts, score } =
    report;
  const blast = fields.find(({ field }) => field === 'blast')?.expected ?? '';
  return `# Post-mortem ${id}

${truthText(report)}

| | |
| --- | --- |
| started | ${startedAt} |
| closed | ${endedAt} |
| time to the page | ${duration(times.detect)} |
| time to locate | ${duration(times.locate)} |
| time until the service recovered | ${duration(times.mitigate)} |
| requests affected | ${blast} |
| seed, difficulty | ${report.seed}, ${report.difficulty} |
| score | ${score} of 100 |

## The page

${quoted(page.text)}

## What happened

${faults.map(({ title, what }) => `**${title}.** ${what}`).join('\n\n') || 'Nothing was wrong.'}

## Timeline (UTC)

${timeline.map(({ at, what }) => `- ${at.slice(11, 19)} ${what}`).join('\n')}

## Charts

${charts.map(chartText).join('\n')}
## The report

| field | points | reported | what it was | why |
| --- | --- | --- | --- | --- |
${fields
  .map(({ field, points, weight, given, expected, reason }) =>
    row([field, `${points} of ${weight}`, given ?? '—', expected, reason]),
  )
  .join('\n')}

## Queries that show it

${evidence.map(({ says, expr }) => `- ${says}: \`${expr}\``).join('\n') || 'None: nothing was wrong.'}

## What it was not

${decoys
  .map(
    ({ title, says, expr, trueAt, instants }) =>
      `- ${title}: ${says}. True at ${trueAt} of ${instants} instants: \`${expr}\``,
  )
  .join('\n')}

## What we change

- [ ] What would have paged us earlier?
- [ ] What would have led us to the cause faster?
- [ ] What keeps it from happening again?
`;
}

function chartText({ title, unit, points, expr }: ReportChart): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return `${title}: no data.\n`;
  const samples = points.map(([time, value]) => ({ time, value }));
  const step = (last[0] - first[0]) / (points.length - 1);
  const lines = chartLines([{ labels: {}, samples }], {
    ...CHART,
    start: first[0],
    end: last[0],
    step,
    color: false,
  });
  return `${title} (${unit}): \`${expr}\`\n\n\`\`\`text\n${lines.map((parts) => plainText(parts).trimEnd()).join('\n')}\n\`\`\`\n`;
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((each) => `> ${each}`)
    .join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function duration(seconds: number | null): string {
  return seconds === null ? '—' : formatSeconds(seconds);
}

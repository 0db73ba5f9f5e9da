import { type IncidentList, RECENT, type Trend } from '../../incidents/saved/trend.js';
import { formatSeconds } from '../../util/number-format.js';
import { padEnd, padStart, widest } from '../../util/text/display-width.js';
import { sparkline } from '../chart/sparkline.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';

/** `incident list` for a person: one line per incident, and the trend. */
export function incidentListText({ incidents, trend }: IncidentList): string {
  if (incidents.length === 0) {
    return paint([line('No finished incidents yet.'), line('→ Start one: obs-lab incident', 'dim')]);
  }
  const whats = incidents.map(({ faults }) => (faults.length === 0 ? 'false alarm' : faults.join(' + ')));
  const width = widest(whats);
  return paint([
    line(
      `  ${padEnd('started (UTC)', 17)}${padEnd('difficulty', 12)}${padEnd('what it was', width + 2)}points  recovered after`,
      'dim',
    ),
    ...incidents.map(({ startedAt, difficulty, score, passed, times }, i): Line => [
      segment(passed ? '✓' : '✗', passed ? 'good' : 'bad'),
      segment(
        ` ${padEnd(startedAt.slice(0, 16).replace('T', ' '), 17)}${padEnd(String(difficulty), 12)}${padEnd(whats[i]!, width + 2)}${padStart(String(score), 6)}  ${times.mitigate === null ? '—' : formatSeconds(times.mitigate)}`,
      ),
    ]),
    [],
    ...(trend
      ? trendLines(
          trend,
          incidents.map(({ score }) => score),
        )
      : []),
  ]);
}

function trendLines(trend: Trend, scores: readonly number[]): Line[] {
  const { recentScore, earlierScore, recentMitigateSeconds, earlierMitigateSeconds } = trend;
  const before = earlierScore === null ? '' : `, ${earlierScore} before`;
  const time =
    recentMitigateSeconds === null
      ? ''
      : `; recovered after ${formatSeconds(recentMitigateSeconds)}${earlierMitigateSeconds === null ? '' : `, ${formatSeconds(earlierMitigateSeconds)} before`}`;
  const bars =
    scores.length > 1
      ? [line(`Scores: ${sparkline([...scores.slice(-40)], Math.min(40, scores.length))}`)]
      : [];
  return [
    line(`Mean of the last ${Math.min(RECENT, scores.length)}: ${recentScore} points${before}${time}.`),
    ...bars,
  ];
}

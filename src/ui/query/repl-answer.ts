import { LabError } from '../../errors.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import { explainEmpty } from '../../query/explain-empty.js';
import { queryWindow } from '../../query/window.js';
import { describeQueryError } from './error.js';
import { renderInstant, renderRange } from './text.js';
import { line, type Line } from '../text/line.js';
import { paint } from '../text/paint.js';
import { wrap } from '../text/wrap.js';

export interface ReplQuery {
  expr: string;
  /** Charted over this long, as Prometheus writes durations; undefined for the value now. */
  range: string | undefined;
  step: string | undefined;
  /** Unix seconds; now when left out. */
  time: number | undefined;
  /** The Prometheus that was asked for instead of the lab's. */
  url: string | undefined;
}

export interface ReplLook {
  width: number;
  rows: number;
  color: boolean;
}

/** A table may be longer than anyone scrolls back. */
const MOST_LINES = 200;

/** Asks, and puts into words what came of it: a result, nothing, or why not. Rejects only once aborted. */
export async function answerQuery(
  prometheus: PrometheusClient,
  { expr, range, step, time, url }: ReplQuery,
  look: ReplLook,
  signal: AbortSignal,
): Promise<string> {
  try {
    const window =
      range === undefined ? undefined : queryWindow({ range, step, end: time ?? Date.now() / 1000 });
    const at = time === undefined ? {} : { time };
    const answer = await (window
      ? prometheus.queryRange(expr, window, { signal })
      : prometheus.query(expr, { ...at, signal }));
    const remarks = [
      ...answer.warnings.map((text) => `Prometheus warns: ${text}`),
      ...answer.infos.map((text) => `Prometheus notes: ${text}`),
    ].flatMap((text) => wrap([{ text, tone: 'warn' }], look.width));
    if ('series' in answer && answer.series.length === 0) {
      const reasons = await explainEmpty(prometheus, expr, time);
      return paint([...remarks, ...emptyLines(reasons, look.width)]);
    }
    const text = window ? renderRange(answer, window, look) : renderInstant(expr, answer, look);
    return [...(remarks.length > 0 ? [paint(remarks)] : []), shortened(text)].join('\n');
  } catch (error) {
    signal.throwIfAborted();
    return paint(errorLines(describeQueryError(error, { caretWidth: look.width, url }), look.width));
  }
}

function emptyLines(reasons: readonly string[], width: number): Line[] {
  return [
    line('Nothing matches: the result is empty.', 'warn'),
    ...reasons.flatMap((text) =>
      wrap([{ text }], width, { first: [{ text: '  ' }], rest: [{ text: '  ' }] }),
    ),
  ];
}

function errorLines(error: unknown, width: number): Line[] {
  const message = error instanceof Error ? error.message : String(error);
  const hints = error instanceof LabError ? error.hints : [];
  const arrow = { first: [{ text: '→ ' }], rest: [{ text: '  ' }] };
  return [
    ...message
      .trimEnd()
      .split('\n')
      .map((text) => line(text, 'bad')),
    ...hints.flatMap((text) => wrap([{ text }], width, arrow)),
  ];
}

function shortened(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= MOST_LINES) return text;
  return [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more lines`].join('\n');
}

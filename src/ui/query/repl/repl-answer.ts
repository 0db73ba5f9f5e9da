import { LabError } from '../../../errors.js';
import type { PrometheusClient } from '../../../prometheus/types.js';
import { planQuery, runQuery } from '../../../query/run-query.js';
import { pasteable } from '../../../util/invocation.js';
import { type Line, line } from '../../text/line.js';
import { paint } from '../../text/paint.js';
import { wrap } from '../../text/wrap.js';
import { describeQueryError } from '../error.js';
import { renderOutcome } from '../text.js';

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
const MAX_LINES = 200;

/**
 * Runs a query, and returns what to print: the result, why it is empty, or why it failed. Rejects only once aborted.
 */
export async function answerQuery(
  prometheus: PrometheusClient,
  { url, ...request }: ReplQuery,
  look: ReplLook,
  signal: AbortSignal,
): Promise<string> {
  try {
    const outcome = await runQuery(prometheus, planQuery(request), { signal });
    const remarks = outcome.remarks.flatMap((text) => wrap([{ text, tone: 'warn' }], look.width));
    if (outcome.emptyBecause) return paint([...remarks, ...emptyLines(outcome.emptyBecause, look.width)]);
    const text = renderOutcome(outcome, look);
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

/** What failed, and what to do about it. */
export function errorLines(error: unknown, width: number): Line[] {
  const message = error instanceof Error ? error.message : String(error);
  const hints = error instanceof LabError ? error.hints : [];
  const arrow = { first: [{ text: '→ ' }], rest: [{ text: '  ' }] };
  return [
    ...message
      .trimEnd()
      .split('\n')
      .map((text) => line(text, 'bad')),
    ...hints.flatMap((text) => wrap([{ text: pasteable(text) }], width, arrow)),
  ];
}

/** A text without what is beyond {@link MAX_LINES}. */
export function shortened(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= MAX_LINES) return text;
  return [...lines.slice(0, MAX_LINES), `… and ${lines.length - MAX_LINES} more lines`].join('\n');
}

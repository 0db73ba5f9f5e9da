import { PromqlError } from '../../prometheus/errors.js';
import type { PrometheusClient, QueryResult, RangeSeries } from '../../prometheus/types.js';
import { selectors } from '../../promql/syntax/ast.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import type { QueryWindow } from '../../query/window.js';

/** The result of a query while it is being typed. */
export interface Preview {
  on: boolean;
  /** For the last text that could be evaluated; it stays until there is a newer one. */
  answer?: { result: QueryResult; course?: Course } | { refused: string } | { unanswered: true };
  /** The answer is for an earlier text. */
  stale: boolean;
}

/** The values in the minutes before the result. */
export interface Course extends QueryWindow {
  series: readonly RangeSeries[];
}

export interface PreviewFeed {
  view: () => Preview;
  /** Evaluates what is typed now. */
  follow: (text: string) => void;
  /** Evaluates the same text again, later; nothing happens while that is under way. */
  refresh: () => void;
  toggle: () => void;
  /** Forgets the text, and stops the evaluation that is running. */
  clear: () => void;
}

/** After this long without a key, typing has paused. */
const PAUSE_MS = 300;
/** Nobody waits longer for a preview. */
const MAX_EVALUATION_MS = 3_000;
/** Seconds before now: scrapes up to then are complete. */
const SETTLED_AGO = 2;
/** The course, in seconds: 61 points per series. */
const COURSE_SECONDS = 300;
const COURSE_STEP_SECONDS = 5;
/** A chart shows only a few of more series, but Prometheus would have to compute them all. */
const MAX_SERIES = 100;
/** How long a result waits for its course, so that both appear together. */
const GRACE_MS = 200;

/**
 * Evaluates what is typed once typing pauses, if it parses; a newer text stops the evaluation of an older one.
 * @param changed is called when the preview has changed
 */
export function openPreview(
  prometheus: Pick<PrometheusClient, 'query' | 'queryRange'>,
  changed: () => void,
): PreviewFeed {
  let preview: Preview = { on: true, stale: false };
  let text = '';
  let pause: NodeJS.Timeout | undefined;
  let underWay: AbortController | undefined;

  function show(next: Partial<Preview>): void {
    preview = { ...preview, ...next };
    changed();
  }

  function stop(): void {
    clearTimeout(pause);
    underWay?.abort();
    underWay = undefined;
  }

  function begin(): void {
    stop();
    if (!preview.on) return;
    if (text === '') {
      preview = { on: preview.on, stale: false };
      return;
    }
    preview = { ...preview, stale: preview.answer !== undefined };
    if (parsePromql(text).complete) pause = setTimeout(() => void ask(text), PAUSE_MS);
  }

  /** @param together shows the result with its course only: a chart must not vanish for a moment */
  async function ask(expr: string, { together = false } = {}): Promise<void> {
    const own = (underWay = new AbortController());
    await evaluate(expr, own, together);
    if (underWay === own) underWay = undefined;
  }

  async function evaluate(expr: string, own: AbortController, together: boolean): Promise<void> {
    const end = Date.now() / 1000 - SETTLED_AGO;
    const answer = await prometheus
      .query(expr, { time: end, signal: limited(own) })
      .then((result) => ({ result }))
      .catch((error: unknown) =>
        error instanceof PromqlError ? { refused: error.reason } : { unanswered: true as const },
      );
    if (own.signal.aborted) return;
    const coming =
      'result' in answer && hasCourse(expr, answer.result) ? courseOf(expr, end, limited(own)) : undefined;
    const soon = await Promise.race([coming, coming && !together ? grace() : coming]);
    if (own.signal.aborted) return;
    show({ answer: soon ? { ...answer, course: soon } : answer, stale: false });
    const late = soon ?? (await coming);
    if (!own.signal.aborted && !soon && late) show({ answer: { ...answer, course: late } });
  }

  /** Undefined if the query fails: a missing chart is not an error. */
  async function courseOf(expr: string, end: number, signal: AbortSignal): Promise<Course | undefined> {
    const window = { start: end - COURSE_SECONDS, end, step: COURSE_STEP_SECONDS };
    const range = await prometheus.queryRange(expr, window, { signal }).catch(() => undefined);
    return range?.resultType === 'matrix' ? { ...window, series: range.series } : undefined;
  }

  return {
    view: () => preview,
    follow(typed) {
      const now = typed.trim();
      if (now === text) return;
      text = now;
      begin();
    },
    refresh() {
      if (preview.on && preview.answer && !preview.stale && !underWay) void ask(text, { together: true });
    },
    toggle() {
      preview = { on: !preview.on, stale: false };
      begin();
      changed();
    },
    clear() {
      text = '';
      stop();
      preview = { on: preview.on, stale: false };
    },
  };
}

function grace(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, GRACE_MS, undefined).unref());
}

function limited(own: AbortController): AbortSignal {
  return AbortSignal.any([own.signal, AbortSignal.timeout(MAX_EVALUATION_MS)]);
}

/** True if there is a line to draw: of a few series, or of a number computed from some. */
function hasCourse(expr: string, result: QueryResult): boolean {
  const few =
    result.resultType === 'vector'
      ? result.series.length > 0 && result.series.length <= MAX_SERIES
      : result.resultType === 'scalar';
  return few && selectors(parsePromql(expr).expr).length > 0;
}

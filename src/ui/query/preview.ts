import { PromqlError } from '../../prometheus/errors.js';
import type { PrometheusClient, QueryResult, RangeSeries } from '../../prometheus/types.js';
import { selectors } from '../../promql/syntax/ast.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import type { QueryWindow } from '../../query/window.js';

/** What a query gives while it is being typed. */
export interface Preview {
  on: boolean;
  /** Of the last text that could be asked; it stays until there is a newer one. */
  answer?: { result: QueryResult; course?: Course } | { refused: string } | { unanswered: true };
  /** The answer is not of what is typed now. */
  stale: boolean;
}

/** How a result came about: the values of the minutes before it. */
export interface Course extends QueryWindow {
  series: readonly RangeSeries[];
}

export interface PreviewFeed {
  view: () => Preview;
  /** Tells what is typed now. */
  follow: (text: string) => void;
  toggle: () => void;
  /** Forgets what was typed, and stops what is under way. */
  clear: () => void;
}

/** Typing has paused. */
const PAUSE_MS = 300;
/** Nobody waits for a preview. */
const LIMIT_MS = 3_000;
/** Seconds: what is scraped by now has arrived. */
const SETTLED_AGO = 2;
/** Of the course, in seconds: 61 points a series. */
const COURSE_SECONDS = 300;
const COURSE_STEP_SECONDS = 5;
/** Of more series a chart shows only a few, and Prometheus would have to compute them all. */
const MOST_SERIES = 100;
/** So long a result waits for its course, so that both come at once. */
const GRACE_MS = 200;

/**
 * Evaluates what is typed once typing pauses, where it parses; a newer text stops the evaluation of an older one.
 * @param changed called when there is something else to show
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

  async function ask(expr: string): Promise<void> {
    const own = (underWay = new AbortController());
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
    const soon = await Promise.race([coming, coming && grace()]);
    if (own.signal.aborted) return;
    show({ answer: soon ? { ...answer, course: soon } : answer, stale: false });
    const late = soon ?? (await coming);
    if (!own.signal.aborted && !soon && late) show({ answer: { ...answer, course: late } });
  }

  /** Undefined where it can't be had: a chart less is no error. */
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
  return AbortSignal.any([own.signal, AbortSignal.timeout(LIMIT_MS)]);
}

/** True where there is a line to draw: of a few series, or of a number that comes from some. */
function hasCourse(expr: string, result: QueryResult): boolean {
  const few =
    result.resultType === 'vector'
      ? result.series.length > 0 && result.series.length <= MOST_SERIES
      : result.resultType === 'scalar';
  return few && selectors(parsePromql(expr).expr).length > 0;
}

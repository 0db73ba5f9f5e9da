import { PromqlError } from '../prometheus/errors.js';
import type { PrometheusClient, QueryResult } from '../prometheus/types.js';
import { parsePromql } from '../promql/parse.js';

/** What a query gives while it is being typed. */
export interface Preview {
  on: boolean;
  /** Of the last text that could be asked; it stays until there is a newer one. */
  answer?: { result: QueryResult } | { refused: string };
  /** The answer is not of what is typed now. */
  stale: boolean;
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

/**
 * Evaluates what is typed once typing pauses, where it parses; a newer text stops the evaluation of an older one.
 * @param changed called when there is something else to show
 */
export function openPreview(prometheus: Pick<PrometheusClient, 'query'>, changed: () => void): PreviewFeed {
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
    const signal = AbortSignal.any([own.signal, AbortSignal.timeout(LIMIT_MS)]);
    const answer = await prometheus
      .query(expr, { time: Date.now() / 1000 - SETTLED_AGO, signal })
      .then((result) => ({ result }))
      .catch((error: unknown) => (error instanceof PromqlError ? { refused: error.reason } : undefined));
    if (own.signal.aborted) return;
    if (answer) show({ answer, stale: false });
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
